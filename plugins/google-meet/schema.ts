import { defineSchema } from '#core';
import type {} from '../meetings/contract.ts';

/** No records of its own: accounts, counters and what a provider makes are kept by meetings. */
export const schema = defineSchema({ plugin: 'google-meet', depends: ['meetings'], models: {} });

declare module '#core' {
  interface Messages {
    'google-meet': typeof import('./i18n/de.json');
  }
  interface Plugins {
    'google-meet': typeof schema;
  }
}
