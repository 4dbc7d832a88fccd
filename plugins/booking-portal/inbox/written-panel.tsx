import type { Env } from '#core';
import { keeps } from '../links/kept-link.ts';
import { saysSomething, Written } from './guest-words.tsx';

type PortalEnv = Env<'booking-portal'>;

/** On the page of a meeting that guests booked: their words, for those alone whom they are meant for. */
export async function writtenPanel(env: PortalEnv, record: { id: string }) {
  const [meeting] = await env.model('meeting.event').pick({ id: record.id }, ['host', 'creator', 'origin']);
  if (meeting?.origin !== 'portal') return null;
  const bookings = await env
    .model('booking.booking')
    .pick({ meeting: record.id, leftAt: null }, ['guestName', 'note', 'answers', 'others', 'hosts'], { order: ['createdAt'] });
  const told = [meeting.host, meeting.creator, ...bookings.flatMap(({ hosts }) => hosts)];
  if (!told.some((person) => person !== null && keeps(env, person))) return null;
  const words = bookings.map(({ guestName: name, note, answers, others }) => ({ name, note, answers, others }));
  if (!words.some(saysSomething)) return null;
  return (
    <section class="section card">
      <h2>{env.t('What the guest wrote')}</h2>
      <Written env={env} words={words} />
    </section>
  );
}
