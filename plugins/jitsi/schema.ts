import { defineSchema } from '#core';
import type {} from '../meetings/contract.ts';

export const schema = defineSchema({ plugin: 'jitsi', depends: ['meetings'], models: {} });

declare module '#core' {
  interface Messages {
    jitsi: typeof import('./i18n/de.json');
  }
  interface Plugins {
    jitsi: typeof schema;
  }
}
