import type { AccessDesk } from './access/access-desk.ts';
import type { SecurityKind } from './audit/security-log.ts';
import type { EventType } from './events/event.ts';
import type { Figures } from './figures/figures.ts';
import type { Route } from './http/route.ts';
import type { Filling, Known } from './i18n/message.ts';
import type { JobOptions, JobType } from './jobs/job.ts';
import type { JobControl } from './jobs/job-control.ts';
import type { Logger } from './log.ts';
import type { AnyDomain } from './model/domain.ts';
import type { Repository } from './model/repository-type.ts';
import type { ModelName, PluginName } from './model/schema.ts';
import type { HttpClient } from './outbound/client-type.ts';
import type { ModelDescription } from './plugin/describe-model.ts';
import type { Platform } from './plugin/platform.ts';
import type { MenuEntry, MergedView } from './plugin/view.ts';
import type { Principal } from './principal.ts';
import type { AccessToken, AccessTokenKey, FetchedToken } from './secrets/access-tokens.ts';
import type { SettingState, SettingsTestResult, SettingsType, SettingsValue } from './settings/settings.ts';

/** Services by the plugin that offers them, merged by contracts: `declare module '#core' { interface Services { calendar: CalendarService } }`. Every method takes one value and gives a promise. */
// biome-ignore lint/suspicious/noEmptyInterface: merged by the plugins
export interface Services {}

/** Named interfaces with several implementations: `declare module '#core' { interface Contracts { 'meeting.provider': MeetingProvider } }`. */
export interface Contracts {
  /** Turns a session cookie into who acts. Exactly one plugin provides it (`base`). */
  'core.session': SessionContract;
  /** Turns an API key into who acts. At most one plugin provides it (`api`). */
  'core.key': KeyContract;
}

export type KeyContract = {
  /** @returns the person of the key as a principal with `key` and `scope`, or undefined when it is unknown, expired or revoked, or the account is closed. */
  resolve(env: Env, key: string): Promise<{ principal: Principal; preferences: Preferences } | undefined>;
};

export type SessionContract = {
  /** @returns the user principal, or undefined when the token is unknown, expired or the account is closed. */
  resolve(env: Env, token: string): Promise<Principal | undefined>;
  /** Language, zone and habits of a person for the request. */
  preferences(env: Env, principal: Principal): Promise<Preferences | undefined>;
};

/** How the acting person (or guest) wants to see things. */
export type Preferences = {
  /** BCP 47, e.g. `de`. */
  language: string;
  /** IANA. */
  timeZone: string;
  hour12: boolean;
  /** 1 = Monday … 7. */
  weekStart: number;
};

/** The request that is being answered, where there is one. */
export type RequestInfo = {
  id: string;
  method: string;
  url: URL;
  /** Of the client, as far as configured proxies vouch for it. */
  address: string;
  nonce: string;
};

export type Secrets = {
  /** Opens a `secret` field of a record that the actor may read; needs the plugin's own model. @returns null where it is empty. */
  reveal(model: string, id: string, field: string): Promise<string | null>;
  /** HMAC-SHA-256 over the parts with a key derived for this purpose, base64url. For signed links. */
  sign(purpose: string, ...parts: string[]): string;
  /** Constant time. */
  verify(signature: string, purpose: string, ...parts: string[]): boolean;
};

/** Our own tokens are a directory, `hash → organization, kind, record`: only hashes are stored. Those of outside services are kept sealed. */
export type TokenDirectory = {
  /** @returns the token (≥ 128 random bits, base64url) or the one given. */
  issue(kind: string, record: string, options?: { expiresAt?: Date; token?: string }): Promise<string>;
  /** Revokes every token of that kind for the record. */
  revoke(kind: string, record: string): Promise<void>;
  find(kind: string, token: string): Promise<{ record: string; expiresAt: Date | null } | undefined>;
  /**
   * The access token of an outside service: the cached one until a minute before it ends, else what `fetch` brings. All jobs of all processes that want the same token wait
   * for one fetch. Sealed in the database. @throws TypeError inside of a transaction; what `fetch` throws
   */
  access(key: AccessTokenKey, fetch: () => Promise<FetchedToken>): Promise<AccessToken>;
  /** The service takes this one no more: forgotten, unless another stands there already. */
  forget(key: AccessTokenKey, token: string): Promise<void>;
};

/**
 * What every handler gets first: who acts, the door to the database, the clock, settings, the log. Nothing is taken from a global.
 * `P` is the plugin: it decides which models and fields compile.
 */
export interface Env<P extends PluginName | string = string> {
  readonly plugin: string;
  readonly principal: Principal;
  /** In a service: who called it. Elsewhere the principal itself. */
  readonly caller: Principal;
  readonly org: number;
  readonly log: Logger;
  readonly request: RequestInfo | undefined;
  readonly preferences: Preferences;
  /** The public address of this installation, without a slash at the end. */
  readonly baseUrl: string;
  readonly mode: 'development' | 'production' | 'test';

  /** Now, by the injected clock. */
  now(): Date;
  /** UUIDv7. */
  id(): string;
  /** `bytes` random bytes as base64url. */
  random(bytes: number): string;

  model<M extends ModelName<P>>(name: M): Repository<P, M>;
  /**
   * Everything inside (also in services called from there) is one transaction; nested calls join it. Retried up to 3 times on
   * serialization failure and deadlock, so `fn` must have no effect outside the database: those leave through jobs.
   */
  tx<T>(fn: (env: Env<P>) => Promise<T>): Promise<T>;
  /**
   * Inside a transaction: what fails in `fn` is undone alone and thrown on, and the transaction lives. For checks that tell of each of many rows; not for the ordinary path.
   */
  attempt<T>(fn: () => Promise<T>): Promise<T>;
  /** Inside a transaction: `pg_advisory_xact_lock` for each key, sorted, so that two callers never deadlock. */
  lockKeys(keys: readonly string[]): Promise<void>;

  service<S extends keyof Services>(name: S): Services[S];
  implementations<C extends keyof Contracts>(contract: C): ReadonlyMap<string, Contracts[C]>;
  /** The env of the plugin that implements the contract under this key, acting as itself: hand it to the implementation. @throws TypeError where nobody does. */
  implementer(contract: keyof Contracts, key: string): Env<never>;

  /** Written in the current transaction; run at least once, after commit. A job with the same `key` that still waits is not written twice. */
  enqueue<T>(job: JobType<T>, payload: T, options?: JobOptions): Promise<void>;
  /** Jobs of this kind that gave up and whose payload has these members are deleted: their work is done, or begun anew. @returns how many */
  discardDead<T>(job: JobType<T>, part: Partial<T>): Promise<number>;
  /** Subscribers run after commit, by the outbox. */
  emit<T>(event: EventType<T>, payload: T): Promise<void>;

  /**
   * Notes something that matters for safety, with the request's address and, unless another account is given, the acting person's. Counted in memory and written within
   * a second; never part of a transaction.
   */
  noteSecurity(kind: SecurityKind, about?: { account?: string; detail?: string }): void;

  settings<T extends SettingsType>(type: T): Promise<SettingsValue<T>>;
  saveSettings<T extends SettingsType>(type: T, values: Partial<SettingsValue<T>>): Promise<void>;
  /** Back to the defaults: what is stored of these members is removed. */
  resetSettings<T extends SettingsType>(type: T, names: readonly (keyof SettingsValue<T> & string)[]): Promise<void>;

  /** The English text is the key; `{name}` is filled in. In the language of the preferences unless given. */
  t<const T extends string>(text: Known<P, T>, ...values: Filling<T>): string;

  readonly secrets: Secrets;
  readonly tokens: TokenDirectory;
  /** Outbound HTTP; exists only with a permission `http:<host>`. */
  readonly http: HttpClient;

  /** Scheduled actions and the job queue. Exists only with the permission `platform`. */
  readonly jobs: JobControl;
  /** The set of plugins: install, enable, disable, upgrade, uninstall. Exists only with the permission `platform`. */
  readonly platform: Platform;
  /** Who may do what, and what administrators change of it. Exists only with the permission `platform`. */
  readonly access: AccessDesk;
  /** How long pages and scheduled actions took, and how large the data is. Exists only with the permission `platform`. */
  readonly figures: Figures;

  /** The same, as somebody else of the same organization: the plugin itself (its own access table). */
  asPlugin(): Env<P>;
  /** In a service: the same, as whoever called it, so that the caller's own rules decide. */
  asCaller(): Env<P>;
  /** The same with other preferences (a guest's language and zone). */
  withPreferences(preferences: Partial<Preferences>): Env<P>;
  /** Access and rules do not apply. Only with the permission `sudo`; counted and logged with the reason. */
  sudo(reason: string): Env<P>;
  /** The same, as that person with all of the person's rights and no others. Only with the permission `act-as`: for what a person has ordered to happen later. */
  actAs(person: Principal & { kind: 'user' }): Env<P>;
  /**
   * Which of these ids belong to no record, whoever may read it: for cleaning up what is kept beside records of any model. Only with the permission `models`; says
   * nothing else of them.
   */
  missing(model: string, ids: readonly string[]): Promise<string[]>;
  /** May the actor do this to the model at all (the access table; rules decide on rows)? */
  can(model: string, operation: 'create' | 'read' | 'update' | 'delete'): boolean;
  inGroup(group: string): boolean;

  /** What the generation holds, for pages that are built from declarations. */
  readonly catalog: Catalog;
}

/** The current generation as seen by page builders: models, views, menu, groups, actions that the actor may know of. */
export interface Catalog {
  readonly generation: number;
  plugins(): readonly { name: string; version: string; title: string; summary: string; category: string; icon: string }[];
  models(): readonly string[];
  /** Resolved fields of a model, extension fields included, hidden ones left out. */
  model(name: string): CatalogModel;
  /** How a model is declared, hidden fields too, whoever asks: for pages of administrators. @throws TypeError where there is none */
  describe(name: string): ModelDescription;
  /** What is declared for a model, extensions of other plugins in their places. Fields that the actor may not see are still named: take what `model` knows. */
  views(model: string): readonly MergedView[];
  /**
   * Names of records that plugins brought, `<plugin>.<key>`, for records or by names. Says nothing about access: ask for records that the actor was given, or look
   * the found ones up through the repository.
   */
  externalIds(model: string, which: { records: readonly string[] } | { keys: readonly string[] }): Promise<{ key: string; record: string }[]>;
  /** Routes that belong to the HTTP API (`api: true`). */
  apiRoutes(): readonly { plugin: string; route: Route }[];
  /** May the actor read this row, as it stands (`unknown` where that hangs on other records)? For rows that are gone. */
  mayRead(model: string, row: Readonly<Record<string, unknown>>): boolean | 'unknown';
  /** Does a row as read match a domain? `unknown` where that hangs on other records. */
  matches(model: string, domain: AnyDomain, row: Readonly<Record<string, unknown>>): boolean | 'unknown';
  menu(): readonly MenuEntry[];
  /** Declared groups with their plugin; `own`: those that administrators made (no plugin). */
  groups(): readonly { name: string; title: string; help: string; plugin: string; implies: readonly string[]; own: boolean }[];
  /** Every enabled plugin's settings, for generated pages. */
  settings(): readonly SettingsType[];
  /** Members of a plugin's settings that the environment decides: forms show them, nobody changes them there. */
  fixedSettings(plugin: string): readonly string[];
  /** By member of a plugin's settings: where its value comes from, and who changed it when. No values. */
  settingsState(plugin: string): Promise<Readonly<Record<string, SettingState>>>;
  /** Runs a test that a plugin's settings declare, as that plugin, with its settings and over them what stands in a form. A test that throws has failed. @throws NOT_FOUND */
  testSettings(plugin: string, test: string, changed: Readonly<Record<string, unknown>>): Promise<SettingsTestResult>;
  /** The hashed, immutable address of a plugin's asset. */
  asset(plugin: string, file: string): string;
  /** What lies there, for a route that serves it under an address that stays. */
  assetText(plugin: string, file: string): string;
  /** The go/no-go list: the core's own checks and every plugin's, or those of one plugin alone. Costs queries. */
  health(plugin?: string): Promise<readonly HealthLine[]>;
  /** Pieces that other plugins put into a named slot of a page, in dependency order. */
  slots(name: string): readonly ((env: Env, data: unknown) => unknown)[];
}

export type CatalogModel = {
  name: string;
  plugin: string;
  label: string;
  labelPlural: string;
  title: string;
  order: readonly string[];
  /** What the model says about being talked about; undefined: nothing. */
  thread: { tracked: readonly string[]; followers: readonly string[] } | undefined;
  /** The bool field that is false on archived records, where the model has one that the actor may see. */
  archive: string | undefined;
  /** As declared: how far the HTTP API opens it. */
  api: false | 'read' | 'write' | undefined;
  fields: Readonly<Record<string, import('./model/field.ts').Field & { plugin: string; column: string | null }>>;
};

/** One line of the go/no-go list. */
export type HealthLine = { area: string; ok: boolean; message: string; fix?: string };
