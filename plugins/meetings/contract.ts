import { z } from 'zod';
import { defineEvent, type Env, type HttpClient } from '#core';
import type {} from './schema.ts';

export { failureOf, failureOfSilence, retryTime } from './failure-of.ts';
export { ProviderFailure, type ProviderFailureClass } from './provider-failure.ts';

// ---- conferencing providers ---------------------------------------------------------------------------------------

export type ProviderCapabilities = {
  needsCredentials: boolean;
  /** `derived`: nothing to ask anybody for; the link is there at once. */
  create: 'sync' | 'async' | 'derived';
  updateInPlace: boolean;
  cancel: 'delete' | 'end' | 'none';
  idempotentCreate: 'client-id' | 'key' | 'none';
  lookupByKey: boolean;
  summary: boolean;
  webhooks: boolean;
  perHostIdentity: boolean;
  limits: { titleLength: number; descriptionLength: number; durationMin: number; writesPerHostPerDay?: number };
};

/** What a provider needs to know of a meeting; instants, IANA zone. */
export type ConferenceRequest = {
  /** Ours; the same for every try of the same generation. */
  operationKey: string;
  subject: string;
  description: string;
  start: Date;
  end: Date;
  timeZone: string;
  host: { id: string; email: string; name: string } | null;
  options: Record<string, unknown>;
};

export type Conference = { externalId: string; joinUrl: string; state: 'ready' | 'pending' };

export type ConnectionCheck = { name: string; ok: boolean; message: string; fix?: string };

/** Handed to a provider with every call: its own plugin's env, and a signal that ends the call. */
export type ProviderContext = { env: Env<never>; http: HttpClient | undefined; signal: AbortSignal };

/** The contract `meeting.provider`. Operations that the capabilities rule out are left away. */
export type MeetingProvider = {
  title: string;
  capabilities: ProviderCapabilities;
  testConnection(context: ProviderContext): Promise<ConnectionCheck[]>;
  create(context: ProviderContext, request: ConferenceRequest): Promise<Conference>;
  poll?(context: ProviderContext, externalId: string, request: ConferenceRequest): Promise<Conference>;
  findByKey?(context: ProviderContext, request: ConferenceRequest): Promise<Conference | undefined>;
  update?(context: ProviderContext, externalId: string, request: ConferenceRequest): Promise<Conference>;
  cancel?(context: ProviderContext, externalId: string, request: ConferenceRequest): Promise<void>;
};

declare module '#core' {
  interface Contracts {
    'meeting.provider': MeetingProvider;
  }
  interface Services {
    meetings: MeetingsService;
  }
}

// ---- what other plugins may ask ------------------------------------------------------------------------------------

export type Guest = { name: string; email: string; timeZone: string; language: string; phone?: string; note?: string };

export type MeetingRequest = {
  subject: string;
  description?: string;
  host: string;
  rooms: readonly string[];
  virtualRoom: string | null;
  start: Date;
  end: Date;
  timeZone: string;
  guests: readonly Guest[];
  bufferBefore: number;
  bufferAfter: number;
  /** `confirmed` at once, or a draft that already holds its claims until the host confirms (or `holdUntil`). */
  state: 'draft' | 'confirmed';
  holdUntil?: Date;
};

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
  uid: string;
  sequence: number;
  version: number;
  origin: string;
  reason: string | null;
  host: { id: string; name: string; email: string; timeZone: string; language: string };
  rooms: PublicRoom[];
  virtualRoom: { id: string; name: string; provider: string; timeZone: string } | null;
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
  }[];
};

/** What staff plan: a draft takes nothing yet; its claims are taken when it is confirmed. */
export type MeetingPlan = {
  subject: string;
  description: string | null;
  host: string;
  rooms: readonly string[];
  virtualRoom: string | null;
  start: Date;
  end: Date;
  timeZone: string;
  /** Persons inside and guests, the host left out. */
  people: readonly { person: string; role: 'required' | 'optional' }[];
  guests: readonly Guest[];
};

/** Whose meetings are made up. */
export type SeedHost = { id: string; name: string; email: string; timeZone: string /** Of the room; nobody else has one of that name. */; room: string };

export type MeetingsService = {
  /** Makes a draft, under the caller's own rules. */
  draft(input: MeetingPlan): Promise<{ id: string; version: number }>;
  /** Replaces the plan of a draft or confirmed meeting (claims swapped, attendees told). @throws MEETING_CLASH, VERSION_CONFLICT, MEETING_STATE */
  revise(input: MeetingPlan & { id: string; version: number }): Promise<{ version: number }>;
  /** Makes the meeting with claims, attendees, activity and (confirmed) everything that follows. @throws MEETING_CLASH with nothing written. */
  request(input: MeetingRequest): Promise<{ id: string; version: number }>;
  /** Compare-and-swap on `version`. @throws MEETING_CLASH, VERSION_CONFLICT, MEETING_STATE */
  reschedule(input: {
    id: string;
    version: number;
    start: Date;
    end: Date;
    bufferBefore?: number;
    bufferAfter?: number;
    reason?: string;
  }): Promise<{ version: number }>;
  cancel(input: { id: string; version: number; reason?: string }): Promise<{ version: number }>;
  confirm(input: { id: string; version: number }): Promise<{ version: number }>;
  /** Drafts and cancelled ones only; claims, activities and the conference go too. */
  remove(input: { id: string }): Promise<void>;
  /** For plugins alone: past and future meetings of each host in a room of the host's own, for trials and measurements. Nobody is told. @returns the rooms, by host */
  seed(input: { hosts: readonly SeedHost[]; meetings: number }): Promise<Map<string, string>>;
  details(input: { ids: readonly string[] }): Promise<MeetingDetails[]>;
};

// ---- events: run after commit ------------------------------------------------------------------------------------

const meetingId = z.object({ meeting: z.uuid() });

export const meetingRequested = defineEvent('meeting.requested', meetingId);
export const meetingConfirmed = defineEvent('meeting.confirmed', meetingId);
/** An attendee who was taken off, as known until then. */
const removed = z.object({
  id: z.uuid(),
  person: z.uuid().nullable(),
  name: z.string(),
  email: z.string(),
  timeZone: z.string(),
  language: z.string(),
  role: z.enum(['host', 'required', 'optional']),
  partstat: z.string(),
});
export type Removed = z.output<typeof removed>;

/** `significant`: time or place, so attendees are asked again (RFC 5546). `removed`: who is told that it is off for them. */
export const meetingChanged = defineEvent('meeting.changed', meetingId.extend({ significant: z.boolean(), removed: z.array(removed) }));
/** `was`: nobody needs to be told of a draft that was never sent. `by` whom: a guest withdraws, staff decline. */
export const meetingCancelled = defineEvent('meeting.cancelled', meetingId.extend({ was: z.enum(['draft', 'confirmed']), by: z.enum(['staff', 'guest']) }));
/** The join link arrived or changed. */
export const conferenceReady = defineEvent('meeting.conference-ready', meetingId);
