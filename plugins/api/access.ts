import type { AccessTable } from '#core';

/** Keys and webhooks are reached through this plugin's own pages alone, which look whose they are. */
export const access = {
  'api.key': { 'plugin:api': 'crud' },
  'api.webhook': { 'plugin:api': 'crud' },
  'api.delivery': { 'plugin:api': 'crud' },
} satisfies Record<string, AccessTable>;
