import { type AccessTable, me, type RecordRule } from '#core';

/** Everybody sees and finishes their own activities, nobody another's; plugins write through the service. */
export const access = {
  'activity.activity': { 'plugin:activities': 'crud', 'base.user': 'ru' },
} satisfies Record<string, AccessTable>;

export const rules: readonly RecordRule[] = [
  { name: 'people see their own activities', model: 'activity.activity', groups: ['base.user'], domain: { person: me } },
];
