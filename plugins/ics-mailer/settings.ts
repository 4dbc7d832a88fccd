import { z } from 'zod';
import { defineSettings, email } from '#core';

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
    replyAddress: z
      .string()
      .trim()
      .toLowerCase()
      .max(254)
      .refine((value) => value === '' || email().safeParse(value).success, 'Please write an e-mail address.')
      .default('')
      .meta({
        title: 'Address for answers',
        description:
          'Calendar programs send “accepted” and “declined” there. Let its mails reach this program: by the app Mailbox, or by the inbound address of Mail. Empty: they go to the host.',
      }),
    placeMails: z.boolean().default(true).meta({
      title: 'Tell hosts of each place by mail',
      description: 'Where several guests share a time: when one takes a place or gives it back. Off: the meeting’s conversation alone says it.',
    }),
    feedback: z
      .enum(['off', 'guests', 'all'])
      .default('off')
      .meta({
        title: 'Ask for feedback after a meeting',
        description: 'A mail with a link to stars and a comment, some minutes after the end. The host sees what came.',
        choices: { off: 'Never', guests: 'Guests from outside', all: 'Everybody who took part' },
      }),
  }),
});
