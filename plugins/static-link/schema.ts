import { defineSchema } from '#core';
import type {} from '../meetings/contract.ts';

export const schema = defineSchema({ plugin: 'static-link', depends: ['meetings'], models: {} });

declare module '#core' {
  interface Messages {
    'static-link': typeof import('./i18n/de.json');
  }
  interface Plugins {
    'static-link': typeof schema;
  }
}
