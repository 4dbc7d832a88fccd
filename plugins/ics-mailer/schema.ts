import { defineSchema } from '#core';
import type {} from '../calendar/contract.ts';
import type {} from '../mail/contract.ts';
import type {} from '../meetings/contract.ts';

export const schema = defineSchema({ plugin: 'ics-mailer', depends: ['base', 'web', 'mail', 'meetings', 'calendar'], models: {} });

declare module '#core' {
  interface Messages {
    'ics-mailer': typeof import('./i18n/de.json');
  }
  interface Plugins {
    'ics-mailer': typeof schema;
  }
}
