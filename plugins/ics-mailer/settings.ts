import { z } from 'zod';
import { defineSettings } from '#core';

export const settings = defineSettings({
  plugin: 'ics-mailer',
  title: 'Invitations',
  schema: z.object({
    mailPolicy: z
      .enum(['wait', 'now'])
      .default('wait')
      .meta({
        title: 'Invitations and the join link',
        description: 'A link that comes later than ten minutes follows in an update either way.',
        choices: { wait: 'Send the invitation when the link is there', now: 'Send the invitation at once' },
      }),
  }),
});
