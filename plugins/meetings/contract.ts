import type { MeetingProvider } from './conference/provider-contract.ts';
import type { Whom } from './events.ts';
import type { Reply, ReplyOutcome } from './reply.ts';
import type {} from './schema.ts';

export { answerCounts } from './answer-counts.ts';
export { roomClaim } from './claims-of.ts';
export { accountOf } from './conference/account-of.ts';
export { type ConnectionCheck, clockCheck, clockSkew, failedCheck, notEntered } from './conference/connection-check.ts';
export { failureOf, failureOfSilence, retryTime } from './conference/failure-of.ts';
export { askedSince } from './conference/link-mark.ts';
export { conferenceOptions } from './conference/options.ts';
export type {
  ChangedMember,
  Conference,
  ConferenceRequest,
  JoiningVisitor,
  ListedRoom,
  MeetingProvider,
  ProviderAccount,
  ProviderCapabilities,
  ProviderContext,
  SummaryAnswer,
} from './conference/provider-contract.ts';
export { ProviderFailure, type ProviderFailureClass } from './conference/provider-failure.ts';
export type { CountedOperation, Quota } from './conference/quota.ts';
export { readAnswer } from './conference/read-answer.ts';
export type { WebhookAnswer, WebhookItem, WebhookRequest } from './conference/webhook-contract.ts';
export { withToken } from './conference/with-token.ts';
export {
  conferenceReady,
  invitationsWanted,
  meetingAnswered,
  meetingCancelled,
  meetingChanged,
  meetingConfirmed,
  meetingJoined,
  meetingLeft,
  meetingPostponed,
  meetingRequested,
  type Removed,
  reminderDue,
  seriesCancelled,
  seriesStands,
  type Whom,
  whom,
} from './events.ts';
export type { Held, HeldThing } from './held.ts';
export { assertMayChange } from './may-change.ts';
export type { Reply, ReplyOutcome };

declare module '#core' {
  interface Contracts {
    'meeting.provider': MeetingProvider;
  }
  interface Services {
    meetings: MeetingsService;
  }
}

export type Guest = { name: string; email: string; timeZone: string; language: string; phone?: string; note?: string };

export type MeetingRequest = {
  subject: string;
  description?: string;
  host: string;
  /** On whose behalf a guest books, with whose rights to rooms; the host where missing. */
  asking?: string;
  rooms: readonly string[];
  virtualRoom: string | null;
  /** Where it takes place without a room of ours. */
  location?: MeetingLocation;
  start: Date;
  end: Date;
  timeZone: string;
  guests: readonly Guest[];
  /** Persons inside beside the host, whose time is taken too. */
  people?: readonly { person: string; role: 'required' | 'optional' }[];
  bufferBefore: number;
  bufferAfter: number;
  /** `confirmed` at once, or a draft that already holds its claims until the host confirms (or `holdUntil`). */
  state: 'draft' | 'confirmed';
  holdUntil?: Date;
};

/** `text`: the address; the number to call; of `phone-guest` the guest's number, or empty where several guests have one each. */
export type MeetingLocation = { kind: 'address' | 'phone-guest' | 'phone-host'; text: string };

export type PublicRoom = { id: string; name: string; site: string | null; address: string | null; timeZone: string };

/** A meeting with all that a page or mail shows; no rule narrows it, so pass on only what the reader may see. */
export type MeetingDetails = {
  id: string;
  subject: string;
  description: string | null;
  state: 'draft' | 'confirmed' | 'cancelled' | 'done';
  start: Date;
  end: Date;
  timeZone: string;
  /** Of a date of a series: the series's. */
  uid: string;
  /** Of a date of a series: which one, by the rule, on the series's clock (`YYYY-MM-DDTHH:MM`). */
  occurrence?: { series: string; wall: string; timeZone: string };
  sequence: number;
  version: number;
  origin: string;
  reason: string | null;
  host: { id: string; name: string; email: string; timeZone: string; language: string };
  rooms: PublicRoom[];
  virtualRoom: { id: string; name: string; provider: string; timeZone: string } | null;
  /** Null: in the rooms, or by video. */
  location: MeetingLocation | null;
  joinUrl: string | null;
  /** State of the conference link; null: the meeting has none. */
  conference: 'queued' | 'creating' | 'pending' | 'ready' | 'failed' | 'cancelling' | 'cancelled' | null;
  attendees: {
    id: string;
    person: string | null;
    name: string;
    email: string;
    timeZone: string;
    language: string;
    role: 'host' | 'required' | 'optional';
    partstat: string;
    /** The own way into the conference, where everybody has another. */
    joinUrl?: string;
    /** SEQUENCE of the last invitation that was sent; null: none yet. */
    toldSequence: number | null;
  }[];
};

/** What staff plan: a draft takes nothing yet; its claims are taken when it is confirmed. */
export type MeetingPlan = {
  subject: string;
  description: string | null;
  host: string;
  rooms: readonly string[];
  virtualRoom: string | null;
  /** Where it takes place without a room of ours; null: nowhere else. Left as it is where missing. */
  location?: MeetingLocation | null;
  start: Date;
  end: Date;
  timeZone: string;
  /** Persons inside and guests, the host left out. */
  people: readonly { person: string; role: 'required' | 'optional' }[];
  guests: readonly Guest[];
  /** For those inside alone; left as they are where missing. */
  notes?: string | null;
};

/** `warnings`: persons who are taken already, where the setting lets that pass. `waiting`: rooms whose managers must approve first; until then the time is held. */
export type Changed = { version: number; warnings?: string[]; waiting?: { rooms: string[]; until: Date } };

/** A join link as a mail to all who take part told of it; null: the mail had none. */
export type MailedLink = { meeting: string; link: string | null };

/**
 * @param asked the meetings whose attendees are told: the meeting, or the dates of the series that are not told of for themselves
 * @returns what this is to them: `first` they hear of the meeting, a `change` of which they know an older state, the `link` alone, or nothing new; and the SEQUENCE that holds
 */
export type LinkArrived = (input: { meeting?: string; series?: string; links: readonly MailedLink[]; asked: readonly string[] }) => Promise<{
  news: 'first' | 'change' | 'link' | 'none';
  sequence: number;
}>;

/** `rule`: RFC 5545 (`FREQ=WEEKLY;BYDAY=TU`); start and end are the first date. `exdates`: dates by the rule to leave out, `YYYY-MM-DDTHH:MM` in `timeZone`. */
export type SeriesPlan = MeetingPlan & { rule: string; exdates?: readonly string[] };

/** `following`: this date and all after it, as a series of their own. `all`: every date that has not been yet. */
export type SeriesScope = 'following' | 'all';

/** A series with what a mail or a page tells of it; meetings are the live dates, by time. */
export type SeriesDetails = {
  id: string;
  uid: string;
  sequence: number;
  version: number;
  state: 'draft' | 'confirmed' | 'cancelled';
  rule: string;
  timeZone: string;
  wallStart: string;
  minutes: number;
  /** First date by the rule, and when it ends. */
  start: Date;
  end: Date;
  /** Dates by the rule that do not take place, as instants. */
  exdates: Date[];
  /** The last end that is planned; the rule may go on. */
  lastEnd: Date;
  /** `ruleStart`: when the date would be by the rule. */
  meetings: (MeetingDetails & { exception: boolean; ruleStart: Date | null })[];
};

/** Whose meetings are made up. */
export type SeedHost = {
  id: string;
  name: string;
  email: string;
  timeZone: string;
  /** Of the room; nobody else has one of that name. */
  room: string;
};

export type MeetingsService = {
  /** Makes a draft, under the caller's own rules. */
  draft(input: MeetingPlan): Promise<{ id: string; version: number }>;
  /** Many at once under the caller's own rules, drafts or confirmed (with their claims), all or nothing; as many statements for one as for a thousand. Nobody is told. @throws MEETING_CLASH, MEETING_ROOM_WAITS, INPUT_INVALID naming the plan (`plans.3.host`) */
  makeMany(input: { plans: readonly MeetingPlan[]; state: 'draft' | 'confirmed' }): Promise<{ ids: string[] }>;
  /** Replaces the plan of a draft or confirmed meeting (claims swapped, attendees told). @throws MEETING_CLASH, VERSION_CONFLICT, MEETING_STATE */
  revise(input: MeetingPlan & { id: string; version: number; reason?: string }): Promise<Changed>;
  /** Makes the meeting with claims, attendees, activity and (confirmed) everything that follows. @throws MEETING_CLASH with nothing written. */
  request(input: MeetingRequest): Promise<{
    id: string;
    version: number;
    /** A draft too where a room manager must approve. */
    state: 'draft' | 'confirmed';
  }>;
  /** For plugins alone: more guests come to a meeting that stands, without its time or claims changing. Only they are told. @throws MEETING_STATE */
  join(input: { id: string; guests: readonly Guest[] }): Promise<{ version: number; sequence: number; state: 'draft' | 'confirmed' }>;
  /** For plugins alone: guests go, the meeting stays. Only they are told. `moved`: see `meetingLeft`. @returns how many guests are left. @throws MEETING_STATE */
  leave(input: { id: string; emails: readonly string[]; moved?: number }): Promise<{ version: number; guests: number }>;
  /** Compare-and-swap on `version`. `asking`: of a guest's booking, as in its request. @throws MEETING_CLASH, VERSION_CONFLICT, MEETING_STATE; MEETING_ROOM_NOT_YOURS where `asking` may no longer book the room */
  reschedule(input: {
    id: string;
    version: number;
    start: Date;
    end: Date;
    bufferBefore?: number;
    bufferAfter?: number;
    reason?: string;
    asking?: string;
  }): Promise<Changed>;
  /** `lapsed`: for plugins alone; nobody decided in time, and the guests are told so. */
  cancel(input: { id: string; version: number; reason?: string; lapsed?: boolean }): Promise<{ version: number }>;
  /** A room manager decides on a request for a room of theirs. @returns whether the meeting is confirmed by that. @throws MEETING_ROOM_KEPT, MEETING_STATE, MEETING_CLASH */
  decideRoom(input: {
    request: string;
    answer: 'approve' | 'decline';
    reason?: string;
    /** Of a series: every open request for that room. */
    all?: boolean;
  }): Promise<{
    confirmed: boolean;
  }>;
  /** Another room, or another virtual room, in place of one; attendees are told. @throws MEETING_CLASH, VERSION_CONFLICT, MEETING_STATE */
  swapRoom(input: { id: string; version: number; kind: 'room' | 'virtual_room'; from: string; to: string }): Promise<Changed>;
  /** @throws MEETING_ROOM_NOT_YOURS, MEETING_ROOM_ARCHIVED where the caller, or for a guest this host, may not book one of these rooms. */
  assertMayBook(input: { rooms: readonly string[]; host: string }): Promise<void>;
  /** Many at once, in as many statements for a thousand as for one; what may not be cancelled stays and is named. */
  cancelMany(input: { ids: readonly string[]; reason?: string }): Promise<{ cancelled: number; refused: { id: string; reason: string }[] }>;
  /** @throws MEETING_CLASH, VERSION_CONFLICT, MEETING_STATE; MEETING_ROOM_NOT_YOURS where a room was closed to whoever confirms since it was drafted */
  confirm(input: { id: string; version: number }): Promise<Changed>;
  /** Confirmed or cancelled → draft; its claims are taken again at the next confirm. */
  setBack(input: { id: string; version: number }): Promise<{ version: number }>;
  /** Brings back what was cancelled or moved some minutes ago. @throws MEETING_CLASH, MEETING_STATE where it is too late */
  undo(input: { id: string; version: number }): Promise<{ version: number }>;
  /**
   * Another host; `stay`: the former one must be there from now on. `scope`: of a date of a series, more than it alone; the series goes along. `skip`: dates by the rule that stay.
   * @throws MEETING_CLASH, of a series by date (`extra.dates`), VERSION_CONFLICT, MEETING_STATE
   */
  handOver(input: { id: string; version: number; host: string; stay: boolean; scope?: SeriesScope; skip?: readonly string[] }): Promise<Changed>;
  /** A new link in place of the old one. */
  renewLink(input: { id: string; version: number }): Promise<{ version: number }>;
  /** Whoever is signed in answers for themselves; a decline gives the own time back. */
  answer(input: { id: string; answer: 'ACCEPTED' | 'DECLINED' | 'TENTATIVE' }): Promise<void>;
  /** For plugins alone: an attendee answers by a signed link or a mail. Nothing is written unless the outcome is `done` or `same`. */
  reply(input: Reply): Promise<{ outcome: ReplyOutcome; meeting?: string }>;
  /** Sends invitations once more, by whichever plugin mails them. */
  invite(input: { id: string; whom: Whom }): Promise<void>;
  /** For plugins alone: these attendees were sent this state of the meeting. */
  told(input: { attendees: readonly string[]; sequence: number; links?: readonly MailedLink[] }): Promise<void>;
  /** For plugins alone, within the transaction that writes the mails: a join link is there. Where people know of the meeting without it, SEQUENCE is raised, once for each link. */
  linkArrived: LinkArrived;
  /** Alarms for a calendar file; the usual reminders are made first where nobody has chosen any. */
  alarms(input: { id: string }): Promise<{ amount: number; unit: 'minutes' | 'hours' | 'days' }[]>;
  /** Drafts and cancelled ones only, or with `cancel` any; claims, activities and the conference go too, and whoever was invited is told. */
  remove(input: { id: string; version?: number; cancel?: boolean }): Promise<void>;
  /** For plugins alone: past and future meetings of each host in a room of the host's own, for trials and measurements. Nobody is told. @returns the rooms, by host */
  seed(input: { hosts: readonly SeedHost[]; meetings: number }): Promise<Map<string, string>>;
  details(input: { ids: readonly string[] }): Promise<MeetingDetails[]>;
  /** A series with all its dates, as drafts or confirmed at once: the number of statements does not depend on how many dates or people. @throws MEETING_CLASH by date (`extra.dates`), INPUT_INVALID */
  makeSeries(input: SeriesPlan & { state: 'draft' | 'confirmed' }): Promise<{ id: string; version: number; meetings: string[] }>;
  /** Confirms every draft of a series that is to come, but for `skip` (dates by the rule), which are cancelled; `waiting` where room managers are asked first. @throws MEETING_CLASH by date, with nothing done */
  confirmSeries(input: { id: string; version: number; skip?: readonly string[] }): Promise<Changed>;
  /** Changes a date and those after it, or all to come; dates changed by hand stay as they are. `id` is the meeting from which it is asked, `version` that meeting's. @returns the series that holds it now */
  reviseSeries(input: SeriesPlan & { id: string; version: number; scope: SeriesScope; reason?: string }): Promise<{ series: string; meetings: string[] }>;
  /** Makes a single meeting the first date of a series; its UID stays, so the entry in everybody's calendar begins to repeat. @throws as `reviseSeries` */
  repeat(input: SeriesPlan & { id: string; version: number }): Promise<{ series: string; meetings: string[] }>;
  /** Cancels a date and those after it, or all to come. @returns how many dates */
  cancelSeries(input: { id: string; version: number; scope: SeriesScope; reason?: string }): Promise<{ count: number }>;
  seriesDetails(input: { id: string }): Promise<SeriesDetails | null>;
  /** A rule in plain words: `Every 2 weeks on Tuesday`. */
  ruleWords(input: { rule: string; timeZone: string; wallStart: string; language: string }): Promise<string>;
};
