import { definePlugin } from '#core';
import { access } from './access.ts';
import { apiFault } from './fault.ts';
import { keyRoutes } from './key-routes.tsx';
import { openApiRoutes } from './openapi-routes.tsx';
import { personalData } from './personal-data.ts';
import { recordRoutes } from './record-routes.ts';
import { resolveKey } from './resolve-key.ts';
import { schema } from './schema.ts';
import { apiSettings } from './settings.ts';

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
  routes: [...recordRoutes, ...keyRoutes, ...openApiRoutes],
  provides: [{ contract: 'core.key', key: 'api', implementation: resolveKey }],
  errors: apiFault.entries,
  personalData,
});
