import { definePlugin, type Env, type Manifest } from '#core';
import { access } from './access.ts';
import { changeHooks } from './change-hooks.ts';
import { cleanDeliveries } from './clean-deliveries.ts';
import { deliverMessage } from './deliver-message.ts';
import { apiFault } from './fault.ts';
import { keyRoutes } from './key-routes.tsx';
import { keysLink } from './keys-link.tsx';
import { openApiRoutes } from './openapi-routes.tsx';
import { personalData } from './personal-data.ts';
import { recordRoutes } from './record-routes.ts';
import { resolveKey } from './resolve-key.ts';
import { revokeKeys } from './revoke-keys.ts';
import { schema } from './schema.ts';
import { apiSettings } from './settings.ts';
import { spreadChange } from './spread-change.ts';
import { webhookRoutes } from './webhook-routes.tsx';

const menu: NonNullable<Manifest['menu']> = [
  { id: 'api.keys', label: 'API keys', icon: 'key-round', href: '/app/me/keys', order: 940, groups: ['base.admin'], section: 'developers' },
  { id: 'api.webhooks', label: 'Webhooks', icon: 'webhook', href: '/app/webhooks', order: 945, groups: ['base.admin'], section: 'developers' },
  { id: 'api.docs', label: 'API reference', icon: 'book-open', href: '/api/docs', order: 950, groups: ['base.admin'], section: 'developers' },
];

/** One JSON API for every model, with keys, a description and webhooks. */
export default definePlugin({
  name: 'api',
  version: '1.0.0',
  title: 'HTTP API',
  summary: 'JSON API for every model, API keys, OpenAPI, webhooks',
  category: 'Platform',
  icon: 'braces',
  standard: true,
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['activities', 'base', 'web'],
  permissions: ['act-as', 'http:*', 'models'],
  schema,
  settings: apiSettings,
  access,
  routes: [...recordRoutes, ...keyRoutes, ...openApiRoutes, ...webhookRoutes],
  menu,
  hooks: changeHooks,
  jobs: [spreadChange, deliverMessage],
  actions: [cleanDeliveries],
  slots: { me: (env: Env<'api'>) => keysLink(env), password: (env: Env<'api'>) => keysLink(env) },
  on: [revokeKeys],
  provides: [{ contract: 'core.key', key: 'api', implementation: resolveKey }],
  errors: apiFault.entries,
  personalData,
});
