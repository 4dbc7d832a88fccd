import { type AccessTable, me, type RecordRule } from '#core';

/** Everybody sees the own calendars and nobody else's; all writing goes through the page, which the plugin does. */
export const access = {
  'external.calendar': { user: 'r', 'plugin:external-calendars': 'crud' },
  'base.person': { 'plugin:external-calendars': 'r' },
} satisfies Record<string, AccessTable>;

export const rules: readonly RecordRule[] = [
  { name: 'external-calendars: all', model: 'external.calendar', groups: ['plugin:external-calendars'], domain: true },
  { name: 'my external calendars', model: 'external.calendar', groups: ['user'], operations: 'r', domain: { person: me } },
];
