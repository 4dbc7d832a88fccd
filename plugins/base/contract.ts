import { z } from 'zod';
import { defineEvent, type Env, type Preferences, type Principal } from '#core';
import type {} from './schema.ts';

export { cleanImage } from './clean-image.ts';
export { forReader } from './for-reader.ts';
export { imageType, MAX_IMAGE } from './image-type.ts';
export { languageNames } from './languages.ts';

/** How the workspace presents itself; the settings page of `base` edits it. */
export type Workspace = {
  name: string;
  timeZone: string;
  language: string;
  /** Address of the logo, or null. */
  logo: string | null;
  /** `#rrggbb`. */
  accent: string;
  fromName: string;
  fromEmail: string;
  replyTo: string | null;
  mailFooter: string;
};

export type PublicPerson = {
  id: string;
  name: string;
  email: string;
  timeZone: string;
  language: string;
  hour12: boolean;
  active: boolean;
  /** Address of the photo, open to signed-in people; null: none. */
  photo: string | null;
};

/** A link that sets a person's password, to be mailed to that person and shown to nobody else. */
export type AccountLink = { link: string; expiresAt: Date; person: PublicPerson };

/** One line of the audit log, for pages that tell of a record's past. */
export type RecordChange = {
  id: string;
  /** Of its transaction: what was written together has the same. */
  at: Date;
  model: string;
  record: string;
  operation: 'create' | 'update' | 'delete';
  /** Who it began with; null: nobody inside. */
  person: string | null;
  /** Somebody from outside did it, by a link. */
  guest: boolean;
  plugin: string;
  /** By field `[before, after]` as JSON has it, or null where only the fact is kept. */
  changes: Readonly<Record<string, readonly unknown[] | null>>;
};

/** `limit`: of the record's own lines. `parts`: what belongs to it, with the field that points at it and the ids that are known. `before`: only what is older than this line. */
export type RecordChangesInput = {
  model: string;
  record: string;
  parts: readonly { model: string; field: string; ids: readonly string[] }[];
  limit: number;
  before?: string;
};

export type BaseService = {
  workspace(input: Record<string, never>): Promise<Workspace>;
  /** Names, zones and languages of people, whoever asks; in the order of `ids`, unknown ones left out. Never for a public page as it is. */
  people(input: { ids: readonly string[] }): Promise<PublicPerson[]>;
  /** People of these groups (implied ones too) who are active. */
  peopleInGroup(input: { group: string }): Promise<PublicPerson[]>;
  /** A person's photo, for pages of plugins that show it to guests (the host on a booking page). Null: none. */
  photo(input: { person: string }): Promise<{ type: string; content: Uint8Array } | null>;
  /** For plugins alone: a link that sets a new password, valid once and for an hour. Null where the account is closed. */
  issueResetLink(input: { person: string }): Promise<AccountLink | null>;
  /** For plugins alone: a link that sets the first password, valid once and for seven days. Null where the account is closed or already has a password. */
  issueInviteLink(input: { person: string }): Promise<AccountLink | null>;
  /** For plugins alone: who a person is once signed in, for what the person ordered to be done without them (API keys, webhooks). Null where the person or the account is closed. */
  personPrincipal(input: { person: string }): Promise<{ principal: Principal & { kind: 'user' }; preferences: Preferences } | null>;
  /** For plugins alone: people without an account, such as the hosts of a trial. Ids in the order given. @throws RECORD_DUPLICATE */
  addPeople(input: { people: readonly { name: string; email: string; timeZone: string }[] }): Promise<string[]>;
  /** For plugins alone: what the audit log says of a record and its parts, newest first. No rule narrows it: pass on only what the reader may see. */
  recordChanges(input: RecordChangesInput): Promise<RecordChange[]>;
  /** For plugins and the system alone: an active administrator with this address; a password that is already there stays. */
  ensureAdmin(input: { email: string; password: string; name: string; timeZone?: string }): Promise<{ person: string; created: boolean }>;
};

const aboutPerson = z.object({
  person: z.uuid(),
  /** The same for every delivery of one request, so that it is mailed once. */
  request: z.uuid(),
});

/** Somebody asked for a new password on the page; the address is known and open. */
export const passwordResetRequested = defineEvent('base.password-reset-requested', aboutPerson);
/** An administrator invited a person, or asked to invite again. */
export const personInvited = defineEvent('base.person-invited', aboutPerson);
/** The password was changed: the person should hear of it. */
export const passwordChanged = defineEvent(
  'base.password-changed',
  aboutPerson.extend({
    /** What opens the account, or shows its data, without the password must stop working: after every reset, and after a change where the person wants it. */
    revokeKeys: z.boolean().default(false),
  }),
);

/** Who knows what is in somebody's hands: the contract `base.left-behind`. Asked when a person is deactivated; runs with the implementing plugin's own env. */
export type LeftBehind = {
  /** The page on which it is handed over; undefined: nothing is. */
  page(env: Env<never>, person: string): Promise<string | undefined>;
};

declare module '#core' {
  interface Contracts {
    'base.left-behind': LeftBehind;
  }
  interface Services {
    base: BaseService;
  }
}
