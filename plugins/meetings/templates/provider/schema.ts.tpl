import { defineSchema } from '#core';
import type {} from '../meetings/contract.ts';

/** No records of its own: what a provider makes is kept by meetings. */
export const schema = defineSchema({ plugin: '{{name}}', depends: ['meetings'], models: {} });

declare module '#core' {
  interface Messages {
    {{key}}: typeof import('./i18n/de.json');
  }
  interface Plugins {
    {{key}}: typeof schema;
  }
}
