import { z } from 'zod';
import { type Env, fail, formatRange, html, type Reply, redirect, route } from '#core';
import { Icon, LinkButton, Notice, PortalPage, saying } from '../../web/contract.ts';
import type { MeetingDetails } from '../contract.ts';
import { details } from '../details.ts';
import { hostLink } from './host-link.ts';
import { readJoinToken } from './join-address.ts';
import { openAccount } from './open-account.ts';
import { ProviderFailure } from './provider-failure.ts';

type MeetingsEnv = Env<'meetings'>;
type Attendee = MeetingDetails['attendees'][number];
type Visit = { meeting: MeetingDetails; attendee: Attendee | undefined; host: boolean };

const MINUTE_MS = 60_000;
/** From so long before the start until so long after the end the way is open. */
const EARLY_MS = 30 * MINUTE_MS;
const LATE_MS = 60 * MINUTE_MS;
/** So many dates ahead are looked through for one that the visitor may read. */
const MOST_DATES = 100;
/** A page that waits for the link looks again after so many seconds. */
const LOOK_AGAIN_S = 15;

/**
 * The invitation to a series has one way in for all its dates: when the date that it names is over or off, it leads to the next one to which the same person comes. Who was
 * taken off that one is led nowhere: an attendee's address follows the e-mail, any other what the visitor may read.
 */
async function nextDate(env: MeetingsEnv, { occurrence, state, end }: MeetingDetails, email: string | undefined): Promise<MeetingDetails | undefined> {
  if (!occurrence || (state === 'confirmed' && end.getTime() + LATE_MS >= env.now().getTime())) return undefined;
  if (email === undefined && env.principal.kind !== 'user') return undefined;
  const own = env.asPlugin();
  const coming = await own.model('meeting.event').pick(
    {
      series: occurrence.series,
      state: 'confirmed',
      end: { gt: new Date(env.now().getTime() - LATE_MS) },
      ...(email === undefined ? {} : { attendees: { some: { email } } }),
    },
    [],
    { order: ['start'], limit: email === undefined ? MOST_DATES : 1 },
  );
  const ids = coming.map(({ id }) => id);
  const open = new Set(email === undefined && ids.length > 0 ? (await env.model('meeting.event').pick({ id: { in: ids } }, [])).map(({ id }) => id) : ids);
  const next = ids.find((id) => open.has(id));
  return next === undefined ? undefined : (await details(own, { ids: [next] }))[0];
}

/** Who came, and to which meeting. @throws NOT_FOUND where the address is nobody's, AUTH_REQUIRED, ACCESS_DENIED */
async function visitOf(env: MeetingsEnv, token: string): Promise<Visit> {
  const own = env.asPlugin();
  const read = readJoinToken(own, token);
  if (!read) throw fail('NOT_FOUND');
  const [known] = read.as === 'attendee' ? await own.model('meeting.attendee').pick({ id: read.attendee }, ['event']) : [];
  const id = read.as === 'attendee' ? known?.event : read.meeting;
  if (read.as === 'account' && env.principal.kind !== 'user') throw fail('AUTH_REQUIRED');
  if (read.as === 'account') await env.model('meeting.event').get(read.meeting);
  const [named] = id === undefined ? [] : await details(own, { ids: [id] });
  if (!named) throw fail('NOT_FOUND');
  const invited = named.attendees.find((one) => read.as === 'attendee' && one.id === read.attendee);
  const meeting = (await nextDate(env, named, invited?.email)) ?? named;
  const person = env.principal.kind === 'user' ? env.principal.person : undefined;
  const attendee = meeting.attendees.find((one) => (read.as === 'attendee' ? one.email === invited?.email : person !== undefined && one.person === person));
  return { meeting, attendee, host: attendee?.role === 'host' || (person !== undefined && person === meeting.host.id) };
}

type Way = 'open' | 'early' | 'over' | 'cancelled' | 'unconfirmed' | 'waiting' | 'none' | 'failed';

/** Why the way is not open (yet). Hosts may go in at any time before the end. */
function wayOf({ meeting, host }: Visit, now: Date): Way {
  const { state, start, end, conference } = meeting;
  if (state === 'cancelled') return 'cancelled';
  if (state === 'draft') return 'unconfirmed';
  if (now.getTime() > end.getTime() + LATE_MS) return 'over';
  if (conference === null || conference === 'cancelled' || conference === 'cancelling') return 'none';
  if (!host && now.getTime() < start.getTime() - EARLY_MS) return 'early';
  if (meeting.joinUrl !== null) return 'open';
  return conference === 'failed' ? 'failed' : 'waiting';
}

/** Where this visitor goes. */
async function targetOf(env: MeetingsEnv, { meeting, attendee, host }: Visit): Promise<string | undefined> {
  const own = env.asPlugin();
  const [conference] = await own.model('meeting.conference').find({ event: meeting.id, state: 'ready' });
  if (!conference?.joinUrl || conference.externalId === null) return undefined;
  const provider = own.implementations('meeting.provider').get(conference.provider);
  if (!conference.personal || !provider?.joinUrl) return conference.joinUrl;
  const context = await openAccount(own, conference.provider, provider, AbortSignal.timeout(5_000), conference.account);
  const { id, subject, start, end } = meeting;
  const visitor = {
    name: attendee?.name ?? '',
    email: attendee?.email ?? '',
    moderator: host,
    meeting: id,
    subject,
    start,
    end,
    until: new Date(end.getTime() + LATE_MS),
  };
  return provider.joinUrl(context, { externalId: conference.externalId, joinUrl: conference.joinUrl }, visitor);
}

function JoinPage({ env, visit, way }: { env: MeetingsEnv; visit: Visit; way: Exclude<Way, 'open'> }) {
  const { meeting, attendee } = visit;
  const zone = attendee?.timeZone ?? meeting.timeZone;
  const when = formatRange(meeting.start, meeting.end, zone, env.preferences);
  const said: Record<typeof way, string> = {
    early: env.t('You are early. The way in opens 30 minutes before the start; keep this address.'),
    over: env.t('This meeting is over.'),
    cancelled: env.t('This meeting does not take place. It was cancelled.'),
    unconfirmed: env.t('This meeting is not confirmed yet. You will hear when it is.'),
    waiting: env.t('The link is being made. This page looks again by itself.'),
    none: env.t('This meeting has no video conference.'),
    failed: env.t('The video service has not made a link. Please ask the host.'),
  };
  return (
    <PortalPage env={env} title={meeting.subject} narrow>
      <p>
        <Icon name="calendar-days" /> {when} ({zone.replaceAll('_', ' ')})
      </p>
      <Notice kind={way === 'early' || way === 'waiting' ? 'info' : 'warn'}>{said[way]}</Notice>
      {way === 'cancelled' || way === 'over' || way === 'none' || way === 'failed' ? (
        <p>
          {env.t('Questions? Answer the mail with the invitation; the host gets it.')}{' '}
          {env.principal.kind === 'user' ? <a href={`/app/meeting.event/${meeting.id}`}>{env.t('Open the meeting')}</a> : null}
        </p>
      ) : null}
      {way === 'early' || way === 'waiting' ? (
        <p>
          <LinkButton href="" icon="refresh-cw">
            {env.t('Look again')}
          </LinkButton>
        </p>
      ) : null}
    </PortalPage>
  );
}

const noStore = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

async function join(env: MeetingsEnv, token: string): Promise<Reply> {
  const visit = await visitOf(env, token);
  const way = wayOf(visit, env.now());
  const target = way === 'open' ? await targetOf(env, visit) : undefined;
  if (target !== undefined) return redirect(target, { status: 302, headers: noStore });
  const shown = way === 'open' ? 'waiting' : way;
  return html(<JoinPage env={env} visit={visit} way={shown} />, { headers: { ...noStore, ...(shown === 'waiting' ? { refresh: String(LOOK_AGAIN_S) } : {}) } });
}

/** Host, creator and managers. */
async function mayHost(env: MeetingsEnv, id: string): Promise<boolean> {
  const { host, creator } = await env.model('meeting.event').get(id);
  return env.inGroup('meetings.manager') || env.inGroup('base.admin') || (env.principal.kind === 'user' && [host, creator].includes(env.principal.person));
}

/** The stable ways into a conference. What is behind them may change, wait or be gone: then a page says so. */
export const joinRoutes = [
  route({
    method: 'GET',
    path: '/m/:token/join',
    auth: 'public',
    summary: 'Leads to the video conference of a meeting, or says why not',
    params: z.object({ token: z.string().max(200) }),
    limits: [{ name: 'meetings.join', per: 'address', max: 300, window: 60, reads: true }],
    handler: (env: MeetingsEnv, { params: { token } }) => join(env, token),
  }),
  route({
    method: 'GET',
    path: '/app/meetings/:id/host-link',
    auth: 'user',
    summary: 'Leads the host to where the video conference is started',
    params: z.object({ id: z.uuid() }),
    handler: async (env: MeetingsEnv, { params: { id } }) => {
      if (!(await mayHost(env, id))) throw fail('ACCESS_DENIED');
      try {
        const target = await hostLink(env.asPlugin(), id);
        if (target !== undefined) return redirect(target, { status: 302, headers: noStore });
      } catch (error) {
        if (!(error instanceof ProviderFailure)) throw error;
      }
      return redirect(
        await saying(env, `/app/meeting.event/${id}`, env.t('The video service did not give the host’s link. Use the usual link, or try again.')),
      );
    },
  }),
];
