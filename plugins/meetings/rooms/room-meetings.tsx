import { addDays, civilDateOf, type Env, formatRange } from '#core';
import { EmptyState, LinkButton, State, Table } from '../../web/contract.ts';
import { readBooked } from '../pages/read-booked.ts';

const NEXT = 10;
const AHEAD_DAYS = 92;

/** On the page of a room: what takes it next, with drafts that are to; what the viewer may not read is taken and no more. */
export async function roomMeetings(env: Env<'meetings'>, record: { id: string }) {
  const { timeZone } = env.preferences;
  const from = civilDateOf(env.now(), timeZone);
  const { lines } = await readBooked(env, { from, to: addDays(from, AHEAD_DAYS), room: record.id, drafts: true }, 10 * NEXT);
  const coming = lines.filter(({ end, state, released }) => end > env.now() && state !== 'done' && !released).slice(0, NEXT);
  return (
    <section class="section">
      <h2>{env.t('Meetings to come')}</h2>
      {coming.length === 0 ? (
        <EmptyState icon="calendar-days">{env.t('Nothing is planned here in the next three months.')}</EmptyState>
      ) : (
        <Table
          head={[env.t('Time'), env.t('Subject'), env.t('Host'), env.t('State')]}
          rows={coming.map(({ start, end, meeting, subject, host, state }) => [
            formatRange(start, end, timeZone, env.preferences),
            meeting ? <a href={`/app/meeting.event/${meeting}`}>{subject}</a> : <span class="muted">{subject}</span>,
            host || '–',
            state === 'busy' ? env.t('Busy') : <State env={env} value={state} />,
          ])}
        />
      )}
      <p>
        <LinkButton href={`/app/rooms/booked?room=${record.id}`} icon="list">
          {env.t('Booked rooms')}
        </LinkButton>
      </p>
    </section>
  );
}
