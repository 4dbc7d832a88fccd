import { type AccessTable, me, type RecordRule } from '#core';

/** Everybody who is signed in reads all items and keeps their own; administrators keep all. Nobody else comes in. */
export const access = {
  '{{area}}.item': { 'plugin:{{name}}': 'crud', user: 'crud', 'base.admin': 'crud' },
} satisfies Record<string, AccessTable>;

export const rules: readonly RecordRule[] = [
  { name: 'everybody reads', model: '{{area}}.item', groups: ['user'], operations: 'r', domain: true },
  { name: 'owners keep their own', model: '{{area}}.item', groups: ['user'], operations: 'cud', domain: { owner: me } },
  { name: 'administrators keep all', model: '{{area}}.item', groups: ['base.admin', 'plugin:{{name}}'], domain: true },
];
