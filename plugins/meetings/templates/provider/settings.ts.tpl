import { z } from 'zod';
import { defineSettings } from '#core';

export const settings = defineSettings({
  plugin: '{{name}}',
  title: '{{title}}',
  schema: z.object({
    baseUrl: z
      .url({ protocol: /^https?$/, error: 'Use an address such as https://video.example.org.' })
      .default('https://video.example.org')
      .meta({ title: 'Address of the service', format: 'url' }),
    token: z.string().max(500).default('').meta({ title: 'Access token', description: 'From the settings of the service.' }),
  }),
  secrets: ['token'],
});

/** Without these nobody can be asked. */
export const accountNeeds = ['token'] as const;
