import type { AccessTable } from '#core';

/** Everybody inside sees working hours, administrators keep them. Claims are written by the service alone; who may know what a claim stands for is up to the plugin that took it. */
export const access = {
  'calendar.schedule': { user: 'r', 'base.admin': 'crud', 'plugin:calendar': 'r' },
  'calendar.claim': { 'base.admin': 'r', 'plugin:calendar': 'crud' },
  'base.person': { 'plugin:calendar': 'r' },
} satisfies Record<string, AccessTable>;
