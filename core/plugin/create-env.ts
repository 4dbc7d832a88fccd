import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { createAccessDesk } from '../access/access-desk.ts';
import { unscoped } from '../access/key-scope.ts';
import { countSudo } from '../access/sudo-log.ts';
import { auditTrail } from '../audit/audit-trail.ts';
import { settingsChanges } from '../audit/settings-changes.ts';
import type { Contracts, Env, Services } from '../env.ts';
import { eventJobs } from '../events/event-jobs.ts';
import { createFigures } from '../figures/figures.ts';
import { discardDeadJobs } from '../jobs/dead-jobs.ts';
import { enqueueJobs } from '../jobs/enqueue-jobs.ts';
import type { JobType } from '../jobs/job.ts';
import { createJobControl } from '../jobs/job-control.ts';
import { missingRecords } from '../model/missing-records.ts';
import type { RecordStore } from '../model/record-store.ts';
import { createRepository } from '../model/repository.ts';
import { createHttpClient } from '../outbound/create-client.ts';
import { pluginPrincipal, system } from '../principal.ts';
import type { EnvOptions, Runtime } from '../runtime.ts';
import { accessToken, forgetAccessToken } from '../secrets/access-tokens.ts';
import { findToken, issueToken, revokeTokens } from '../secrets/tokens.ts';
import type { SettingsType } from '../settings/settings.ts';
import { changerOf, loadSettings, resetSettings, saveSettings } from '../settings/store.ts';
import { createCatalog } from './create-catalog.ts';
import type { Manifest } from './define-plugin.ts';
import { LATER, type Later, withLateMembers } from './late-members.ts';
import { openService } from './open-service.ts';

/** Used where nobody's wishes are known. */
export const fallbackPreferences = { language: 'en', timeZone: 'UTC', hour12: false, weekStart: 1 } as const;

const hasPermission = (plugin: Manifest | undefined, permission: string): boolean => plugin?.permissions?.includes(permission) ?? false;

/** What a plugin asks for without having said so in its manifest. */
function notPermitted(plugin: string, permission: string): TypeError {
  return new TypeError(`the plugin "${plugin}" asks for "${permission}" without naming it in its manifest's permissions`);
}

/** Builds what handlers get. Members that cost something are made when they are first asked for. */
export function createEnv(runtime: Runtime, options: EnvOptions): Env {
  const { plugin, principal } = options;
  const { database, keys } = runtime;
  const origin = options.origin ?? principal;
  const generation = runtime.generation();
  const manifest = generation.plugins.find((candidate) => candidate.name === plugin);
  const preferences = options.preferences ?? fallbackPreferences;
  const again = (changed: Partial<EnvOptions>): Env => createEnv(runtime, { ...options, preferences, origin, ...changed });

  let ownPlugin: Env | undefined;
  const repositories = new Map<string, RecordStore>();
  const services = new Map<string, unknown>();
  let log = options.log;
  let catalog: Env['catalog'] | undefined;
  let http: Env['http'] | undefined;
  let jobs: Env['jobs'] | undefined;

  /** A plugin reaches its own models and those of plugins it depends on; the types say so too, this holds where they were cast away. */
  const assertReach = (name: string): void => {
    const owner = generation.registry.model(name).plugin;
    // the core's own models are open to whom an access table lets in
    if (manifest === undefined || owner === 'core' || generation.closures.get(plugin)?.has(owner) || hasPermission(manifest, 'models')) return;
    throw new TypeError(
      `the plugin "${plugin}" asks for the model "${name}" of the plugin "${owner}": name that plugin in "depends", or the permission "models"`,
    );
  };

  const assertPlatform = (): void => {
    if (!hasPermission(manifest, 'platform')) throw notPermitted(plugin, 'platform');
  };

  const trail = auditTrail(database, { principal, origin, plugin, request: options.request });
  const changeSettings = async (type: SettingsType, names: readonly string[], change: () => Promise<void>): Promise<void> => {
    const before = await loadSettings(runtime, principal.org, type);
    await database.tx(async () => {
      await change();
      await trail.note(settingsChanges(type, before, await loadSettings(runtime, principal.org, type), names));
    });
  };

  const repository = (name: string): RecordStore => {
    const known = repositories.get(name);
    if (known) return known;
    const made = createRepository(
      {
        database,
        registry: generation.registry,
        policy: generation.access,
        principal,
        newId: uuidv7,
        keys,
        hooks: generation.hooks,
        audit: trail,
        hookEnv: (owner) => again({ plugin: owner, principal: unscoped(principal) }),
      },
      name,
    );
    repositories.set(name, made);
    return made;
  };

  const service = (name: string): unknown => {
    const known = services.get(name);
    if (known) return known;
    if (name === 'mail' && manifest !== undefined && plugin !== 'mail' && !hasPermission(manifest, 'mail')) throw notPermitted(plugin, 'mail');
    const made = openService(generation, name, principal, again);
    services.set(name, made);
    return made;
  };

  const later: Later = {
    log: () => {
      log ??= runtime.log.child({ plugin, ...(options.request ? { request: options.request.id } : {}) });
      return log;
    },
    catalog: () => {
      catalog ??= createCatalog(generation, principal, runtime, (owner, actor = principal) => again({ plugin: owner, principal: actor }));
      return catalog;
    },
    http: () => {
      if (!manifest?.permissions?.some((permission) => permission.startsWith('http:'))) throw notPermitted(plugin, 'http:<host>');
      const client = http ?? createHttpClient(runtime, manifest);
      http = client;
      return client;
    },
    jobs: () => {
      assertPlatform();
      jobs ??= createJobControl(runtime, principal.org);
      return jobs;
    },
    platform: () => {
      assertPlatform();
      return runtime.platform();
    },
    access: () => {
      assertPlatform();
      return createAccessDesk(runtime, principal.org, trail);
    },
    figures: () => {
      assertPlatform();
      return createFigures(runtime);
    },
  };
  const env: Env = withLateMembers({
    [LATER]: later,
    plugin,
    principal,
    caller: options.caller ?? principal,
    org: principal.org,
    request: options.request,
    preferences,
    baseUrl: runtime.config.url,
    mode: runtime.config.mode,
    now: () => runtime.now(),
    id: () => uuidv7(),
    random: (count) => randomBytes(count).toString('base64url'),
    model: ((name: string) => {
      assertReach(name);
      return repository(name);
    }) as unknown as Env['model'],
    tx: (fn) => database.tx(() => fn(env)),
    attempt: (fn) => database.attempt(fn),
    lockKeys: (lockKeys) => database.lockKeys(lockKeys),
    service: (<S extends keyof Services>(name: S) => service(name)) as Env['service'],
    implementations: <C extends keyof Contracts>(contract: C) => {
      const found = generation.contracts.get(contract);
      return new Map([...(found ?? [])].map(([key, { implementation }]) => [key, implementation as Contracts[C]]));
    },
    implementer: (contract, key) => {
      const found = generation.contracts.get(contract)?.get(key);
      if (!found) throw new TypeError(`no enabled plugin implements "${contract}" as "${key}"`);
      return again({ plugin: found.plugin, principal: pluginPrincipal(principal.org, found.plugin), caller: principal }) as Env<never>;
    },
    enqueue: async <T>(job: JobType<T>, payload: T, jobOptions = {}) => {
      const owner = generation.jobs.get(job.name);
      if (!owner) throw new TypeError(`no enabled plugin declares the job "${job.name}"`);
      await enqueueJobs(database, [{ org: principal.org, plugin: owner.plugin, name: job.name, payload, ...jobOptions, requestId: options.request?.id }]);
    },
    discardDead: (job, part) => {
      const owner = generation.jobs.get(job.name);
      if (!owner) throw new TypeError(`no enabled plugin declares the job "${job.name}"`);
      return discardDeadJobs(database, { org: principal.org, plugin: owner.plugin, name: job.name, part });
    },
    emit: async (event, payload) => {
      const rows = eventJobs(generation, event, payload);
      if (rows.length > 0)
        await enqueueJobs(
          database,
          rows.map((row) => ({ ...row, org: principal.org, requestId: options.request?.id })),
        );
    },
    noteSecurity: (kind, { account, detail } = {}) =>
      runtime.security.note({
        org: principal.org,
        kind,
        address: options.request?.address,
        account: account ?? (origin.kind === 'user' ? origin.account : undefined),
        detail,
      }),
    settings: async (type) => {
      const values = await loadSettings(runtime, principal.org, type);
      // Secrets are opened for the plugin they belong to, and for nobody else.
      return type.plugin === plugin || type.secrets.length === 0 ? values : { ...values, ...Object.fromEntries(type.secrets.map((key) => [key, ''])) };
    },
    saveSettings: (type, values) => changeSettings(type, Object.keys(values), () => saveSettings(runtime, principal.org, type, values, changerOf(principal))),
    resetSettings: (type, names) => changeSettings(type, names, () => resetSettings(runtime, principal.org, type, names)),
    t: (text, ...[values]) => generation.translations.translate(preferences.language, String(text), values),
    secrets: {
      reveal: (model, id, field) => {
        if (generation.registry.model(model).plugin !== plugin)
          throw new TypeError(`"${model}" belongs to another plugin: its secrets are not open to "${plugin}"`);
        return repository(model).reveal(id, field);
      },
      sign: (purpose, ...parts) => keys.sign(`${plugin}:${purpose}`, ...parts),
      verify: (signature, purpose, ...parts) => keys.verify(signature, `${plugin}:${purpose}`, ...parts),
    },
    tokens: {
      issue: (kind, record, more = {}) => issueToken(database, { org: principal.org, plugin, kind, record, ...more }),
      revoke: (kind, record) => revokeTokens(database, { org: principal.org, kind, record }),
      find: (kind, token) => findToken(database, { kind, token, now: runtime.now() }),
      access: (key, fetch) => accessToken(runtime, { org: principal.org, plugin, key }, fetch),
      forget: (key, token) => forgetAccessToken(runtime, { org: principal.org, plugin, key }, token),
    },
    asPlugin: () => {
      ownPlugin ??= again({ principal: pluginPrincipal(principal.org, plugin), caller: principal });
      return ownPlugin;
    },
    asCaller: () => again({ principal: options.caller ?? principal }),
    withPreferences: (changed) => again({ preferences: { ...preferences, ...changed } }),
    sudo: (reason) => {
      if (!hasPermission(manifest, 'sudo')) throw notPermitted(plugin, 'sudo');
      env.log.warn({ sudo: reason, principal: principal.kind }, 'access rules set aside');
      env.noteSecurity('sudo', { detail: `${plugin}: ${reason}` });
      countSudo(runtime, principal.org, plugin, reason);
      return again({ principal: system(principal.org, reason), caller: principal });
    },
    actAs: (person) => {
      if (!hasPermission(manifest, 'act-as')) throw notPermitted(plugin, 'act-as');
      if (person.org !== principal.org) throw new TypeError('nobody acts in another organization');
      return again({ principal: person, caller: principal });
    },
    missing: (model, ids) => {
      if (!hasPermission(manifest, 'models')) throw notPermitted(plugin, 'models');
      return missingRecords(database, generation.registry, principal.org, model, ids);
    },
    can: (model, operation) => generation.access.allows(principal, model, operation),
    inGroup: (group) => principal.kind === 'system' || principal.groups.has(group),
  });
  return env;
}
