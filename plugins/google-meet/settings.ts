import { z } from 'zod';
import { defineSettings, email } from '#core';
import { accountProblems, readServiceAccount } from './service-account.ts';

/** Larger than any file that Google gives. */
const LONGEST_FILE = 10_000;

export const settings = defineSettings({
  plugin: 'google-meet',
  title: 'Google Meet',
  schema: z.object({
    serviceAccount: z
      .string()
      .max(LONGEST_FILE, accountProblems.noJson)
      .default('')
      .superRefine((text, context) => {
        const { problem } = text === '' ? {} : readServiceAccount(text);
        if (problem) context.addIssue({ code: 'custom', message: problem });
      })
      .meta({
        title: 'Service account',
        description: 'The whole JSON file of its key, as Google gives it to download.',
        format: 'long',
        accept: '.json,application/json',
      }),
    organizer: z
      .union([z.literal(''), email()])
      .default('')
      .meta({
        title: 'Organizer of all meetings',
        description: 'In whose calendar the events stand. Empty: in that of each meeting’s own host.',
        format: 'email',
      }),
    callsPerMinute: z.coerce.number().int().min(1).max(100_000).default(600).meta({
      title: 'Calls a minute',
      description: 'The quota of the Google Cloud project: “Queries per minute”.',
    }),
    callsPerHostPerMinute: z.coerce.number().int().min(1).max(100_000).default(300).meta({
      title: 'Calls a minute per host',
      description: 'The quota of the Google Cloud project: “Queries per minute per user”.',
    }),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://www.googleapis.com')
      .meta({ title: 'Address of the interface', format: 'url' }),
    tokenUrl: z
      .url({ protocol: /^https?$/ })
      .default('https://oauth2.googleapis.com/token')
      .meta({ title: 'Address for access tokens', format: 'url' }),
  }),
  secrets: ['serviceAccount'],
});

/** Without these nobody can be asked. */
export const accountNeeds = ['serviceAccount'] as const;
