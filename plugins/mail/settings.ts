import { z } from 'zod';
import { defineSettings } from '#core';
import { tryOut } from './try-out.ts';

export const settings = defineSettings({
  plugin: 'mail',
  title: 'Mail',
  schema: z.object({
    /** `smtp://user:password@host:587` or `smtps://…`; usually from the environment. */
    smtpUrl: z
      .string()
      .max(1000)
      .refine(
        (value) => value === '' || (/^smtps?:\/\/[^\s]+$/.test(value) && URL.canParse(value)),
        'Please write an address such as smtp://user:password@host:587.',
      )
      .default('')
      .meta({ title: 'SMTP address', description: 'Where it is set, the list of servers is not used.' }),
    connections: z.coerce.number().int().min(1).max(50).default(8).meta({ title: 'Connections at once', description: 'To one server, from each process.' }),
    timeoutSeconds: z.coerce
      .number()
      .int()
      .min(1)
      .max(120)
      .default(10)
      .meta({ title: 'Patience', description: 'For connecting, the greeting and every answer of a server.', format: 'duration', unit: 'seconds' }),
    maxAttempts: z.coerce
      .number()
      .int()
      .min(1)
      .max(100)
      .default(12)
      .meta({ title: 'Tries for one mail', description: 'When the receiving side says “later”.' }),
  }),
  secrets: ['smtpUrl'],
  tests: [
    { name: 'send', label: 'Send me a test mail', help: 'The test mail goes to your own address with what stands above; nothing is saved.', run: tryOut },
  ],
});
