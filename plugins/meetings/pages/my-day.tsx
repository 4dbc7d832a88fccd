import { civilDateOf, type Env, endOfDay, formatRange, formatTime, me } from '#core';
import { Icon, State } from '../../web/contract.ts';

const SHOWN = 8;

/** The clock alone says it of what begins and ends today. */
function whenText({ preferences }: Env, today: string, start: Date, end: Date): string {
  const zone = preferences.timeZone;
  const within = civilDateOf(start, zone) === today && civilDateOf(end, zone) === today;
  return within ? `${formatTime(start, zone, preferences)} – ${formatTime(end, zone, preferences)}` : formatRange(start, end, zone, preferences);
}

/** Today's meetings of the viewer that are not over, on the start page: what, when, and the way in. One statement for the meetings, one for their links. */
export async function myDay(env: Env<'meetings'>): Promise<unknown> {
  if (env.principal.kind !== 'user' || !env.can('meeting.event', 'read')) return null;
  const { preferences } = env;
  const now = env.now();
  const today = civilDateOf(now, preferences.timeZone);
  const until = endOfDay(today, preferences.timeZone);
  const mine = { $or: [{ host: me }, { attendees: { some: { person: me } } }] };
  const meetings = await env
    .model('meeting.event')
    .find({ end: { gt: now }, start: { lt: until }, state: { in: ['draft', 'confirmed'] }, ...mine }, { order: ['start'], limit: SHOWN });
  const links = await env.model('meeting.conference').pick({ event: { in: meetings.map(({ id }) => id) }, state: 'ready' }, ['event', 'joinUrl']);
  const linkOf = new Map(links.map(({ event, joinUrl }) => [event, joinUrl]));
  return (
    <section class="section">
      <h2>{env.t('My meetings today')}</h2>
      {meetings.length === 0 ? (
        <p>{env.t('No meetings for the rest of the day.')}</p>
      ) : (
        <ul class="checks">
          {meetings.map(({ id, subject, start, end, state }) => {
            const link = linkOf.get(id);
            return (
              <li class="row">
                <time datetime={start.toISOString()}>{whenText(env, today, start, end)}</time>
                <a href={`/app/meeting.event/${id}`}>{subject}</a>
                <State env={env} value={state} />
                {link ? (
                  <a class="button" href={link} rel="noreferrer">
                    <Icon name="video" /> <span>{env.t('Join')}</span>
                  </a>
                ) : null}
              </li>
            );
          })}
        </ul>
      )}
      <p>
        <a href="/app/calendar">{env.t('My calendar')}</a>
      </p>
    </section>
  );
}
