import { type AccessTable, type GroupDefinition, me, type RecordRule } from '#core';

export const groups: Record<string, GroupDefinition> = {
  'web.share': { title: 'Shares lists', help: 'Saves favourites of lists for everybody.' },
};

/** What belongs to a person is touched by that person alone. */
export const access = {
  'web.favourite': { 'plugin:web': 'rd', user: 'crud' },
  'web.list_setting': { 'plugin:web': 'rd', user: 'crud' },
  'web.import': { 'plugin:web': 'crud', user: 'crud' },
  'web.external_id': { 'plugin:web': 'crud' },
} satisfies Record<string, AccessTable>;

export const rules: readonly RecordRule[] = [
  {
    name: 'people see their favourites and shared ones',
    model: 'web.favourite',
    groups: ['user'],
    operations: 'r',
    domain: { $or: [{ owner: me }, { shared: true }] },
  },
  { name: 'people write their own favourites', model: 'web.favourite', groups: ['user'], operations: 'cud', domain: { owner: me, shared: false } },
  {
    name: 'who shares lists writes shared favourites',
    model: 'web.favourite',
    groups: ['web.share'],
    operations: 'cud',
    domain: { $or: [{ owner: me }, { shared: true }] },
  },
  { name: 'people keep their own list settings', model: 'web.list_setting', groups: ['user'], domain: { owner: me } },
  { name: 'people see their own imports', model: 'web.import', groups: ['user'], domain: { owner: me } },
  ...['web.favourite', 'web.list_setting', 'web.import'].map((model) => ({ name: `cleaned away: ${model}`, model, groups: ['plugin:web'], domain: true })),
];
