import { z } from 'zod';
import { CORE_VERSION } from '../version.ts';
import type { Manifest } from './define-plugin.ts';
import { RegistrationError } from './registration-error.ts';
import { isRange, parseVersion, satisfies } from './version-range.ts';

const name = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, 'write a short name of small letters, digits and dashes');
const wish = z.string().regex(/^[a-z][a-z0-9-]{1,39}(@(\*|\^?\d+(\.\d+){0,2}))?$/, 'write a plugin’s name, or name@range such as zoom@^1.2');
const dotted = (what: string) => z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9_-]*)+$/, `write ${what}`);
const fn = z.custom<(...args: never[]) => unknown>((value) => typeof value === 'function', 'write a function');
/** Also of another copy of zod. */
const zodObject = z.custom((value) => typeof value === 'object' && value !== null && 'shape' in value && 'safeParse' in value, 'write a zod object');
const operations = z.string().regex(/^(?!.*(.).*\1)[crud]*$/, 'write letters of "crud", each at most once');
const domain = z.union([z.boolean(), z.record(z.string(), z.unknown())]);

const route = z.object({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: z.string().startsWith('/', 'start the path with /'),
  auth: z.union([z.enum(['public', 'user', 'portal', 'webhook']), z.string().regex(/^group:[a-z]/)], {
    error: 'say who may call it: public, user, group:<name>, portal or webhook',
  }),
  portal: z.object({ kind: z.string(), param: z.string(), optional: z.boolean().optional() }).optional(),
  summary: z.string().min(1, 'say in one line what it does'),
  timeout: z.number().positive().max(3600, 'seconds: an hour at most').optional(),
  handler: fn,
});

const manifest = z.object({
  name,
  version: z.string().refine((v) => parseVersion(v) !== undefined, 'write a version such as 1.0.0'),
  title: z.string().min(1),
  summary: z.string().min(1),
  category: z.string().min(1),
  icon: z.string().min(1),
  core: z.string().refine(isRange, 'write a range such as ^1.0.0'),
  url: z.string().startsWith('file:', 'write url: import.meta.url'),
  depends: z.array(wish).optional(),
  optional: z.array(wish).optional(),
  conflicts: z.array(wish).optional(),
  autoInstall: z.boolean().optional(),
  standard: z.boolean().optional(),
  essential: z.boolean().optional(),
  permissions: z
    .array(z.string().regex(/^(sudo|mail|models|platform|act-as|http:[a-z0-9.*-]+)$/, 'write sudo, mail, models, platform, act-as or http:<host>'))
    .optional(),
  groups: z
    .record(z.string(), z.object({ title: z.string().min(1), implies: z.array(z.string()).optional(), impliedBy: z.array(z.string()).optional() }))
    .optional(),
  access: z.record(z.string(), z.record(z.string(), operations)).optional(),
  rules: z
    .array(z.object({ name: z.string().min(1), model: z.string(), groups: z.array(z.string()).optional(), operations: operations.optional(), domain }))
    .optional(),
  routes: z.array(route).optional(),
  actions: z.array(z.object({ name: dotted('a name such as area.verb-noun'), title: z.string().min(1), expression: z.string().min(1), run: fn })).optional(),
  jobs: z.array(z.object({ name: dotted('a name such as area.verb-noun'), run: fn })).optional(),
  on: z.array(z.object({ event: z.object({ name: dotted('a name such as meeting.confirmed') }), run: fn })).optional(),
  hooks: z.array(z.object({ model: z.union([z.string(), fn]), on: z.enum(['create', 'update', 'delete']), run: fn })).optional(),
  data: z
    .array(z.object({ key: z.string().min(1), model: z.string(), values: z.record(z.string(), z.unknown()), noUpdate: z.boolean().optional() }))
    .optional(),
  assets: z.record(z.string().regex(/^[a-z0-9.-]+$/), z.string()).optional(),
  errors: z
    .record(
      z.string().regex(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/, 'write AREA_REASON'),
      z.object({ status: z.number().int().min(400).max(599), title: z.string().min(1) }),
    )
    .optional(),
  commands: z.array(z.object({ name: z.string().min(1), summary: z.string().min(1), run: fn })).optional(),
  settings: z.object({ plugin: name, title: z.string().min(1), schema: zodObject, secrets: z.array(z.string()) }).optional(),
  services: z.record(z.string(), z.record(z.string(), z.object({ run: fn }))).optional(),
  wraps: z.array(z.object({ service: z.string(), method: z.string(), run: fn })).optional(),
  provides: z.array(z.object({ contract: z.string(), key: z.string(), implementation: z.object({}) })).optional(),
  views: z.array(z.object({ kind: z.string(), model: z.string() })).optional(),
  menu: z.array(z.object({ id: z.string(), label: z.string(), href: z.string(), order: z.number() })).optional(),
  slots: z.record(z.string(), fn).optional(),
  health: z.array(z.object({ name: z.string().min(1), run: fn })).optional(),
  personalData: z.object({ export: fn, erase: fn }).optional(),
  install: fn.optional(),
  enable: fn.optional(),
  disable: fn.optional(),
  uninstall: fn.optional(),
  start: fn.optional(),
  example: fn.optional(),
  addresses: fn.optional(),
  firstAdmin: fn.optional(),
});

/** There must always be a value: also before anybody has set one. */
function checkSettings({ name: plugin, settings }: Manifest): void {
  if (!settings) return;
  if (settings.plugin !== plugin) throw new RegistrationError(plugin, 'key "settings.plugin"', `write "${plugin}"`);
  const known = Object.keys(settings.schema.shape);
  const secret = settings.secrets.find((key) => !known.includes(key));
  if (secret !== undefined) throw new RegistrationError(plugin, 'key "settings.secrets"', `there is no setting "${secret}"`);
  const missing = settings.schema.safeParse({}).error?.issues[0]?.path.join('.');
  if (missing !== undefined) throw new RegistrationError(plugin, `key "settings.schema.${missing}"`, 'give it a default');
}

/**
 * Checks one manifest by itself.
 * @throws RegistrationError that names the plugin and the key.
 */
export function validateManifest(value: unknown, from: string): Manifest {
  const label = typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string' ? value.name : from;
  const result = manifest.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new RegistrationError(
      label,
      issue && issue.path.length > 0 ? `key "${issue.path.join('.')}"` : 'default export',
      issue?.message ?? 'is not a plugin',
    );
  }
  const plugin = value as Manifest;
  if (!satisfies(CORE_VERSION, plugin.core)) throw new RegistrationError(label, 'key "core"', `it asks for core ${plugin.core}, this is ${CORE_VERSION}`);
  for (const own of Object.keys(plugin.schema?.models ?? {})) {
    if (!plugin.access || !(own in plugin.access)) {
      throw new RegistrationError(label, 'key "access"', `say who may do what with the model "${own}" (an empty object: nobody)`);
    }
  }
  checkSettings(plugin);
  if (plugin.schema && plugin.schema.plugin !== plugin.name) throw new RegistrationError(label, 'key "schema.plugin"', `write "${plugin.name}"`);
  const personal = Object.entries(plugin.schema?.models ?? {}).find(([, model]) => Object.values(model.fields).some((field) => field.options.personal));
  if (personal && !plugin.personalData)
    throw new RegistrationError(label, 'key "personalData"', `the model "${personal[0]}" holds personal data: say how it is exported and erased`);
  for (const [index, one] of (plugin.routes ?? []).entries()) {
    if (one.auth === 'portal' && !one.portal)
      throw new RegistrationError(label, `key "routes.${index}.portal"`, 'say which kind of token stands in which parameter');
  }
  return plugin;
}
