import type { z } from 'zod';
import type { Env, HttpClient, SettingsType } from '#core';
import type { ConnectionCheck } from './connection-check.ts';
import type { Quota } from './quota.ts';
import type { WebhookAnswer, WebhookRequest } from './webhook-contract.ts';

export type ProviderCapabilities = {
  /** It calls its service, and is handed `context.http`. */
  needsCredentials: boolean;
  /** `derived`: nothing to ask anybody for; the link is there at once. `async`: rooms may be `pending` and are polled. */
  create: 'sync' | 'async' | 'derived';
  /** The link survives a change of time or title. */
  updateInPlace: boolean;
  cancel: 'delete' | 'end' | 'none';
  /** Whoever has the link of a room that was removed, or of which the meeting has another by now, still comes in. Questions before a cancellation say so. */
  oldLinkWorks?: boolean;
  /** What makes a second `create` with the same operation key harmless. `none`: `findByKey` is asked first. */
  idempotentCreate: 'client-id' | 'key' | 'none';
  lookupByKey: boolean;
  summary: boolean;
  webhooks: boolean;
  /** Rooms belong to a person at the service: without a host there is none. */
  perHostIdentity: boolean;
  /** `writesPerHostPerDay`: shown; what is counted and kept is said in `quotas`. */
  limits: { titleLength: number; descriptionLength: number; durationMin: number; writesPerHostPerDay?: number };
};

/** What a provider needs to know of a meeting; instants, IANA zone. */
export type ConferenceRequest = {
  /** Ours: base64url, 27 characters; the same for every try of the same generation. Put it where `findByKey` and `list` find it again. */
  operationKey: string;
  subject: string;
  description: string;
  start: Date;
  end: Date;
  timeZone: string;
  /** In whose name the room is made. */
  host: { id: string; email: string; name: string } | null;
  /** Of the virtual room, as the provider's own `options` read them: every member is there. Where the provider declares none: as stored. */
  options: Record<string, unknown>;
};

/**
 * A room as it stands at the service. `externalId`: its id there, as text. `joinUrl`: under which everybody joins; empty while pending. `number`: what people type to
 * join, where the service has such a thing; it stands in invitations. Host addresses and passcodes are in none of these.
 * `personal`: everybody is sent through our own address, where `joinUrl()` gives each visitor another link.
 */
export type Conference = { externalId: string; joinUrl: string; state: 'ready' | 'pending'; number?: string; personal?: boolean };

/** What differs from what the service was last told. */
export const changedMembers = ['subject', 'description', 'time', 'host', 'options'] as const;
export type ChangedMember = (typeof changedMembers)[number];

/**
 * With which credentials a call is made. `key` is `main` for the account that the plugin's settings hold; further ones are records. Read the values with `accountOf`.
 * `id`: to tell accounts apart in caches; never shown.
 */
export type ProviderAccount = { id: string; key: string; name: string; values: Readonly<Record<string, unknown>> };

/** Handed to a provider with every call: its own plugin's env, the account, and a signal that ends the call. `http`: only where credentials are needed. */
export type ProviderContext = { env: Env<never>; http: HttpClient | undefined; signal: AbortSignal; account: ProviderAccount };

/**
 * What the service has written about a meeting. `version`: the service's name for this text (the id of the instance, or when it was written); the same version is not
 * stored twice. `markdown` is believed by nobody: it is cleaned before it is shown. `not-ready`: asked again later. `not-enabled`: the account or the host has no such feature.
 */
export type SummaryAnswer = { state: 'ready'; version: string; markdown: string; writtenAt: Date } | { state: 'not-ready' } | { state: 'not-enabled' };

/** A room that stands at the service, as a list shows it. `operationKey`: ours, where it carries one. `joinUrl`: where the list shows it. */
export type ListedRoom = { externalId: string; operationKey: string | undefined; start: Date | null; joinUrl?: string };

/**
 * The contract `meeting.provider`. Operations that the capabilities rule out are left away. Every operation but `testConnection` says no with `ProviderFailure` and with
 * nothing else; meetings keeps the state, the pauses, the lanes, the quotas and the log, so an operation makes its calls once (but for a fresh token, see `withToken`).
 * Operations run outside of any transaction (`create` of a `derived` provider runs inside of one), one at a time for an account and host.
 */
export type MeetingProvider = {
  title: string;
  capabilities: ProviderCapabilities;
  /**
   * What an account consists of: the plugin's own settings. What they hold is the account `main` (so the environment goes over it: `ATRIUM_ZOOM_CLIENT_ID`); further
   * accounts have the same members, secrets apart sealed. A provider without this has one account, and reads `env.settings` itself.
   */
  account?: SettingsType;
  /** Members of `account` that a further account has for itself; the others (an address, a quota) come from the settings. All of them unless given. */
  accountMembers?: readonly string[];
  /** Members without which nobody can be asked: the form of a further account insists on them. `notEntered` says them in the test. */
  accountNeeds?: readonly string[];
  /** What virtual rooms may choose, made into a form; every member has a default. Take members of `conferenceOptions` where they fit. */
  options?: z.ZodObject;
  /** Limits of the service that meetings counts, keeps and shows. `values`: of the account. */
  quotas?(values: Readonly<Record<string, unknown>>): readonly Quota[];

  /** Credentials, token, scopes, host, clock: one check each, a fix for what failed. Leaves nothing behind. `host`: whose rooms shall be made, where somebody asked. At least one call goes to the interface that makes rooms. Never throws for what the service does. */
  testConnection(context: ProviderContext, host?: { email: string }): Promise<ConnectionCheck[]>;
  create(context: ProviderContext, request: ConferenceRequest): Promise<Conference>;
  /** Of a room that is pending. @throws ProviderFailure `gone` where it cannot become ready any more: it is made anew, as often as a room is looked at */
  poll?(context: ProviderContext, externalId: string, request: ConferenceRequest): Promise<Conference>;
  /** The room that carries the operation key, if one stands. Asked after `unknown-outcome`, and before any second try where `idempotentCreate` is `none`. */
  findByKey?(context: ProviderContext, request: ConferenceRequest): Promise<Conference | undefined>;
  /** `changed`: send only that. The request is whole all the same. @throws ProviderFailure `gone` where the room is not there: it is made anew */
  update?(context: ProviderContext, externalId: string, request: ConferenceRequest, changed: readonly ChangedMember[]): Promise<Conference>;
  /** Gone already: success. */
  cancel?(context: ProviderContext, externalId: string, request: ConferenceRequest): Promise<void>;
  /** How the room stands now; undefined: it is gone. For the reconciliation. */
  look?(context: ProviderContext, externalId: string, request: ConferenceRequest): Promise<Conference | undefined>;
  /** Rooms of a host between two instants, for the reconciliation; those that carry no key of ours may be left out. */
  list?(context: ProviderContext, period: { from: Date; to: Date; host: ConferenceRequest['host'] }): Promise<readonly ListedRoom[]>;
  /** Where the host starts the conference: asked for at each click, never stored, logged or mailed. */
  hostUrl?(context: ProviderContext, externalId: string, request: ConferenceRequest): Promise<string>;
  /** Where one attendee joins, worked out at each click without asking anybody (a signed token). Asked for rooms that are `personal`. `moderator`: the host. */
  joinUrl?(context: ProviderContext, conference: { externalId: string; joinUrl: string }, visitor: JoiningVisitor): Promise<string>;
  /** Of the newest instance of the room. */
  summary?(context: ProviderContext, externalId: string, request: ConferenceRequest): Promise<SummaryAnswer>;
  /**
   * Checks the signature over the raw bytes in constant time, answers challenges, and says what is news. Asks nobody (`context.http` is undefined) and stores nothing:
   * items are stored by key in one transaction before the answer goes out, and worked on by a job, each once.
   */
  handleWebhook?(context: ProviderContext, request: WebhookRequest): Promise<WebhookAnswer>;
  /**
   * Sees to it that the service tells `address` of changes. Called every hour, with every account; does nothing while all is well. `state` is what the last call gave back
   * (kept sealed; ids and shared secrets of channels go there), and is handed to `handleWebhook` too, as `request.state`.
   */
  renewSubscriptions?(context: ProviderContext, asked: SubscriptionWish): Promise<{ state: unknown }>;
};

/** `address`: for the service's calls. `doubted`: ids that a call of the service has said to be in danger or gone. */
type SubscriptionWish = { address: string; state: unknown; hosts: readonly { email: string }[]; doubted: readonly string[] };

/** Who joins. `until`: when a token for the way in may end, some time after the meeting. */
export type JoiningVisitor = { name: string; email: string; moderator: boolean; meeting: string; subject: string; start: Date; end: Date; until: Date };
