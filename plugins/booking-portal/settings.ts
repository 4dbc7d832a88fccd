import { z } from 'zod';
import { defineSettings } from '#core';

const count = (fallback: number, text: string) => z.coerce.number().int().min(0).max(1_000_000).default(fallback).describe(text);

export const settings = defineSettings({
  plugin: 'booking-portal',
  title: 'Booking portal',
  schema: z.object({
    pauseSeconds: count(60, 'One browser waits this many seconds after a booking; 0: no pause.'),
    perAddress: count(20, 'Bookings per network address and hour; 0: no limit.'),
    perEmail: count(10, 'Bookings per e-mail address and hour; 0: no limit.'),
    holdHours: count(72, 'A booking that waits for the host keeps its time for this many hours.'),
  }),
});
