import { type AccessTable, me, type RecordRule } from '#core';

/**
 * Everybody inside sees working hours, everybody keeps the own ones, administrators keep all. Claims are written by the service alone; who may know what a claim stands for
 * is up to the plugin that took it.
 */
export const access = {
  'calendar.schedule': { user: 'crud', 'base.admin': 'crud', 'plugin:calendar': 'crud' },
  'calendar.claim': { 'base.admin': 'r', 'plugin:calendar': 'crud' },
  'base.person': { 'plugin:calendar': 'ru' },
} satisfies Record<string, AccessTable>;

export const rules: readonly RecordRule[] = [
  { name: 'everybody reads working hours', model: 'calendar.schedule', groups: ['user'], operations: 'r', domain: true },
  { name: 'my own working hours', model: 'calendar.schedule', groups: ['user'], operations: 'cud', domain: { owner: me } },
  { name: 'administrators: all working hours', model: 'calendar.schedule', groups: ['base.admin'], domain: true },
];
