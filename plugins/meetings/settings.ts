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
    roomApprovalHours: z.coerce.number().int().min(1).max(720).default(48).meta({
      title: 'Time for room managers',
      description: 'So long the time of a meeting is held while it waits for a room manager; then somebody else may take it.',
      format: 'duration',
      unit: 'hours',
    }),
    newLinkOnReschedule: z.boolean().default(false).meta({
      title: 'A new join link when a meeting is moved',
      description: 'Otherwise the link stays. The old room is taken away at the service; some services still let people in by its link.',
    }),
    summaries: z
      .enum(['off', 'host', 'attendees'])
      .default('host')
      .meta({
        title: 'Summaries by the video service',
        description: 'Where the service writes one. Who may read it can be changed at each meeting.',
        choices: { off: 'Not collected', host: 'For hosts', attendees: 'For hosts and attendees' },
      }),
    undoMinutes: z.coerce.number().int().min(0).max(60).default(10).meta({
      title: 'Time to undo',
      description: 'So long a cancelled or moved meeting can be brought back, while its time is free.',
      format: 'duration',
      unit: 'minutes',
    }),
  }),
});
