import type { Customizations } from '../access/customizations.ts';
import type { AccessPolicy } from '../access/policy.ts';
import type { Contracts } from '../env.ts';
import type { Subscription } from '../events/event.ts';
import type { Route } from '../http/route.ts';
import type { Translations } from '../i18n/translations.ts';
import type { JobType, ScheduledAction } from '../jobs/job.ts';
import type { Registry } from '../model/registry.ts';
import type { ViewIndex } from './build-views.ts';
import type { GroupDefinition, Hook, Manifest, ServiceMethod } from './define-plugin.ts';

/** One immutable build of all enabled plugins. To change anything, build the next one and swap. */
export type Generation = {
  readonly number: number;
  /** In dependency order. */
  readonly plugins: readonly Manifest[];
  readonly registry: Registry;
  readonly access: AccessPolicy;
  /** What administrators made of access when this generation was built. */
  readonly customizations: Customizations;
  readonly translations: Translations;
  readonly routes: readonly { plugin: string; route: Route }[];
  readonly jobs: ReadonlyMap<string, { plugin: string; job: JobType }>;
  readonly actions: ReadonlyMap<string, { plugin: string; action: ScheduledAction }>;
  /** By event name. */
  readonly subscriptions: ReadonlyMap<string, readonly { plugin: string; subscription: Subscription }[]>;
  /** By model name. */
  readonly hooks: ReadonlyMap<string, readonly { plugin: string; hook: Hook }[]>;
  /** Declared ones with their plugin; those that administrators made have none, and an organization. */
  readonly groups: ReadonlyMap<string, GroupDefinition & { plugin: string; org?: number }>;
  /** By model name, in dependency order. */
  readonly views: ViewIndex;
  /** `/assets/<hash>/<plugin>/<file>` by `plugin/file`, and what lies there. */
  readonly assets: ReadonlyMap<string, { path: string; type: string; bytes: Uint8Array }>;
  readonly services: ReadonlyMap<string, { plugin: string; methods: ReadonlyMap<string, ServiceMethod<unknown, unknown>> }>;
  /** By contract, then by key. */
  readonly contracts: ReadonlyMap<string, ReadonlyMap<string, { plugin: string; implementation: Contracts[keyof Contracts] }>>;
  /** What each plugin depends on, itself included. */
  readonly closures: ReadonlyMap<string, ReadonlySet<string>>;
};
