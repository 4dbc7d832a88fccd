import { z } from 'zod';
import { defineSettings } from '#core';
import { tryMailbox } from './try-mailbox.ts';

export const settings = defineSettings({
  plugin: 'mailbox',
  title: 'Mailbox',
  schema: z.object({
    host: z
      .string()
      .trim()
      .max(255)
      .default('')
      .meta({ title: 'Server', description: 'Of the mailbox that takes answers, by IMAP. Empty: no mailbox is read.' }),
    port: z.coerce.number().int().min(1).max(65_535).default(993).meta({ title: 'Port' }),
    security: z
      .enum(['tls', 'starttls', 'none'])
      .default('tls')
      .meta({ title: 'Encryption', choices: { tls: 'TLS', starttls: 'STARTTLS', none: 'None (same machine only)' } }),
    user: z.string().max(300).default('').meta({ title: 'User name' }),
    password: z.string().max(1000).default('').meta({ title: 'Password' }),
    folder: z.string().trim().min(1).max(200).default('INBOX').meta({ title: 'Folder' }),
    timeoutSeconds: z.coerce.number().int().min(1).max(120).default(20).meta({ title: 'Patience', format: 'duration', unit: 'seconds' }),
  }),
  secrets: ['password'],
  destination: ['host'],
  tests: [{ name: 'connect', label: 'Open the mailbox', help: 'Signs in and counts; nothing is read or changed.', run: tryMailbox }],
});
