import { z } from 'zod';
import { defineSettings } from '#core';

export const settings = defineSettings({
  plugin: 'reports',
  title: 'Reports',
  schema: z.object({
    weeklyMail: z
      .boolean()
      .default(true)
      .meta({ title: 'Weekly mail', description: 'Every Monday morning to everybody who reads reports; each of them may turn it off.' }),
  }),
});
