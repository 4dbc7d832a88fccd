import type { Env, MenuEntry, View } from '#core';
import { finish } from './finish.ts';

export const views: readonly View[] = [
  {
    kind: 'list',
    model: '{{area}}.item',
    columns: ['name', 'owner', 'state'],
    filters: [{ name: 'open', label: 'Open', domain: { state: 'open' }, default: true }],
    search: ['name', 'note'],
    empty: 'Nothing here yet. Make the first one.',
  },
  {
    kind: 'form',
    model: '{{area}}.item',
    status: 'state',
    sections: [{ fields: ['name', 'owner', 'note'] }],
    actions: [
      { name: 'finish', label: 'Mark as done', icon: 'check', style: 'primary', visible: { state: 'open' }, run: (env: Env<'{{name}}'>, id) => finish(env, id) },
    ],
  },
];

export const menu: readonly MenuEntry[] = [{ id: '{{name}}', label: '{{title}}', icon: 'box', href: '/app/{{area}}.item', order: 600 }];
