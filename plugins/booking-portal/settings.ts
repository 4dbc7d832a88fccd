import { z } from 'zod';
import { defineSettings } from '#core';

const count = (fallback: number) => z.coerce.number().int().min(0).max(1_000_000).default(fallback);

export const settings = defineSettings({
  plugin: 'booking-portal',
  title: 'Booking portal',
  schema: z.object({
    pauseSeconds: count(60).meta({
      title: 'Pause between bookings',
      description: 'How long one browser waits after a booking; 0: no pause.',
      format: 'duration',
      unit: 'seconds',
    }),
    perAddress: count(20).meta({ title: 'Bookings per network address', description: 'In one hour; 0: no limit.' }),
    perEmail: count(10).meta({ title: 'Bookings per e-mail address', description: 'In one hour; 0: no limit.' }),
    perLink: count(500).meta({ title: 'Bookings per link', description: 'In one hour; 0: no limit.' }),
    proofPercent: z.coerce.number().int().min(0).max(100).default(25).meta({
      title: 'Ask for a proof of work from (percent)',
      description: 'Whoever has used up this share of a limit above lets the browser compute for some seconds before each booking; 0: never.',
    }),
    refuseThrowAway: z.boolean().default(false).meta({
      title: 'Refuse throw-away addresses',
      description: 'Addresses of some 9,000 services that are known to give them for minutes; who keeps their own mail behind such a name is refused too.',
    }),
    refusedDomains: z.string().max(100_000).default('').meta({
      title: 'Refused mail domains',
      description: 'Besides: one domain per line; their subdomains are refused too.',
      format: 'lines',
    }),
    formMinutes: count(10).meta({
      title: 'Time held while a guest fills in the form',
      description: '0: a time is taken when the form is sent.',
      format: 'duration',
      unit: 'minutes',
    }),
    holdHours: count(72).meta({
      title: 'Time held for the host’s answer',
      description: 'A booking that waits for the host keeps its time for so long.',
      format: 'duration',
      unit: 'hours',
    }),
  }),
});
