import { type Env, fail } from '#core';
import type { Whom } from '../meetings/contract.ts';
import { AdminPage, Form, FormActions } from '../web/contract.ts';
import { wantedOf } from './tell-attendees.ts';

const choices = [
  ['new', 'Only those who got none yet'],
  ['changed', 'Only those who know an older state'],
  ['all', 'Everybody'],
] as const satisfies readonly (readonly [Whom, string])[];

/** To whom invitations go once more, with how many that would be. */
export async function InvitePage({ env, id, problem }: { env: Env<'ics-mailer'>; id: string; problem?: string }) {
  await env.model('meeting.event').get(id);
  const [meeting] = await env
    .asPlugin()
    .service('meetings')
    .details({ ids: [id] });
  if (!meeting) throw fail('NOT_FOUND');
  const counted = choices.map(([value, label]) => ({ value, label, count: wantedOf(meeting, value).length }));
  const first = counted.find(({ count }) => count > 0)?.value;
  return (
    <AdminPage env={env} title={env.t('Send invitations: {subject}', { subject: meeting.subject })} active="/app/meeting.event">
      <div class="card">
        <Form action={`/app/meetings/${id}/invitations`} problem={problem}>
          <fieldset class="field">
            <legend>{env.t('To whom')}</legend>
            {counted.map(({ value, label, count }) => (
              <p>
                <label>
                  <input type="radio" name="whom" value={value} checked={value === first} disabled={count === 0} /> {env.t(label)}{' '}
                  <small class="muted">({count})</small>
                </label>
              </p>
            ))}
          </fieldset>
          <p class="muted">{env.t('Each gets a mail in the own language and zone, with a calendar file.')}</p>
          <FormActions env={env} label={env.t('Send')} back={`/app/meeting.event/${id}`} />
        </Form>
      </div>
    </AdminPage>
  );
}
