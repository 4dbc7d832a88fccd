import type { TimeRange } from '#core';
import type { Schedule } from './schedule-shape.ts';
import type {} from './schema.ts';

export type { Schedule };

export type Resource = { kind: 'room' | 'virtual_room' | 'person' | (string & {}); id: string };

/** What is asked of a free stretch; minutes throughout. */
export type SlotRule = {
  durationMin: number;
  stepMin: number;
  bufferBeforeMin: number;
  bufferAfterMin: number;
  minNoticeMin: number;
  grid: 'range' | 'clock';
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

export type ClaimRequest = Resource & { during: TimeRange; seat?: number; blocking?: boolean; bufferBefore?: number; bufferAfter?: number; expiresAt?: Date };

/** One thing that stands in the way. `source` is where the caller may look it up; never shown to guests. */
export type Clash = { resource: Resource; during: TimeRange; source: { model: string; record: string } };

export type CalendarService = {
  /** Starts that can be booked now, ascending. Claims are read in one query. For guests: no reasons. */
  slots(input: AvailabilityQuery): Promise<Date[]>;
  /** Free stretches without reasons. */
  availability(input: Omit<AvailabilityQuery, 'rule'>): Promise<TimeRange[]>;
  /** Every stretch of [from, to) that is not free, and why: outside working hours, a claim, the notice, the window. For hosts. */
  explain(input: AvailabilityQuery): Promise<{ during: TimeRange; reason: 'outside-availability' | 'conflict' | 'notice' | 'window' | 'buffer'; resource?: Resource; source?: Clash['source'] }[]>;
  /** Locks the resources for this transaction (sorted), then deletes overlapping expired holds: call it first, before reading availability. */
  guard(input: { resources: readonly Resource[]; during: TimeRange }): Promise<void>;
  /**
   * Takes all claims in one statement (sorted, ON CONFLICT DO NOTHING). Must run in the caller's transaction.
   * @returns the clashes; when there is any, nothing was taken and the caller must roll back.
   */
  claim(input: { source: { model: string; record: string }; claims: readonly ClaimRequest[] }): Promise<Clash[]>;
  /** Old claims of the source off, new ones on. */
  reclaim(input: { source: { model: string; record: string }; claims: readonly ClaimRequest[] }): Promise<Clash[]>;
  release(input: { source: { model: string; record: string } }): Promise<number>;
  /** Makes held claims of the source permanent. */
  settle(input: { source: { model: string; record: string } }): Promise<number>;
};

declare module '#core' {
  interface Services {
    calendar: CalendarService;
  }
}
