import type { Env, TimeRange } from '#core';
import type { Schedule } from './schedule-shape.ts';
import type {} from './schema.ts';

export { busyTimes } from './ics/busy-times.ts';
export { type ReadLine, readCalendar } from './ics/read-calendar.ts';
export { type CalendarReply, readReplies } from './ics/read-replies.ts';
export { TookTooLong } from './ics/within-time.ts';
export { scheduleOf } from './schedule-of.ts';
export { scheduleRanges } from './schedule-ranges.ts';
export type { Schedule };

export type Resource = { kind: 'room' | 'virtual_room' | 'person' | (string & {}); id: string };

/** What is asked of a free stretch; minutes throughout. */
export type SlotRule = {
  durationMin: number;
  stepMin: number;
  bufferBeforeMin: number;
  bufferAfterMin: number;
  minNoticeMin: number;
  /** `range`: the first start is the start of the open stretch, then every step. `clock`: starts are rounded up to a step of the hour in the viewer's zone. */
  grid: 'range' | 'clock';
  /** Busy time removes starts and leaves the others where they are (true, the default here), or the grid begins anew after it. */
  busyKeepsGrid?: boolean;
  /** Between neighbours the larger of the two buffers (`max`, the default), or both. */
  bufferPolicy?: 'max' | 'additive';
  window?: { type: 'rolling'; days: number; count: 'calendar' | 'business' };
};

export type AvailabilityQuery = {
  /** All of these must be free. Rooms and virtual rooms without a schedule of their own are open always. */
  resources: readonly Resource[];
  /** Narrows further: the link's own hours. */
  schedule?: { timeZone: string; schedule: Schedule };
  rule: SlotRule;
  /** For the clock grid and the window. */
  viewerTimeZone: string;
  from: Date;
  to: Date;
  /** Claims of this record do not count (a reschedule frees its own time). */
  ignore?: { model: string; record: string };
};

/**
 * `during`: when it is used. `setUp`, `cleanUp`: minutes around it in which it is taken too, so that nobody else gets them. `seats`: any one of so many, the lowest free one.
 * `oneOf`: in place of `id` the free one of these that has the least to do in the days around, or `prefer` where that is free; `id` is
 * what is told where none is.
 */
export type ClaimRequest = Resource & {
  during: TimeRange;
  seat?: number;
  seats?: number;
  oneOf?: readonly string[];
  prefer?: string;
  setUp?: number;
  cleanUp?: number;
  blocking?: boolean;
  bufferBefore?: number;
  bufferAfter?: number;
  expiresAt?: Date;
};

/** One thing that stands in the way. `source` is where the caller may look it up; never shown to guests. */
export type Clash = { resource: Resource; during: TimeRange; source: { model: string; record: string } };

/** `wanted`: the record that did not get what it asked for. */
export type BookingClash = Clash & { wanted: Clash['source'] };

export type CalendarService = {
  /** Starts that can be booked now, ascending. Claims are read in one query. For guests: no reasons. */
  slots(input: AvailabilityQuery): Promise<Date[]>;
  /** Free stretches without reasons. */
  availability(input: Omit<AvailabilityQuery, 'rule'>): Promise<TimeRange[]>;
  /** Every stretch of [from, to) that is not free, and why: outside working hours, a claim, the notice, the window. For hosts. */
  explain(
    input: AvailabilityQuery,
  ): Promise<
    { during: TimeRange; reason: 'outside-availability' | 'conflict' | 'notice' | 'window' | 'buffer'; resource?: Resource; source?: Clash['source'] }[]
  >;
  /**
   * The starts at which each of `any` is free together with all of `resources`: which room can so many people have, and when. Hours and claims of all are read once.
   * @returns by id of `any`, ascending; those without a start are left out
   */
  startsOfEach(input: AvailabilityQuery & { any: readonly Resource[] }): Promise<ReadonlyMap<string, Date[]>>;
  /** When each resource is taken, set-up and clean-up (minutes within `during`) included, ascending, in one query. `source` (which record holds it) is there for plugins alone. */
  busy(input: {
    resources: readonly Resource[];
    from: Date;
    to: Date;
    ignore?: AvailabilityQuery['ignore'];
  }): Promise<{ resource: Resource; during: TimeRange; setUp?: number; cleanUp?: number; source?: Clash['source'] }[]>;
  /** Locks the resources for this transaction (sorted), then deletes overlapping expired holds: call it first, before reading availability. */
  guard(input: { resources: readonly Resource[]; during: TimeRange }): Promise<void>;
  /**
   * Takes all claims in one statement (sorted, ON CONFLICT DO NOTHING). Must run in the caller's transaction.
   * @returns the clashes; when there is any, nothing was taken and the caller must roll back.
   */
  claim(input: { source: { model: string; record: string }; claims: readonly ClaimRequest[] }): Promise<Clash[]>;
  /** Claims of many records in one statement, for what is brought in by the thousand. In the caller's transaction. @returns how many could not be taken; above 0 the caller must roll back */
  claimMany(input: { bookings: readonly { source: { model: string; record: string }; claims: readonly ClaimRequest[] }[] }): Promise<number>;
  /**
   * Claims of many records in one statement, with what stands in the way of each. Claims of `instead` come off before. In the caller's transaction, which takes the
   * resources one at a time with its neighbours. @returns the clashes; when there is any, the caller must roll back
   */
  claimAll(input: {
    bookings: readonly { source: Clash['source']; claims: readonly ClaimRequest[] }[];
    instead?: { model: string; records: readonly string[] };
  }): Promise<BookingClash[]>;
  /** Old claims of the source off, new ones on. */
  reclaim(input: { source: { model: string; record: string }; claims: readonly ClaimRequest[] }): Promise<Clash[]>;
  /** All claims of the source, or those of one resource. @returns how many went */
  release(input: { source: { model: string; record: string }; resource?: Resource }): Promise<number>;
  /** Single claims of several records off, in one statement; their other claims stand. @returns how many went */
  releaseSome(input: { claims: readonly { source: Clash['source']; resource: Resource }[] }): Promise<number>;
  /** Makes held claims of the source permanent. */
  settle(input: { source: { model: string; record: string } }): Promise<number>;
};

export type ScheduleOf = { timeZone: string; schedule: Schedule };

/** What a resource asks for: minutes around every use in which nobody else may have it, and how many may use it at once (1 unless said). */
export type ResourceNeeds = { setUp?: number; cleanUp?: number; seats?: number };

/** `schedule: null`: open always. */
export type ResourceHours = (ScheduleOf | { schedule: null }) & ResourceNeeds;

/** The contract `calendar.resource-schedule`; the key is a kind of resource. Kinds that nobody implements are open always. */
export type ResourceSchedules = {
  /**
   * One query for all. Runs with the implementing plugin's own env.
   * @returns by id: the hours and needs, or null: open always, and nothing else. An id that is left out (unknown, inactive) is never open.
   */
  schedules(env: Env<never>, ids: readonly string[]): Promise<ReadonlyMap<string, ResourceHours | null>>;
};

/** The contract `calendar.case-runner`; the key is the `op` of a case in the vocabulary of `test/cases/README.md`, or `op/scenario` for one of its scenarios. */
export type CaseRunner = {
  /**
   * Feeds the input through the real code, in a database that is thrown away afterwards. Runs with the implementing plugin's own env.
   * @param input as read, `op` included: the runner checks it strictly (an unknown key is an error)
   * @returns undefined where this part of the operation is not built yet (counted as skipped), else what came out; only the keys that the case expects are compared. Instants as `Date` or text with `Z`.
   */
  run(env: Env<never>, input: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>> | undefined>;
};

declare module '#core' {
  interface Contracts {
    'calendar.resource-schedule': ResourceSchedules;
    'calendar.case-runner': CaseRunner;
  }
  interface Services {
    calendar: CalendarService;
  }
}
