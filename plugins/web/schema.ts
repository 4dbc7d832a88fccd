import { defineSchema } from '#core';

export const schema = defineSchema({ plugin: 'web', depends: [], models: {} });

declare module '#core' {
  interface Plugins {
    web: typeof schema;
  }
}
