import { z } from 'zod';
import { defineSettings } from '#core';

export const settings = defineSettings({
  plugin: 'jitsi',
  title: 'Jitsi',
  schema: z.object({
    baseUrl: z
      .url({ protocol: /^https?$/, error: 'Use an address such as https://meet.example.org.' })
      .default('https://meet.jit.si')
      .describe('Address of the Jitsi server. Public servers may ask the first person to sign in.'),
  }),
});
