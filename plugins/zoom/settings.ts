import { z } from 'zod';
import { defineSettings, email } from '#core';

const words = (max: number) => z.string().trim().max(max).default('');

export const settings = defineSettings({
  plugin: 'zoom',
  title: 'Zoom',
  schema: z.object({
    accountId: words(100).meta({ title: 'Account ID', description: 'Of the server-to-server OAuth app, on its page “App Credentials”.' }),
    clientId: words(100).meta({ title: 'Client ID' }),
    clientSecret: words(200).meta({ title: 'Client secret' }),
    webhookSecret: words(200).meta({
      title: 'Secret token of webhooks',
      description: 'On the page “Feature” of the app. Without it Zoom cannot tell of changes and summaries; they are then asked for.',
    }),
    hosts: z.array(email()).max(100).default([]).meta({
      title: 'Hosts that meetings are spread over',
      description: 'One e-mail address of a licensed Zoom user a line. Empty: each meeting is made in the name of its own host.',
    }),
    writesPerDay: z.coerce.number().int().min(1).max(100_000).default(100).meta({
      title: 'Meetings made and changed per host and day',
      description: 'Zoom’s limit; the day begins at 00:00 UTC.',
    }),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://api.zoom.us/v2')
      .meta({ title: 'Address of the interface', format: 'url' }),
    tokenUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://zoom.us/oauth/token')
      .meta({ title: 'Address for access tokens', format: 'url' }),
  }),
  secrets: ['clientSecret', 'webhookSecret'],
});

/** Without these nobody can be asked. */
export const accountNeeds = ['accountId', 'clientId', 'clientSecret'] as const;
