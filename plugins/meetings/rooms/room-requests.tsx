import { z } from 'zod';
import { type Env, formatDateTime, formatRange, type html, type redirect, route } from '#core';
import { Icon, Instant } from '../../web/contract.ts';
import { manages, viewerOf } from '../pages/viewer.ts';

const A_PAGE = 50;

/** The rooms that the viewer gives away: most people have none; undefined: every room, since managers of meetings stand in where a room has no manager of its own. */
const keptBy = async (env: Env<'meetings'>): Promise<string[] | undefined> =>
  manages(env)
    ? undefined
    : (
        await env
          .asPlugin()
          .model('meeting.room_manager')
          .pick({ person: viewerOf(env) }, ['room'])
      ).map(({ room }) => room);

/**
 * Requests for these rooms that can be decided on now; asked by the plugin, since the viewer need not read the meetings. The rooms are read before: every page counts these
 * requests, and a plan that joins the managers, made while the tables were empty, goes over all requests for each of them when they have filled.
 */
const openFor = (env: Env<'meetings'>, rooms: readonly string[] | undefined) => ({
  state: 'asked' as const,
  until: { gt: env.now() },
  event: { where: { state: 'draft', end: { gt: env.now() } } },
  ...(rooms ? { room: { in: rooms } } : {}),
});

/** One statement for whoever gives no room away and for whoever gives away all, else two. */
export async function countRequests(env: Env<'meetings'>): Promise<number> {
  const rooms = await keptBy(env);
  return rooms?.length === 0 ? 0 : env.asPlugin().model('meeting.room_request').count(openFor(env, rooms));
}

/** What the viewer is asked to give rooms for. The meetings are read by the plugin: who gives a room away learns of it what the decision needs, and no more. */
export async function RoomRequests({ env }: { env: Env<'meetings'> }) {
  const kept = await keptBy(env);
  if (kept?.length === 0) return null;
  const requests = await env
    .asPlugin()
    .model('meeting.room_request')
    .find(openFor(env, kept), { order: ['until'], limit: A_PAGE });
  if (requests.length === 0) return null;
  const own = env.asPlugin();
  const events = await own.model('meeting.event').pick({ id: { in: requests.map(({ event }) => event) } }, ['subject', 'host', 'start', 'end', 'series']);
  const rooms = await env.model('meeting.room').pick({ id: { in: requests.map(({ room }) => room) } }, ['name', 'capacity']);
  const guests = await own.model('meeting.attendee').group({ event: { in: events.map(({ id }) => id) } }, ['event']);
  const hosts = await env.service('base').people({ ids: [...new Set(events.map(({ host }) => host))] });
  const { timeZone } = env.preferences;
  const seriesOf = new Map(events.map(({ id, series }) => [id, series]));
  /** Of one series and room: the first of them offers to decide on all. */
  const together = Map.groupBy(requests, ({ room, event }) => (seriesOf.get(event) ? `${room} ${seriesOf.get(event)}` : event));
  const dates = new Map([...together.values()].flatMap((those) => (those.length > 1 && those[0] ? [[those[0].id, those.length] as const] : [])));
  return (
    <section>
      <h2>{env.t(kept ? 'Your rooms' : 'Rooms')}</h2>
      <ul class="waiting">
        {requests.map((request) => {
          const event = events.find(({ id }) => id === request.event);
          const room = rooms.find(({ id }) => id === request.room);
          if (!event || !room) return null;
          const host = hosts.find(({ id }) => id === event.host)?.name ?? '';
          const count = guests.find((one) => one.event === event.id)?.count ?? 1;
          return (
            <li class="card">
              <h3>
                {room.name}: {event.subject}
              </h3>
              <p>
                <strong>{formatRange(event.start, event.end, timeZone, env.preferences)}</strong>
              </p>
              <p class="muted">
                {host} · {env.t('people: {count}, seats: {seats}', { count, seats: room.capacity })} · {env.t('asked on')}{' '}
                <Instant env={env} at={request.createdAt} /> · {env.t('held until {time}', { time: formatDateTime(request.until, timeZone, env.preferences) })}
              </p>
              <div class="row">
                {dates.has(request.id) ? (
                  <form method="post" action={`/app/approvals/rooms/${request.id}/approve`}>
                    <input type="hidden" name="all" value="1" />
                    <button type="submit" class="primary">
                      <Icon name="calendar-check" /> <span>{env.t('Approve all {count} dates', { count: dates.get(request.id) ?? 0 })}</span>
                    </button>
                  </form>
                ) : null}
                <form method="post" action={`/app/approvals/rooms/${request.id}/approve`}>
                  <button
                    type="submit"
                    class={dates.has(request.id) ? undefined : 'primary'}
                    aria-label={env.t('Approve {subject}', { subject: event.subject })}
                  >
                    <Icon name="check" /> <span>{env.t('Approve')}</span>
                  </button>
                </form>
                <details>
                  <summary aria-label={env.t('Decline {subject}', { subject: event.subject })}>{env.t('Decline')}</summary>
                  <form method="post" action={`/app/approvals/rooms/${request.id}/decline`}>
                    <label for={`reason-${request.id}`}>{env.t('Reason (told to the host)')}</label>
                    <input type="text" id={`reason-${request.id}`} name="reason" maxlength={500} />
                    <div class="row">
                      <button type="submit" class="danger">
                        {env.t('Decline')}
                      </button>
                      {dates.has(request.id) ? (
                        <button type="submit" class="danger" name="all" value="1">
                          {env.t('Decline all {count} dates', { count: dates.get(request.id) ?? 0 })}
                        </button>
                      ) : null}
                    </div>
                  </form>
                </details>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const params = z.object({ id: z.uuid() });
/** Every date of the series. */
const all = z.literal('1').optional();

/** @param page the approvals with a refusal on top */
export const requestRoutes = (
  decide: (env: Env<'meetings'>, act: () => Promise<unknown>, done: string) => Promise<ReturnType<typeof html> | ReturnType<typeof redirect>>,
) => [
  route({
    method: 'POST',
    path: '/app/approvals/rooms/:id/approve',
    auth: 'user',
    summary: 'Gives a room to a meeting',
    params,
    body: z.object({ all }),
    handler: (env: Env<'meetings'>, { params: { id }, body }) =>
      decide(
        env,
        () => env.service('meetings').decideRoom({ request: id, answer: 'approve', all: body.all !== undefined }),
        env.t('The room is given. The host is told.'),
      ),
  }),
  route({
    method: 'POST',
    path: '/app/approvals/rooms/:id/decline',
    auth: 'user',
    summary: 'Does not give a room to a meeting',
    params,
    body: z.object({ reason: z.string().max(500).default(''), all }),
    handler: (env: Env<'meetings'>, { params: { id }, body: { reason, all: every } }) =>
      decide(
        env,
        () => env.service('meetings').decideRoom({ request: id, answer: 'decline', reason, all: every !== undefined }),
        env.t('The request is declined. The host is told.'),
      ),
  }),
];

/** On a meeting's page: what its rooms' managers have said. One statement where nobody was asked. */
export async function requestPanel(env: Env<'meetings'>, record: { id: string }) {
  const requests = await env.model('meeting.room_request').find({ event: record.id });
  if (requests.length === 0) return null;
  const rooms = await env.model('meeting.room').pick({ id: { in: requests.map(({ room }) => room) } }, ['name']);
  const managers = await env.model('meeting.room_manager').pick({ room: { in: requests.map(({ room }) => room) } }, ['room', 'person']);
  const people = await env
    .service('base')
    .people({ ids: [...new Set([...managers.map(({ person }) => person), ...requests.flatMap(({ decidedBy }) => decidedBy ?? [])])] });
  const name = (id: string | null): string => people.find((person) => person.id === id)?.name ?? '';
  const { timeZone } = env.preferences;
  return (
    <section class="section card">
      <h2>{env.t('Room managers')}</h2>
      <ul class="plain">
        {requests.map((request) => {
          const room = rooms.find(({ id }) => id === request.room)?.name ?? '';
          const who = managers.flatMap((one) => (one.room === request.room ? [name(one.person)] : [])).join(', ');
          const until = formatDateTime(request.until, timeZone, env.preferences);
          return (
            <li>
              <Icon name={request.state === 'approved' ? 'check' : request.state === 'asked' ? 'hourglass' : 'x'} />{' '}
              {request.state === 'asked' && request.until > env.now()
                ? env.t('{room} waits for {who}; its time is held until {until}.', { room, who: who || env.t('a meeting manager'), until })
                : request.state === 'approved'
                  ? env.t('{room} is given by {who}.', { room, who: name(request.decidedBy) })
                  : request.state === 'declined'
                    ? env.t('{room} is not given by {who}. {reason}', { room, who: name(request.decidedBy), reason: request.reason ?? '' })
                    : env.t('Nobody has decided on {room} in time. Confirm the meeting to ask again.', { room })}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
