import type { Contracts, Env, Services } from '../env.ts';
import type { ErrorEntry } from '../errors.ts';
import type { Subscription } from '../events/event.ts';
import type { Route } from '../http/route.ts';
import type { JobType, ScheduledAction } from '../jobs/job.ts';
import type { AnyDomain } from '../model/domain.ts';
import type { Model, PluginName, Plugins, Schema } from '../model/schema.ts';
import type { SettingsType } from '../settings/settings.ts';
import type { MenuEntry, View } from './view.ts';

/** Any of `c`reate, `r`ead, `u`pdate, `d`elete. */
export type Operations = string;

/** Group → operations. `plugin:<name>` stands for a plugin's own services, jobs and actions; `public` for visitors; `portal` for token holders; `user` for everybody signed in. */
export type AccessTable = Record<string, Operations>;

/**
 * Narrows what the access table opened. Without `group` it holds for everybody (global rules are ANDed); with groups, the rules of the
 * actor's groups are ORed. A group that has access but no rule of its own sees what the global rules leave only if no group rule exists for the model and operation
 * in any of its groups.
 */
export type RecordRule = {
  name: string;
  model: string;
  /** Which groups it opens rows to; none: a global rule. */
  groups?: readonly string[];
  /** All four unless given. */
  operations?: Operations;
  domain: AnyDomain;
};

export type GroupDefinition = {
  title: string;
  help?: string;
  implies?: readonly string[];
  /** Groups of plugins that this one depends on whose members are in it too: the other end of `implies`, so that a plugin need not know who comes after it. */
  impliedBy?: readonly string[];
  /** Models of which rules and hidden fields made by administrators take nothing from this group, so that nobody locks all administrators out. */
  keeps?: readonly string[];
};

/** A service method; `callers` names who besides plugins and signed-in persons may call it. Runs as the plugin; `env.caller` says who asked. */
export type ServiceMethod<I, O> = { callers?: readonly ('portal' | 'public')[]; run(env: Env<never>, input: I): Promise<O> };
export type ServiceImplementation<S> = { [K in keyof S]: S[K] extends (input: infer I) => Promise<infer O> ? ServiceMethod<I, O> : never };

export type Hook = {
  /** A model's name, or which of all models (by what they declare). */
  model: string | ((model: Model) => boolean);
  on: 'create' | 'update' | 'delete';
  /** Asked first, with every write: is there anything to do for it just now? It should cost nothing: settings are in memory. Unless given: yes. */
  wanted?(env: Env<never>, model: string): Promise<boolean>;
  /** It does not look at `before`, which then need not be read for updates. */
  blind?: true;
  /** In the transaction, after the write; throwing rolls it back. `before` holds the rows as they were (update, delete). */
  run(env: Env<never>, rows: readonly Record<string, unknown>[], before: readonly Record<string, unknown>[], model: string): Promise<void>;
};

/**
 * A record that the plugin brings; known by `<plugin>.<key>` for ever. A value of a ref or uuid field may name another such record:
 * `{ ref: 'plugin.key' }`. On upgrade what nobody changed follows the declaration, what an administrator changed stays.
 */
export type DataRecord = {
  key: string;
  model: string;
  values: Record<string, unknown>;
  /** Brought once, never touched again. */
  noUpdate?: boolean;
};

export type Command = {
  name: string;
  summary: string;
  usage?: string;
  /** Runs on a fresh database of its own that is thrown away afterwards, never on the configured one. */
  temporary?: boolean;
  /** @returns the exit code. `env` is the plugin's, without a request; `args` as typed. */
  run(env: Env<never>, args: readonly string[], print: (line: string) => void): Promise<number>;
};

/** One line of `atrium check`. */
export type HealthFinding = {
  ok: boolean;
  message: string;
  /** What to do. */
  fix?: string;
};
export type HealthCheck = { name: string; run(env: Env<never>): Promise<HealthFinding[]> };

export type PersonalData = {
  export(env: Env<never>, person: { id?: string; email: string }): Promise<Record<string, unknown>>;
  erase(env: Env<never>, person: { id?: string; email: string }): Promise<number>;
};

export type Manifest = {
  name: string;
  version: string;
  title: string;
  /** One line. */
  summary: string;
  category: string;
  /** A lucide icon's name. */
  icon: string;
  /** Semver range of the core. */
  core: string;
  /** URL of the plugin's folder: `import.meta.url` of plugin.ts. Migrations, i18n, assets and the readme are found from it. */
  url: string;
  /** Names of plugins that must run too, or `name@range` (`calendar@^1.2`). */
  depends?: readonly string[];
  /** Come before this one where they run. */
  optional?: readonly string[];
  /** Cannot run at the same time. */
  conflicts?: readonly string[];
  /** Glue between the plugins of `depends`: installed by itself as soon as all of them are enabled, unless an administrator took it out. */
  autoInstall?: boolean;
  /** Installed on a new database. */
  standard?: boolean;
  /** Cannot be disabled or uninstalled: there would be no way back. */
  essential?: boolean;
  /** `sudo`, `http:<host>`, `mail`, `models` (any model, not only those of plugins it depends on), `act-as` (as a person, for what the person ordered), `platform`; shown before enabling. The env member does not exist without it. */
  permissions?: readonly string[];
  settings?: SettingsType;
  schema?: Schema;
  groups?: Record<string, GroupDefinition>;
  access?: Record<string, AccessTable>;
  rules?: readonly RecordRule[];
  routes?: readonly Route[];
  actions?: readonly ScheduledAction[];
  jobs?: readonly JobType[];
  services?: { [S in keyof Services]?: ServiceImplementation<Services[S]> };
  /** Functions that wrap another plugin's service method, in dependency order. */
  wraps?: readonly {
    service: keyof Services;
    method: string;
    run(env: Env<never>, input: unknown, next: (input: unknown) => Promise<unknown>): Promise<unknown>;
  }[];
  provides?: readonly { [C in keyof Contracts]: { contract: C; key: string; implementation: Contracts[C] } }[keyof Contracts][];
  on?: readonly Subscription[];
  hooks?: readonly Hook[];
  data?: readonly DataRecord[];
  views?: readonly View[];
  menu?: readonly MenuEntry[];
  /** Slot name → piece of a page. */
  slots?: Record<string, (env: Env<never>, data: unknown) => unknown>;
  /** File name → content type; files lie in the plugin's `assets/`. */
  assets?: Record<string, string>;
  errors?: Record<string, ErrorEntry>;
  personalData?: PersonalData;
  health?: readonly HealthCheck[];
  commands?: readonly Command[];
  /** Once, in the transaction that installs it; not again when it comes back to data that was kept. */
  install?(env: Env<never>): Promise<void>;
  /** Whenever it is turned on (after `install`), in that transaction. */
  enable?(env: Env<never>): Promise<void>;
  /** Whenever it is turned off (also before `uninstall`), in that transaction, while everything it depends on still runs. */
  disable?(env: Env<never>): Promise<void>;
  /** In the transaction that uninstalls it: for what it left with others. Its own tables and columns are the platform's business. */
  uninstall?(env: Env<never>, how: { purge: boolean }): Promise<void>;
  /**
   * Development only, once, on a fresh database: the plugin's part of an example workspace, in dependency order, as the plugin.
   * @returns lines that `start` prints (`Booking page`, its address).
   */
  example?(env: Env<never>): Promise<readonly { label: string; value: string }[]>;
  /** Lines that a later `start` prints: where to go. `{base}` stands for the public address. */
  addresses?(env: Env<never>): Promise<readonly { label: string; value: string }[]>;
  /** Makes the first administrator where there is none; exactly one plugin has it (`base`). `password` is generated in development. @returns lines to print once */
  firstAdmin?(env: Env<never>, options: { email: string | undefined; password: string | undefined }): Promise<readonly { label: string; value: string }[]>;
  /** In each process, when a generation with it is activated; background work stops on the signal. */
  start?(env: Env<never>, signal: AbortSignal): Promise<void>;
};

/** None for a name that has merged no schema: the loader still asks at registration. */
type OwnModels<N> = N extends PluginName ? keyof Plugins[N]['models'] & string : never;

type PersonalField<F> = { [K in keyof F]: F[K] extends { _personal?: infer X } ? (X extends true ? K : never) : never }[keyof F];

type HasPersonal<N> = N extends PluginName
  ? [
      { [M in keyof Plugins[N]['models']]: Plugins[N]['models'][M] extends { fields: infer F } ? PersonalField<F> : never }[keyof Plugins[N]['models']],
    ] extends [never]
    ? false
    : true
  : false;

/** Strict form: every own model needs a row in the access table (an empty one means: nobody). */
export type PluginDefinition<N extends string> = Omit<Manifest, 'name' | 'access' | 'personalData'> & {
  name: N;
} & ([OwnModels<N>] extends [never]
    ? { access?: Record<string, AccessTable> }
    : { access: { [M in OwnModels<N>]: AccessTable } & Record<string, AccessTable> }) &
  (HasPersonal<N> extends true ? { personalData: PersonalData } : { personalData?: PersonalData });

/** A plugin is one value, checked here by type and by the loader at registration with errors that name the plugin and the key. */
export function definePlugin<const N extends string>(definition: PluginDefinition<N>): Manifest {
  return definition as unknown as Manifest;
}
