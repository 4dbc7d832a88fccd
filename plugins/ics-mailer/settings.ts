import { z } from 'zod';
import { defineSettings } from '#core';

export const settings = defineSettings({
  plugin: 'ics-mailer',
  title: 'Invitations',
  schema: z.object({
    mailPolicy: z.enum(['wait', 'now']).default('wait').meta({
      title: 'Invitations and the join link',
      description: 'wait: the invitation is sent when the link is there, after ten minutes at the latest. now: at once; the link follows in an update.',
    }),
  }),
});
