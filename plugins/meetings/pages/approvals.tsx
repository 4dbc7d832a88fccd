import { z } from 'zod';
import { AtriumError, type Env, formatRange, html, redirect, route } from '#core';
import { AdminPage, EmptyState, Icon, Instant, Notice, saying } from '../../web/contract.ts';
import { confirmedWords } from '../rooms/confirmed-words.ts';
import { countRequests, RoomRequests, requestRoutes } from '../rooms/room-requests.tsx';
import { waitingForRooms } from '../rooms/waits-for-room.ts';
import { plannerAssets, zoneLine } from './calendar-page.tsx';
import { viewerOf } from './viewer.ts';

const A_PAGE = 50;

/** Drafts that wait for the viewer: those the viewer hosts, made by others (a guest, a colleague), and not over yet. */
const waitingFor = (env: Env<'meetings'>) => ({
  host: viewerOf(env),
  state: 'draft' as const,
  end: { gt: env.now() },
  $or: [{ origin: { ne: 'staff' } }, { creator: { ne: viewerOf(env) } }],
});

/** How many drafts wait; one statement, by the index on the host. */
export const countWaiting = (env: Env<'meetings'>): Promise<number> => env.model('meeting.event').count(waitingFor(env));

async function Approvals({ env, problem }: { env: Env<'meetings'>; problem?: string | undefined }) {
  const meetings = await env.model('meeting.event').find(waitingFor(env), { order: ['createdAt'], limit: A_PAGE });
  const total = meetings.length < A_PAGE ? meetings.length : await countWaiting(env);
  const forRooms = await RoomRequests({ env });
  const ids = meetings.map(({ id }) => id);
  const attendees = ids.length > 0 ? await env.model('meeting.attendee').pick({ event: { in: ids }, role: { ne: 'host' } }, ['event', 'name']) : [];
  const takes = ids.length > 0 ? await env.model('meeting.event_room').pick({ event: { in: ids } }, ['event', 'room']) : [];
  const rooms = takes.length > 0 ? await env.model('meeting.room').pick({ id: { in: takes.map(({ room }) => room) } }, ['name']) : [];
  const waiting = await waitingForRooms(env, ids);
  const roomNames = new Map(rooms.map(({ id, name }) => [id, name]));
  const { timeZone } = env.preferences;
  return (
    <AdminPage
      env={env}
      title={env.t('Approvals')}
      subtitle={zoneLine(env)}
      {...(total > 0 ? { actions: <p class="muted">{env.t('{count} waiting', { count: total })}</p> } : {})}
      {...plannerAssets}
    >
      {problem ? <Notice kind="danger">{problem}</Notice> : null}
      {forRooms}
      {meetings.length > 0 ? <h2>{env.t('Your meetings')}</h2> : null}
      {meetings.length === 0 ? (
        forRooms ? null : (
          <EmptyState icon="circle-check">{env.t('Nothing waits for you. What others ask of your time appears here.')}</EmptyState>
        )
      ) : (
        <ul class="waiting">
          {meetings.map((meeting) => {
            const who = attendees.flatMap(({ event, name }) => (event === meeting.id ? [name] : []));
            const where = takes.flatMap(({ event, room }) => (event === meeting.id ? [roomNames.get(room) ?? ''] : []));
            return (
              <li class="card">
                <h3>
                  <a href={`/app/meeting.event/${meeting.id}`}>{meeting.subject}</a>
                </h3>
                <p>
                  <strong>{formatRange(meeting.start, meeting.end, timeZone, env.preferences)}</strong>
                </p>
                <p class="muted">
                  {[who.join(', '), where.join(', ')].filter(Boolean).join(' · ')}
                  {who.length + where.length > 0 ? ' · ' : ''}
                  {env.t('asked on')} <Instant env={env} at={meeting.createdAt} />
                </p>
                <div class="row">
                  {waiting.has(meeting.id) ? (
                    <span class="state info">
                      <Icon name="hourglass" /> {env.t('Waits for a room manager')}
                    </span>
                  ) : (
                    <form method="post" action={`/app/approvals/${meeting.id}/confirm`}>
                      <input type="hidden" name="version" value={String(meeting.version)} />
                      <button type="submit" class="primary" aria-label={env.t('Confirm {subject}', { subject: meeting.subject })}>
                        <Icon name="check" /> <span>{env.t('Confirm')}</span>
                      </button>
                    </form>
                  )}
                  <details>
                    <summary aria-label={env.t('Decline {subject}', { subject: meeting.subject })}>{env.t('Decline')}</summary>
                    <form method="post" action={`/app/approvals/${meeting.id}/decline`}>
                      <input type="hidden" name="version" value={String(meeting.version)} />
                      <label for={`reason-${meeting.id}`}>{env.t('Reason (told to the attendees)')}</label>
                      <input type="text" id={`reason-${meeting.id}`} name="reason" maxlength={500} />
                      <button type="submit" class="danger">
                        {env.t('Decline')}
                      </button>
                    </form>
                  </details>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </AdminPage>
  );
}

const params = z.object({ id: z.uuid() });
const version = z.coerce.number().int().min(1);

/** Does it, and comes back with a sentence; a refusal is shown above the list. */
async function decide<T>(env: Env<'meetings'>, act: () => Promise<T>, done: string | ((result: T) => string)) {
  let said: string;
  try {
    const result = await act();
    said = typeof done === 'string' ? done : done(result);
  } catch (error) {
    if (!(error instanceof AtriumError) || error.status >= 500 || error.status === 404) throw error;
    return html(<Approvals env={env} problem={env.t(error.message)} />, { status: error.status });
  }
  return redirect(await saying(env, '/app/approvals', said));
}

export const approvalRoutes = [
  route({
    method: 'GET',
    path: '/app/approvals',
    auth: 'user',
    summary: 'Drafts that wait for the viewer, oldest first',
    handler: async (env: Env<'meetings'>) => html(<Approvals env={env} />),
  }),
  route({
    method: 'POST',
    path: '/app/approvals/:id/confirm',
    auth: 'user',
    summary: 'Confirms a draft',
    params,
    body: z.object({ version }),
    handler: (env: Env<'meetings'>, { params: { id }, body }) =>
      decide(
        env,
        () => env.service('meetings').confirm({ id, version: body.version }),
        (changed) => confirmedWords(env, changed),
      ),
  }),
  route({
    method: 'POST',
    path: '/app/approvals/:id/decline',
    auth: 'user',
    summary: 'Declines a draft: it is cancelled and its time is free again',
    params,
    body: z.object({ version, reason: z.string().max(500).default('') }),
    handler: (env: Env<'meetings'>, { params: { id }, body }) =>
      decide(
        env,
        () => env.service('meetings').cancel({ id, version: body.version, ...(body.reason.trim() ? { reason: body.reason } : {}) }),
        env.t('The request is declined.'),
      ),
  }),
  ...requestRoutes(decide),
];

/** In the head of every page: what waits, where anything does. */
export async function waitingMark(env: Env<'meetings'>) {
  if (env.principal.kind !== 'user') return null;
  const count = (await countWaiting(env)) + (await countRequests(env));
  return count === 0 ? null : (
    <a class="tool" href="/app/approvals" aria-label={env.t('{count} waiting for your approval', { count })} title={env.t('Approvals')}>
      <Icon name="inbox" large /> <span>{String(count)}</span>
    </a>
  );
}
