import { z } from 'zod';

/** An identifier is a large number in some answers and events, and a text in others; here it is always text. */
export const meetingId = z.union([z.number().int().positive().transform(String), z.string().regex(/^\d{1,20}$/)]);

export const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().default(3_600), scope: z.string().default('') });

export const userAnswer = z.object({ id: z.string(), status: z.string().default('active') });

const httpUrl = z.url({ protocol: /^https?$/ });

/** What is read of a meeting. The passcode is left where it is: the link holds what is needed. */
export const meetingAnswer = z.object({ id: meetingId, join_url: httpUrl, agenda: z.string().default('') });

export const startAnswer = z.object({ start_url: httpUrl });

export const listAnswer = z.object({
  next_page_token: z.string().default(''),
  meetings: z
    .array(z.object({ id: meetingId, agenda: z.string().default(''), start_time: z.string().optional(), join_url: z.string().default('') }))
    .default([]),
});

export const instanceAnswer = z.object({ uuid: z.string().min(1) });

/** Of the address and of the event alike. Older accounts send the parts instead of the whole. */
export const summaryAnswer = z.object({
  meeting_uuid: z.string().default(''),
  summary_content: z.string().default(''),
  summary_overview: z.string().default(''),
  summary_details: z.array(z.object({ label: z.string().default(''), summary: z.string().default('') })).default([]),
  next_steps: z.array(z.string()).default([]),
  summary_created_time: z.string().optional(),
  summary_last_modified_time: z.string().optional(),
});
