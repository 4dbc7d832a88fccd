import { z } from 'zod';

export const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().default(3_600) });

export const userAnswer = z.object({ id: z.string().min(1).max(100) });

const httpUrl = z.url({ protocol: /^https?$/ });

export const meetingAnswer = z.object({
  id: z.string().min(1),
  joinWebUrl: httpUrl,
  joinMeetingIdSettings: z.object({ joinMeetingId: z.string().nullish() }).nullish(),
});

/** The room of an event comes a little later than the event. */
export const eventAnswer = z.object({
  id: z.string().min(1),
  transactionId: z.string().nullish(),
  isCancelled: z.boolean().default(false),
  start: z.object({ dateTime: z.string() }).optional(),
  onlineMeeting: z.object({ joinUrl: httpUrl.nullish().catch(null) }).nullish(),
});
export type EventAnswer = z.output<typeof eventAnswer>;

export const eventsAnswer = z.object({ value: z.array(eventAnswer).default([]), '@odata.nextLink': z.string().optional() });

export const anyList = z.object({ value: z.array(z.unknown()).default([]) });

export const subscriptionAnswer = z.object({ id: z.string().min(1), expirationDateTime: z.coerce.date<string>() });
