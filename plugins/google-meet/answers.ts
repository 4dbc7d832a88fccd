import { z } from 'zod';

export const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().default(3_600) });

const httpUrl = z.url({ protocol: /^https?$/ });

export const eventAnswer = z.object({
  id: z.string().min(1),
  status: z.string().default('confirmed'),
  start: z.object({ dateTime: z.string().optional() }).optional(),
  extendedProperties: z.object({ private: z.record(z.string(), z.string()).optional() }).optional(),
  conferenceData: z
    .object({
      createRequest: z.object({ requestId: z.string().default(''), status: z.object({ statusCode: z.string().default('pending') }).optional() }).optional(),
      entryPoints: z.array(z.object({ entryPointType: z.string().default(''), uri: z.string().default('') })).default([]),
    })
    .optional(),
});
export type EventAnswer = z.output<typeof eventAnswer>;

export const listAnswer = z.object({ items: z.array(eventAnswer).default([]), nextPageToken: z.string().optional() });

/** How the room of an event stands. Only the way in over video is a link; numbers and their PINs are left where they are. */
export function roomOf({ conferenceData }: EventAnswer): { state: 'ready'; joinUrl: string } | { state: 'pending' } | { state: 'failed' } {
  const video = conferenceData?.entryPoints.find(({ entryPointType, uri }) => entryPointType === 'video' && httpUrl.safeParse(uri).success);
  if (video) return { state: 'ready', joinUrl: video.uri };
  return conferenceData?.createRequest?.status?.statusCode === 'pending' ? { state: 'pending' } : { state: 'failed' };
}

/** The code of a room, which people type at meet.google.com; nothing where the link is of another form. */
export function codeOf(joinUrl: string): { number?: string } {
  const code = /^\/([a-z]{3}-[a-z]{4}-[a-z]{3})$/.exec(new URL(joinUrl).pathname)?.[1];
  return code === undefined ? {} : { number: code };
}
