import { z } from 'zod';
import { defineSettings } from '#core';

export const settings = defineSettings({
  plugin: 'activities',
  title: 'Activities',
  schema: z.object({
    staleDays: z.coerce.number().int().min(0).max(3_650).default(3).meta({
      title: 'Activities of what is over',
      description: 'So long they stay after its end. Every night the older ones go.',
      format: 'duration',
      unit: 'days',
    }),
    staleAction: z
      .enum(['delete', 'archive'])
      .default('delete')
      .meta({ title: 'What becomes of them', choices: { delete: 'They are deleted', archive: 'They are marked as done' } }),
  }),
});
