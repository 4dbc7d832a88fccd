import { type AccessTable, type GroupDefinition, me, type RecordRule } from '#core';

export const groups: Record<string, GroupDefinition> = {
  'base.user': { title: 'User', help: 'Signs in, sees the names of people, edits their own preferences.' },
  'base.admin': {
    title: 'Administrator',
    help: 'People, groups and settings of the workspace.',
    implies: ['base.user', 'web.share'],
    keeps: ['base.person', 'base.membership'],
  },
};

/** Passwords and sessions are touched by this plugin's own actions alone; preferences are edited through `/app/me`. */
export const access = {
  'base.account': { 'plugin:base': 'crud' },
  'base.session': { 'plugin:base': 'crud' },
  'base.person': { 'plugin:base': 'crud', 'base.admin': 'crud', 'base.user': 'r' },
  'base.membership': { 'plugin:base': 'crud', 'base.admin': 'crud', 'base.user': 'r' },
  'base.picture': { 'plugin:base': 'crud' },
  'core.audit': { 'plugin:base': 'r', 'base.admin': 'r' },
  'core.security_event': { 'base.admin': 'r' },
} satisfies Record<string, AccessTable>;

export const rules: readonly RecordRule[] = [
  { name: 'administrators see every membership', model: 'base.membership', groups: ['base.admin'], domain: true },
  { name: 'users see their own memberships', model: 'base.membership', groups: ['base.user'], operations: 'r', domain: { person: me } },
];
