import { definePlugin, type Env } from '#core';
import { access, rules } from './access.ts';
import { collectGuests } from './collect-guests.ts';
import { fault } from './faults.ts';
import { guestEvents } from './guest-events.ts';
import { personalData } from './personal-data.ts';
import { schema } from './schema.ts';
import { menu, views } from './views.ts';

export default definePlugin({
  name: 'contacts',
  version: '1.0.0',
  title: 'Contacts',
  summary: 'Outside guests as records: found by their address, kept by people inside',
  category: 'Meetings',
  icon: 'contact',
  core: '^1.0.0',
  url: import.meta.url,
  standard: true,
  depends: schema.depends,
  optional: ['thread'],
  schema,
  access,
  rules,
  errors: fault.entries,
  on: guestEvents,
  jobs: [collectGuests],
  views,
  menu,
  personalData,
  install: (env: Env<'contacts'>) => env.enqueue(collectGuests, { after: null }),
});
