import { type Env, formatRange, formatZoneName, offsetLabel } from '#core';
import { DescriptionList, Notice, PortalPage, State } from '../../web/contract.ts';
import { locationOf } from '../where.ts';
import type { Invited } from './find-invited.ts';

export type Answer = 'ACCEPTED' | 'TENTATIVE' | 'DECLINED';

const answers = [
  ['ACCEPTED', 'Accept'],
  ['TENTATIVE', 'Maybe'],
  ['DECLINED', 'Decline'],
] as const satisfies readonly (readonly [Answer, string])[];

/** Why nothing can be answered any more; undefined: it can. `env` speaks the guest's language. */
export function closedBecause(env: Env<'ics-mailer'>, { meeting, attendee }: Invited): string | undefined {
  if (meeting.state === 'cancelled') return env.t('This meeting was cancelled. Nothing needs to be answered.');
  if (meeting.state === 'draft') return env.t('This meeting does not take place at this time for now. You will be invited again when it is settled.');
  if (meeting.state === 'done' || meeting.end <= env.now()) return env.t('This meeting is over.');
  if (attendee.role === 'host') return env.t('You are the host of this meeting. Cancel it or hand it over on its page.');
  return undefined;
}

/** What an invited person is asked, with the newest state of the meeting. */
export function AnswerPage({
  env,
  invited,
  chosen,
  notice,
  note,
}: {
  env: Env<'ics-mailer'>;
  invited: Invited;
  chosen?: Answer | undefined;
  notice?: { kind: 'ok' | 'info' | 'warn'; text: string } | undefined;
  note?: string | undefined;
}) {
  const { attendee, repeats, token } = invited;
  const meeting = { ...invited.meeting, joinUrl: attendee.joinUrl ?? invited.meeting.joinUrl };
  const { timeZone } = env.preferences;
  const closed = closedBecause(env, invited);
  const place = locationOf(env, meeting);
  const joinUrl = closed === undefined ? meeting.joinUrl : null;
  return (
    <PortalPage env={env} title={meeting.subject} narrow>
      {notice ? <Notice kind={notice.kind}>{notice.text}</Notice> : null}
      <DescriptionList
        entries={[
          {
            label: env.t('When'),
            value: (
              <>
                {formatRange(meeting.start, meeting.end, timeZone, env.preferences)}
                <br />
                <small class="muted">
                  {formatZoneName(meeting.start, timeZone, env.preferences)}, {timeZone.replaceAll('_', ' ')} ({offsetLabel(meeting.start, timeZone)})
                </small>
              </>
            ),
            wide: true,
          },
          ...(repeats ? [{ label: env.t('Repeats'), value: repeats, wide: true }] : []),
          ...(place && place !== joinUrl ? [{ label: env.t('Where'), value: place, wide: true }] : []),
          ...(joinUrl ? [{ label: env.t('Join'), value: <a href={joinUrl}>{joinUrl}</a>, wide: true }] : []),
          { label: env.t('With'), value: meeting.host.name },
          { label: env.t('Your answer'), value: <State env={env} value={attendee.partstat} /> },
        ]}
      />
      {closed !== undefined ? (
        <Notice kind="info">{meeting.state === 'cancelled' && meeting.reason ? `${closed} ${env.t('Reason')}: ${meeting.reason}` : closed}</Notice>
      ) : (
        <form method="post" action={`/answer/${token}`} class="form">
          <h2>{repeats ? env.t('Will you come to all dates?') : env.t('Will you come?')}</h2>
          <div class="field">
            <label for="note">{env.t('A word to the host (optional)')}</label>
            <textarea id="note" name="note" rows={2} maxlength={500}>
              {note ?? ''}
            </textarea>
          </div>
          <div class="row">
            {answers.map(([value, label]) => (
              <button type="submit" name="answer" value={value} class={value === (chosen ?? 'ACCEPTED') ? 'button primary' : 'button'}>
                {env.t(label)}
              </button>
            ))}
          </div>
        </form>
      )}
      {meeting.state === 'confirmed' && !repeats ? (
        <p>
          <a href={`/answer/${token}/invite.ics`}>{env.t('Calendar file')}</a>
        </p>
      ) : null}
    </PortalPage>
  );
}

/** The one answer to links that we have not signed, and to those whose meeting or invitation is no more. */
export function NoInvitationPage({ env }: { env: Env<'ics-mailer'> }) {
  return (
    <PortalPage env={env} title={env.t('There is nothing to answer here')} narrow>
      <p>{env.t('The link may be mistyped, the meeting may have been deleted, or you are no longer invited. Please ask the person who invited you.')}</p>
    </PortalPage>
  );
}
