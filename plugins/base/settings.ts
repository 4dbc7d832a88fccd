import { z } from 'zod';
import { defineSettings, email, longText, textInput, zone } from '#core';
import { languageCodes, languageNames } from './languages.ts';

/** The workspace. `title` and `description` of each member are what the settings page shows. */
export const workspaceSettings = defineSettings({
  plugin: 'base',
  title: 'Workspace',
  schema: z.object({
    name: textInput({ min: 1, max: 80 }).default('Atrium').meta({ title: 'Name', description: 'Shown on every page, booking page and mail.' }),
    /** Id of a `base.picture`; empty: none. Uploaded beside the form. */
    logo: z
      .union([z.literal(''), z.uuid()])
      .default('')
      .meta({ title: 'Logo', hidden: true }),
    accent: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, 'Please choose a colour such as #3355cc.')
      .default('#3355cc')
      .meta({ title: 'Accent colour', description: 'Buttons and links. Text on it stays readable whatever you choose.', format: 'color' }),
    timeZone: zone().default('UTC').meta({ title: 'Default time zone', description: 'For new people and wherever nobody has chosen one.', format: 'zone' }),
    language: z
      .enum(languageCodes)
      .default('en')
      .meta({ title: 'Default language', choices: { ...languageNames } }),
    fromName: textInput({ max: 120 }).default('').meta({ title: 'Sender name', description: 'Of mails; the name of the workspace where it is empty.' }),
    fromEmail: z
      .union([z.literal(''), email()])
      .default('')
      .meta({ title: 'Sender address', format: 'email' }),
    replyTo: z
      .union([z.literal(''), email()])
      .default('')
      .meta({ title: 'Reply address', description: 'Where answers to mails go; the sender address where it is empty.', format: 'email' }),
    mailFooter: longText({ max: 2000 }).default('').meta({ title: 'Mail footer', format: 'long' }),
    signInPerAddress: z.coerce
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(30)
      .meta({ title: 'Sign-in tries per address', description: 'From one network address in 15 minutes.' }),
    signInPerEmail: z.coerce
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(10)
      .meta({ title: 'Sign-in tries per account', description: 'For one e-mail address in 15 minutes.' }),
  }),
});
