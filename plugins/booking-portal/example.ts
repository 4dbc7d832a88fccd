import type { Env } from '#core';
import { linkUrl } from './views.tsx';

/** An open booking link: Monday to Friday, nine to five, an hour each, in a room and on video. */
export async function example(env: Env<'booking-portal'>): Promise<{ label: string; value: string }[]> {
  const [host] = await env.model('base.person').find({ email: 'ann@example.org' });
  const [room] = await env.model('meeting.room').find({ name: 'Linden' });
  const [virtualRoom] = await env.model('meeting.virtual_room').find({ provider: 'jitsi' });
  if (!host) return [];
  const schedule = await env
    .model('calendar.schedule')
    .create({ name: 'Mon–Fri 09–17', timeZone: host.timeZone, weekly: [{ days: [1, 2, 3, 4, 5], ranges: [['09:00', '17:00']] }] });
  const link = await env.model('booking.link').create({
    name: 'Intro talk',
    description: 'An hour to get to know each other, in our Berlin office or on video.',
    host: host.id,
    room: room?.id ?? null,
    virtualRoom: virtualRoom?.id ?? null,
    schedule: schedule.id,
    timeZone: host.timeZone,
  });
  return [{ label: 'Booking page', value: (await linkUrl(env, link.id)).replace(env.baseUrl, '{base}') }];
}

/** Where guests can book, on a later start. */
export async function addresses(env: Env<'booking-portal'>): Promise<{ label: string; value: string }[]> {
  const [link] = await env.model('booking.link').find({ active: true }, { order: ['createdAt'], limit: 1 });
  return link ? [{ label: 'Booking page', value: (await linkUrl(env, link.id)).replace(env.baseUrl, '{base}') }] : [];
}
