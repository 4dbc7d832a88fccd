import { z } from 'zod';
import { defineSettings, email } from '#core';

const words = (max: number) => z.string().trim().max(max).default('');

export const settings = defineSettings({
  plugin: 'teams',
  title: 'Microsoft Teams',
  schema: z.object({
    tenant: words(200).meta({ title: 'Directory (tenant) ID', description: 'On the page “Overview” of the app registration.' }),
    clientId: words(100).meta({ title: 'Application (client) ID' }),
    clientSecret: words(200).meta({ title: 'Client secret', description: 'Its value, not its ID.' }),
    strategy: z
      .enum(['meetings', 'events'])
      .default('meetings')
      .meta({
        title: 'How rooms are made',
        description: 'As online meetings: needs an application access policy. As calendar events: needs the right to write calendars.',
        choices: { meetings: 'As online meetings', events: 'As events in the host’s calendar' },
      }),
    organizer: z
      .union([z.literal(''), email()])
      .default('')
      .meta({ title: 'Organizer of all meetings', description: 'In whose name rooms are made. Empty: in that of each meeting’s own host.', format: 'email' }),
    callsPerHostPerMinute: z.coerce.number().int().min(1).max(100_000).default(200).meta({
      title: 'Calls a minute per host',
      description: 'Microsoft slows down who asks more; it names no fixed number.',
    }),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://graph.microsoft.com/v1.0')
      .meta({ title: 'Address of the interface', format: 'url' }),
    loginUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://login.microsoftonline.com')
      .meta({ title: 'Address for access tokens', format: 'url' }),
  }),
  secrets: ['clientSecret'],
});

/** Without these nobody can be asked. */
export const accountNeeds = ['tenant', 'clientId', 'clientSecret'] as const;
