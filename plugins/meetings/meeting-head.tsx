import { type Env, formatRange } from '#core';
import { Icon, LinkButton, Notice, SeenVersion, State } from '../web/contract.ts';
import { givesHostLink } from './conference/host-link.ts';
import type { MeetingDetails } from './contract.ts';
import { details } from './details.ts';
import { keepsMeeting } from './guest-address.ts';

const read = new WeakMap<object, Promise<MeetingDetails | undefined>>();

/** What the parts of one page need of its meeting, read once. @param record the page's own */
export function detailsOf(env: Env<'meetings'>, record: { id: string }): Promise<MeetingDetails | undefined> {
  const known = read.get(record) ?? details(env.asPlugin(), { ids: [record.id] }).then(([meeting]) => meeting);
  read.set(record, known);
  return known;
}

function UndoPanel({ env, id, version, kind }: { env: Env<'meetings'>; id: string; version: number; kind: 'cancel' | 'reschedule' }) {
  return (
    <Notice kind="info">
      <form method="post" action={`/app/meetings/${id}/undo`} class="row">
        <SeenVersion version={version} />
        <span>{env.t(kind === 'cancel' ? 'Cancelled a moment ago.' : 'Moved a moment ago.')}</span>
        <button type="submit">
          <Icon name="undo-2" /> <span>{env.t('Undo')}</span>
        </button>
      </form>
    </Notice>
  );
}

const making: ReadonlySet<string> = new Set(['queued', 'creating', 'pending']);

function JoinRow({ env, meeting, hosts }: { env: Env<'meetings'>; meeting: MeetingDetails; hosts: boolean }) {
  if (!meeting.conference || meeting.conference === 'cancelled') return null;
  return meeting.joinUrl ? (
    <div class="row">
      <LinkButton href={`/m/${meeting.id}/join`} icon="video" primary>
        {env.t('Join')}
      </LinkButton>
      {hosts ? (
        <LinkButton href={`/app/meetings/${meeting.id}/host-link`} icon="key-round">
          {env.t('Join as host')}
        </LinkButton>
      ) : null}
      <button type="button" data-copy={meeting.joinUrl} data-copied={env.t('Copied')}>
        <Icon name="copy" /> <span>{env.t('Copy link')}</span>
      </button>
    </div>
  ) : (
    <p>
      {env.t('Video meeting')}: <State env={env} value={meeting.conference} />{' '}
      {meeting.conference === 'failed' ? env.t('The video service has not made a link.') : null}
      {making.has(meeting.conference) ? env.t('The link is being made and comes by itself.') : null}
    </p>
  );
}

/** Whoever is invited answers here. */
function AnswerPanel({ env, meeting }: { env: Env<'meetings'>; meeting: MeetingDetails }) {
  const { principal } = env;
  const own = meeting.attendees.find(({ person }) => person !== null && principal.kind === 'user' && person === principal.person);
  if (!own || own.role === 'host' || meeting.state !== 'confirmed') return null;
  const answers = [
    ['ACCEPTED', 'Accept', 'check'],
    ['TENTATIVE', 'Maybe', 'circle-help'],
    ['DECLINED', 'Decline', 'x'],
  ] as const;
  return (
    <section class="section card">
      <h2>{env.t('Your answer')}</h2>
      <form method="post" action={`/app/meetings/${meeting.id}/answer`} class="row">
        <State env={env} value={own.partstat} />
        {answers
          .filter(([value]) => value !== own.partstat)
          .map(([value, label, icon]) => (
            <button type="submit" name="answer" value={value}>
              <Icon name={icon} /> <span>{env.t(label)}</span>
            </button>
          ))}
      </form>
    </section>
  );
}

/** First on the page of a meeting: the time on the viewer's clock, UTC beneath, the way in, what can be undone, and the own answer. */
export async function meetingHead(env: Env<'meetings'>, record: { id: string }) {
  const meeting = await detailsOf(env, record);
  if (!meeting) return null;
  const [event] = await env.model('meeting.event').pick({ id: record.id }, ['host', 'creator', 'undo', 'undoUntil']);
  const mine = event !== undefined && keepsMeeting(env, event);
  const { timeZone } = env.preferences;
  const at = (zone: string): string => formatRange(meeting.start, meeting.end, zone, env.preferences);
  return (
    <>
      {mine && event.undo && event.undoUntil && event.undoUntil > env.now() ? (
        <UndoPanel env={env} id={meeting.id} version={meeting.version} kind={event.undo.kind} />
      ) : null}
      <section class="section card">
        <h2>{env.t('When')}</h2>
        <p>
          <strong>{at(timeZone)}</strong> <span class="muted">{timeZone.replaceAll('_', ' ')}</span>
        </p>
        {timeZone === 'UTC' ? null : <p class="muted">UTC: {at('UTC')}</p>}
        <JoinRow env={env} meeting={meeting} hosts={mine && givesHostLink(env, meeting.virtualRoom?.provider)} />
      </section>
      <AnswerPanel env={env} meeting={meeting} />
    </>
  );
}
