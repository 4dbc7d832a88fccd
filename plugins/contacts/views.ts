import { defineViews, type Env, type MenuEntry } from '#core';
import { meetingsPanel } from './meetings-panel.tsx';
import { merge } from './merge.ts';
import { dismiss, takeOver } from './suggestions.ts';

export const views = defineViews<'contacts'>([
  {
    kind: 'list',
    model: 'contacts.contact',
    columns: ['name', 'company', 'email', 'phone', 'timeZone'],
    filters: [{ name: 'suggested', label: 'With suggested changes', domain: { suggestions: { some: { state: 'open' } } } }],
    search: ['name', 'email', 'company', 'phone'],
    order: ['name'],
    empty: 'No contacts yet. Guests who book a meeting appear here by themselves.',
  },
  {
    kind: 'form',
    model: 'contacts.contact',
    sections: [
      { title: 'Contact', fields: ['name', 'email', 'company', 'phone'] },
      { title: 'Preferences', fields: ['timeZone', 'language', 'active'] },
      {
        title: 'Notes',
        fields: [
          { name: 'notes', wide: true },
          { name: 'mergedInto', visible: { mergedInto: { ne: null } } },
        ],
      },
    ],
    actions: [
      {
        name: 'merge',
        label: 'Merge',
        icon: 'merge',
        visible: { mergedInto: null },
        confirm: 'The meetings of this contact move to the other one, and its address leads there from now on. This contact is archived.',
        ask: [{ name: 'email', label: 'E-mail address of the contact that stays', kind: 'text', required: true }],
        run: async (env: Env<'contacts'>, id, answers) => {
          const into = await merge(env, id, answers.email ?? '');
          return { to: `/app/contacts.contact/${into.id}`, message: env.t('Merged into {name}.', { name: into.name }) };
        },
      },
    ],
    panels: [meetingsPanel],
    related: [
      {
        title: 'Suggested changes',
        model: 'contacts.suggestion',
        field: 'contact',
        columns: ['value', 'field', 'createdAt'],
        domain: { state: 'open' },
        noAdd: true,
        empty: 'Guests have typed nothing that differs.',
      },
    ],
    tabs: [
      {
        name: 'addresses',
        title: 'Other addresses',
        related: [
          {
            title: 'Other addresses',
            model: 'contacts.contact',
            field: 'mergedInto',
            columns: ['email', 'name'],
            noAdd: true,
            noRemove: true,
            empty: 'No contact was merged into this one.',
          },
        ],
      },
    ],
  },
  { kind: 'cards', model: 'contacts.contact', fields: ['company', 'email', 'phone', 'timeZone'] },
  {
    kind: 'list',
    model: 'contacts.suggestion',
    columns: ['contact', 'field', 'value', 'state'],
    noCreate: true,
    empty: 'Guests have typed nothing that differs.',
  },
  {
    kind: 'form',
    model: 'contacts.suggestion',
    status: 'state',
    sections: [{ fields: ['contact', 'field', 'value'] }],
    actions: [
      { name: 'take', label: 'Take over', icon: 'check', style: 'primary', run: (env: Env<'contacts'>, id) => takeOver(env, id) },
      { name: 'dismiss', label: 'Dismiss', icon: 'x', visible: { state: 'open' }, run: (env: Env<'contacts'>, id) => dismiss(env, id) },
    ],
    noCreate: true,
    noEdit: true,
    noDuplicate: true,
  },
]);

export const menu: readonly MenuEntry[] = [{ id: 'contacts', label: 'Contacts', icon: 'contact', href: '/app/contacts.contact', order: 25 }];
