import type { DataChange } from './data-records.ts';

/**
 * What an admin may do to the set of plugins: `env.platform`. It exists only for a plugin with the permission `platform`; that plugin answers for asking
 * who may use it (a route for the group of admins).
 */
export interface Platform {
  /** Every plugin that was found, and every one that the database knows of, by name. Readmes are read from disk. */
  plugins(): Promise<readonly PluginInfo[]>;
  /** Titles, summaries and categories of every plugin that was found, in a language, by their English text. */
  words(language: string): ReadonlyMap<string, string>;
  /** Looks into the plugin folders again: a folder that appeared since the start is taken in (as `available`). @returns the names that are new */
  discover(): Promise<readonly string[]>;
  /** What a change would do. Reads only. A plan with `problems` cannot be applied. */
  plan(change: Change): Promise<Plan>;
  /**
   * Does it: one transaction under a lock (migrations, data, ownership, the plugins' own functions, history, generation + 1), then every process activates the new
   * generation. Not inside of `env.tx`.
   * @throws PLUGIN_PLAN_CHANGED where `planned` is not what would happen now (409); PLUGIN_CHANGE_REFUSED with the plan's problems (409);
   * PLUGIN_CHANGE_FAILED where a migration or a plugin's function failed: nothing has changed (422)
   */
  apply(change: Change, options: ApplyOptions): Promise<ApplyResult>;
  /** Newest first; also attempts that failed. 50 unless given. */
  history(limit?: number): Promise<readonly HistoryEntry[]>;
  /** The processes that run on this database, and which generation each is on. */
  processes(): Promise<readonly ProcessInfo[]>;
  /** What uninstalled plugins (and plugins whose code is gone) have left in the database. `apply({kind: 'uninstall', mode: 'purge'})` removes it. Counts rows. */
  leftovers(): Promise<readonly Leftover[]>;
  /**
   * The plugin's data as JSON lines, each with its line end, read in steps: first `{"plugin":…,"version":…}`, then one `{"table":…,"row":{…}}` per row of its own tables,
   * `{"table":…,"key":{…},"columns":{…}}` per row of others that its columns hold something in, and `{"setting":…,"value":…}`. Secrets are left out.
   */
  exportData(plugin: string): AsyncIterable<string>;
  /** The next generation from the same plugins: for what admins add to it (groups, rules, fields, settings that shape pages). In the current transaction where there is one. */
  rebuild(reason: string): Promise<void>;
}

export type PluginState =
  /** Found, not installed. */
  | 'available'
  /** In the generation. */
  | 'enabled'
  /** Installed and turned off; its data waits. */
  | 'disabled'
  /** Taken out by the platform because it did harm; `reason` says what. */
  | 'quarantined'
  /** Enabled, but out of the generation: it cannot be loaded, or something that it needs is not there. `reason` says what. */
  | 'held'
  /** The database knows it, its code is gone. */
  | 'missing';

export type PluginInfo = {
  readonly name: string;
  readonly state: PluginState;
  /** Why it is quarantined, held or missing: a sentence. */
  readonly reason: string | undefined;
  /** Of the database (undefined: not installed) and of the code (undefined: gone, or it cannot be loaded). */
  readonly version: { readonly installed: string | undefined; readonly available: string | undefined };
  /** The code is newer than what is installed; `upgrade` brings the database to it. */
  readonly upgradable: boolean;
  /** The code on disk is another version than the one this process has loaded: it takes effect at the next start. */
  readonly restartNeeded: string | undefined;
  readonly title: string;
  readonly summary: string;
  readonly category: string;
  /** A lucide icon's name. */
  readonly icon: string;
  /** Markdown; empty where there is none. */
  readonly readme: string;
  readonly permissions: readonly string[];
  /** As declared, `name` or `name@range`. */
  readonly depends: readonly string[];
  readonly optional: readonly string[];
  readonly conflicts: readonly string[];
  /** Plugins that cannot be without it, directly or not, whatever their state. */
  readonly dependents: readonly string[];
  /** Has settings, so that it has a settings page while it is enabled. */
  readonly settings: boolean;
  /** Cannot be disabled. */
  readonly essential: boolean;
  /** Comes enabled on a new database. */
  readonly standard: boolean;
  /** Glue: is installed by itself when all that it depends on is enabled. */
  readonly autoInstall: boolean;
  /** Uninstalled, but its data was kept: an install finds it again. */
  readonly keptData: boolean;
  readonly installedAt: Date | undefined;
  readonly updatedAt: Date | undefined;
};

export type Change =
  /** `install` and `enable` bring along what is needed; `disable` takes dependents along; `upgrade` brings the database to the code's version. */
  | { readonly kind: 'install' | 'enable' | 'disable' | 'upgrade'; readonly plugins: readonly string[] }
  /** `keep`: the data stays and an install finds it again. `purge`: tables, columns, settings, everything goes; dependents go too. Works without the code. */
  | { readonly kind: 'uninstall'; readonly plugins: readonly string[]; readonly mode: 'keep' | 'purge' };

export type PlanStep = {
  readonly plugin: string;
  readonly title: string;
  readonly action: 'install' | 'enable' | 'disable' | 'upgrade' | 'uninstall' | 'purge';
  /** Installed before, and after; undefined: not installed. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Not asked for, but it follows: a sentence (`"zoom" needs it`). */
  readonly because: string | undefined;
};

export type PlanObject = {
  readonly plugin: string;
  readonly action: 'create' | 'drop';
  readonly kind: 'table' | 'column' | 'index' | 'constraint' | 'function' | 'other';
  /** A column as `table.column`. */
  readonly name: string;
};

export type Plan = {
  readonly change: Change;
  /** Names this plan; `apply` refuses when by then something else would happen. */
  readonly hash: string;
  /** In the order in which they happen. */
  readonly steps: readonly PlanStep[];
  /** The SQL that would run, file by file, or the statements of a purge. */
  readonly statements: readonly { readonly plugin: string; readonly source: string; readonly sql: string }[];
  readonly objects: readonly PlanObject[];
  /** Rows (of a column: rows that hold something) that a purge would lose. Not part of the hash: they change while somebody reads. */
  readonly losses: readonly { readonly plugin: string; readonly table: string; readonly column: string | undefined; readonly rows: number }[];
  /** Plugins that are affected without having been named. */
  readonly dependents: readonly { readonly name: string; readonly title: string; readonly effect: 'disabled' | 'uninstalled' | 'installed' | 'enabled' }[];
  /** What the plugins of this change may do beyond their own data; `fresh`: not granted to the installed version. */
  readonly permissions: readonly { readonly plugin: string; readonly permission: string; readonly fresh: boolean }[];
  /** Queued or running jobs that wait (disable) or are deleted (uninstall). */
  readonly jobs: readonly { readonly plugin: string; readonly waiting: number; readonly running: number }[];
  /** Sentences; with one of them `apply` refuses. */
  readonly problems: readonly { readonly plugin: string; readonly message: string }[];
  /** Sentences worth reading before going on. */
  readonly warnings: readonly { readonly plugin: string; readonly message: string }[];
};

export type ApplyOptions = {
  /** Who asked, for the history: an account's id or `command line`. */
  actor: string;
  reason?: string;
  /** The hash of the plan that was shown. Without it whatever the change means now is done. */
  planned?: string;
  /** Told in the transaction, before each step. */
  progress?(step: { readonly plugin: string; readonly action: PlanStep['action']; readonly done: number; readonly total: number }): void;
  /** Before a purge, under a lock, each line of the export (see `exportData`); the purge goes on when the promise resolves. */
  exportTo?(line: string): Promise<void>;
  /** How long to wait for all processes to activate it, in milliseconds; 5,000 unless given. */
  wait?: number;
};

export type ApplyResult = {
  readonly generation: number;
  readonly steps: readonly PlanStep[];
  /** Until the commit, and from there until all living processes had it (undefined: some had not when the wait was over). */
  readonly milliseconds: { readonly apply: number; readonly activate: number | undefined };
  readonly processes: readonly ProcessInfo[];
};

export type HistoryEntry = {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly reason: string | undefined;
  readonly change: Change | undefined;
  readonly steps: readonly PlanStep[];
  /** What became of the records that the plugins bring; what administrators had changed stayed (`kept`). */
  readonly data: readonly DataChange[];
  /** The one it made; undefined where it failed. */
  readonly generation: number | undefined;
  readonly ok: boolean;
  /** What went wrong, or what is worth knowing (`rebuild`: why). */
  readonly message: string | undefined;
  readonly milliseconds: number;
};

export type ProcessInfo = {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Serves pages, runs jobs; a command does neither. */
  readonly roles: readonly ('web' | 'jobs')[];
  readonly coreVersion: string;
  readonly startedAt: Date;
  readonly seenAt: Date;
  /** Has been heard of in the last 30 seconds. */
  readonly alive: boolean;
  readonly generation: number;
  /** When it had that generation. */
  readonly acknowledgedAt: Date;
  /** Is on the newest generation. */
  readonly current: boolean;
  /** Why it could not take the newest one, or whom it holds back. */
  readonly problem: string | undefined;
};

export type Leftover = {
  readonly plugin: string;
  readonly title: string;
  /** Uninstalled with its data kept, or still enabled or disabled while its code is gone. */
  readonly state: 'uninstalled' | 'enabled' | 'disabled' | 'quarantined';
  /** Its code is there: it can be installed again. */
  readonly code: boolean;
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly bytes: number }[];
  /** Columns that it added to others' tables; `rows` that hold something. */
  readonly columns: readonly { readonly table: string; readonly column: string; readonly rows: number }[];
  /** Indexes, constraints, functions and so on that it made elsewhere. */
  readonly others: readonly string[];
  /** Rows in the core's own tables. */
  readonly core: { readonly settings: number; readonly records: number; readonly jobs: number; readonly tokens: number };
};
