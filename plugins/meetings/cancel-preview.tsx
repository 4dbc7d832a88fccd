import { type Env, formatDateTime, formatRange } from '#core';
import { Table } from '../web/contract.ts';

/** Meetings named one by one; the others are counted. */
const NAMED = 20;

/** Before many meetings are cancelled: which, when, who is told, what becomes free, and which stay; as far as the reader may see it. Three statements however many. */
export async function cancelPreview(env: Env<'meetings'>, ids: readonly string[]) {
  const meetings = await env.model('meeting.event').pick({ id: { in: [...ids] } }, ['subject', 'start', 'end', 'state'], { order: ['start'] });
  const off = meetings.filter(({ state }) => state === 'draft' || state === 'confirmed');
  const confirmed = off.flatMap(({ id, state }) => (state === 'confirmed' ? [id] : []));
  const attendees = await env.model('meeting.attendee').pick({ event: { in: off.map(({ id }) => id) } }, ['event', 'email', 'person']);
  const rooms = await env.model('meeting.event_room').pick({ event: { in: confirmed } }, ['room']);
  const standing = new Set(confirmed);
  const told = new Map(attendees.filter(({ event }) => standing.has(event)).map(({ email, person }) => [email, person]));
  const people = new Map<string, number>();
  for (const { event } of attendees) people.set(event, (people.get(event) ?? 0) + 1);
  const { timeZone } = env.preferences;
  const [first, last] = [off[0], off.at(-1)];
  const stay = meetings.length - off.length;
  return (
    <div class="section">
      {first && last ? (
        <ul>
          <li>
            {env.t('{count} meetings are cancelled, from {from} to {to}.', {
              count: off.length,
              from: formatDateTime(first.start, timeZone, env.preferences),
              to: formatDateTime(last.start, timeZone, env.preferences),
            })}
          </li>
          <li>
            {env.t('{count} people are told, {guests} of them from outside.', {
              count: told.size,
              guests: [...told.values()].filter((person) => person === null).length,
            })}
          </li>
          <li>{env.t('Rooms that become free: {count}.', { count: rooms.length })}</li>
        </ul>
      ) : null}
      {stay > 0 ? <p>{env.t('{count} stay as they are: they are over or cancelled already.', { count: stay })}</p> : null}
      {off.length > 0 ? (
        <Table
          caption={env.t('Meetings')}
          head={[env.t('Meeting'), env.t('When'), env.t('Attendees')]}
          rows={off
            .slice(0, NAMED)
            .map(({ id, subject, start, end }) => [
              <a href={`/app/meeting.event/${id}`}>{subject}</a>,
              formatRange(start, end, timeZone, env.preferences),
              <span class="num">{people.get(id) ?? 0}</span>,
            ])}
        />
      ) : null}
      {off.length > NAMED ? <p class="small">{env.t('and {count} more', { count: off.length - NAMED })}</p> : null}
      <p class="small">{env.t('Who may not cancel one of them finds it named afterwards, and it stays.')}</p>
    </div>
  );
}
