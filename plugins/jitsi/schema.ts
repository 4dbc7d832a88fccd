import { defineSchema } from '#core';
import type {} from '../meetings/contract.ts';

export const schema = defineSchema({ plugin: 'jitsi', depends: ['meetings'], models: {} });

declare module '#core' {
  interface Plugins {
    jitsi: typeof schema;
  }
}
