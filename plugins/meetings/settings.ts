import { z } from 'zod';
import { defineSettings } from '#core';

const when = z.string().regex(/^(app|mail|calendar) \d{1,3} (minutes|hours|days)$/);

export const settings = defineSettings({
  plugin: 'meetings',
  title: 'Meetings',
  schema: z.object({
    personClash: z
      .enum(['block', 'warn'])
      .default('block')
      .meta({
        title: 'When a person is taken already',
        description: 'Rooms and virtual rooms are never taken twice. Guests can never book over a meeting.',
        choices: { block: 'The meeting cannot be confirmed', warn: 'Whoever confirms it is warned' },
      }),
    reminders: z.array(when).max(10).default(['app 15 minutes', 'calendar 15 minutes']).meta({
      title: 'Usual reminders',
      description: 'One a line: app, mail or calendar; how many; minutes, hours or days. For example: mail 1 days',
    }),
    undoMinutes: z.coerce.number().int().min(0).max(60).default(10).meta({
      title: 'Time to undo',
      description: 'So long a cancelled or moved meeting can be brought back, while its time is free.',
      format: 'duration',
      unit: 'minutes',
    }),
  }),
});
