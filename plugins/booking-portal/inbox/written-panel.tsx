import { type Env, formatDateTime } from '#core';
import { Notice } from '../../web/contract.ts';
import { keeps } from '../links/kept-link.ts';
import { saysSomething, Written } from './guest-words.tsx';

type PortalEnv = Env<'booking-portal'>;

/** On the page of a meeting that guests booked: who waits, and their words, for those alone whom they are meant for. */
export async function writtenPanel(env: PortalEnv, record: { id: string }) {
  const [meeting] = await env.model('meeting.event').pick({ id: record.id }, ['host', 'creator', 'origin', 'state']);
  if (meeting?.origin !== 'portal') return null;
  const bookings = await env
    .model('booking.booking')
    .pick({ meeting: record.id, leftAt: null }, ['guestName', 'note', 'answers', 'others', 'hosts', 'answerBy'], { order: ['createdAt'] });
  const told = [meeting.host, meeting.creator, ...bookings.flatMap(({ hosts }) => hosts)];
  if (!told.some((person) => person !== null && keeps(env, person))) return null;
  const words = bookings.map(({ guestName: name, note, answers, others }) => ({ name, note, answers, others }));
  const waiting = meeting.state === 'draft' ? bookings.find(({ answerBy }) => answerBy !== null) : undefined;
  return (
    <>
      {waiting?.answerBy ? (
        <Notice kind="warn">
          {env.t('{guest} waits for your answer. Without one the request lapses on {time}.', {
            guest: waiting.guestName,
            time: formatDateTime(waiting.answerBy, env.preferences.timeZone, env.preferences),
          })}{' '}
          <a href="/app/bookings">{env.t('Approve or decline')}</a>
        </Notice>
      ) : null}
      {words.some(saysSomething) ? (
        <section class="section card">
          <h2>{env.t('What the guest wrote')}</h2>
          <Written env={env} words={words} />
        </section>
      ) : null}
    </>
  );
}
