import type { Env, MenuEntry, View } from '#core';
import { newAddress } from './page-address.ts';

export const views: readonly View[] = [
  { kind: 'list', model: '{{area}}.page', columns: ['name', 'owner', 'active'], search: ['name'], empty: 'No page yet. Make the first one, then give it an address.' },
  {
    kind: 'form',
    model: '{{area}}.page',
    sections: [{ fields: ['name', 'owner', 'active', 'text'] }],
    actions: [
      {
        name: 'address',
        label: 'New address',
        icon: 'link',
        confirm: 'The address so far stops working. Make a new one?',
        run: async (env: Env<'{{name}}'>, id) => {
          // who may change the page may make its address
          await env.model('{{area}}.page').update(id, {});
          return { message: env.t('The address, shown this once: {address}', { address: await newAddress(env.asPlugin(), id) }) };
        },
      },
    ],
  },
  { kind: 'list', model: '{{area}}.message', columns: ['sender', 'page', 'message', 'createdAt'], search: ['sender', 'message'], noCreate: true, empty: 'No messages yet.' },
  { kind: 'form', model: '{{area}}.message', sections: [{ fields: ['sender', 'page', 'message'] }], noCreate: true, noEdit: true },
];

export const menu: readonly MenuEntry[] = [
  { id: '{{name}}', label: '{{title}}', icon: 'globe', href: '/app/{{area}}.page', order: 600 },
  { id: '{{name}}.messages', label: '{{title}} messages', icon: 'mail', href: '/app/{{area}}.message', order: 601 },
];
