import { type AccessTable, me, portalRecord, type RecordRule } from '#core';

/** A visitor's token opens one page to read; messages are written by the plugin, after its route has checked them. */
export const access = {
  '{{area}}.page': { 'plugin:{{name}}': 'crud', user: 'crud', 'base.admin': 'crud', 'portal:{{name}}': 'r' },
  '{{area}}.message': { 'plugin:{{name}}': 'crud', user: 'rd', 'base.admin': 'rd' },
} satisfies Record<string, AccessTable>;

const all = ['base.admin', 'plugin:{{name}}'];

export const rules: readonly RecordRule[] = [
  { name: 'every page', model: '{{area}}.page', groups: all, domain: true },
  { name: 'my pages', model: '{{area}}.page', groups: ['user'], domain: { owner: me } },
  { name: 'the page of the token', model: '{{area}}.page', groups: ['portal:{{name}}'], operations: 'r', domain: { id: portalRecord, active: true } },
  { name: 'every message', model: '{{area}}.message', groups: all, domain: true },
  { name: 'messages on my pages', model: '{{area}}.message', groups: ['user'], domain: { page: { readable: true } } },
];
