import { z } from 'zod';
import { defineSettings } from '#core';
import { dkimKeyOf } from './dkim.ts';
import { dkimRecord } from './dkim-record.ts';
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
    perDomainPerMinute: z.coerce
      .number()
      .int()
      .min(0)
      .max(1_000_000)
      .default(0)
      .meta({ title: 'Mails a minute to one domain', description: 'All processes together; what is more waits. 0: any number.' }),
    dkimDomain: z
      .string()
      .trim()
      .toLowerCase()
      .max(253)
      .regex(/^([a-z0-9-]+(\.[a-z0-9-]+)+)?$/, 'Please write a domain such as example.org.')
      .default('')
      .meta({ title: 'DKIM: domain', description: 'Mails are signed for it. Empty: they are not signed here.' }),
    dkimSelector: z
      .string()
      .trim()
      .max(63)
      .regex(/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/, 'Please use letters, digits and hyphens.')
      .default('atrium')
      .meta({ title: 'DKIM: selector', description: 'The public key stands in the DNS at <selector>._domainkey.<domain>.' }),
    dkimKey: z
      .string()
      .max(8000)
      .refine((value) => value === '' || dkimKeyOf(value) !== undefined, 'This is no private key in PEM form.')
      .default('')
      .meta({ title: 'DKIM: private key', description: 'RSA or Ed25519 in PEM form.', format: 'long' }),
    inboundSecret: z
      .string()
      .max(200)
      .refine((value) => value === '' || value.length >= 16, 'Please use 16 characters or more.')
      .default('')
      .meta({
        title: 'Inbound mails: secret',
        description: 'With it another server signs the mails that it hands over at /mail/inbound. Empty: none are taken there.',
      }),
  }),
  secrets: ['smtpUrl', 'dkimKey', 'inboundSecret'],
  tests: [
    { name: 'send', label: 'Send me a test mail', help: 'The test mail goes to your own address with what stands above; nothing is saved.', run: tryOut },
    { name: 'dkim', label: 'Show the DKIM record', help: 'What the DNS of the domain must say, made from the key above.', run: dkimRecord },
  ],
});
