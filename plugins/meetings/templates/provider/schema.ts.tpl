import { defineSchema } from '#core';
import type {} from '../meetings/contract.ts';

/** No records of its own: what a provider makes is kept by meetings. */
export const schema = defineSchema({ plugin: '{{name}}', depends: ['meetings'], models: {} });

declare module '#core' {
  interface Plugins {
    {{key}}: typeof schema;
  }
}
