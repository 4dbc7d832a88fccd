import { type Env, fail } from '#core';
import { AdminPage, Checkbox, Field, Form, FormActions, Icon, Notice, SeenVersion, Select } from '../web/contract.ts';
import { details } from './details.ts';
import { ChangesSince } from './history/changes-since.tsx';
import { invitationText } from './invitation-text.ts';
import { ClashDates, type TakenDate } from './series/clash-dates.tsx';
import { ScopeChoice } from './series/scope-choice.tsx';

const MOST = 500;

/** Everybody active, as choices. */
export async function peopleChoices(env: Env<'meetings'>, without: string): Promise<{ value: string; label: string }[]> {
  const people = await env.model('base.person').pick({ active: true, id: { ne: without } }, ['name'], { order: ['name'], limit: MOST });
  return people.map(({ id, name }) => ({ value: id, label: name }));
}

/** `seen`: the version that the form was first made from; the newest unless given. */
type HandOverState = {
  problem?: string;
  changes?: readonly string[] | undefined;
  seen?: number | undefined;
  chosen?: string;
  stay?: boolean;
  scope?: string;
  taken?: readonly TakenDate[];
};

/** Who shall be the host from now on; of a date of a series, of which dates. */
export async function HandOverPage({
  env,
  id,
  problem,
  changes = [],
  seen,
  chosen,
  stay = false,
  scope = 'this',
  taken = [],
}: HandOverState & { env: Env<'meetings'>; id: string }) {
  const { subject, host, series, version } = await env.model('meeting.event').get(id);
  return (
    <AdminPage env={env} title={env.t('Hand over: {subject}', { subject })} active="/app/meeting.event">
      <div class="card">
        <Form action={`/app/meetings/${id}/hand-over`} problem={problem}>
          <SeenVersion version={seen ?? version} />
          <ChangesSince env={env} changes={changes} />
          <p>{env.t('The new host’s time is taken in place of yours, and everybody is told. If the new host is taken then, nothing happens.')}</p>
          <Select label={env.t('New host')} name="host" value={chosen} choices={await peopleChoices(env, host)} empty={env.t('Please choose')} required />
          {series ? (
            <ScopeChoice
              env={env}
              legend={env.t('What do you want to hand over?')}
              chosen={scope}
              help={env.t('With all dates the series goes too: the new host changes it from then on.')}
            />
          ) : null}
          <ClashDates env={env} taken={taken} />
          <Checkbox label={env.t('The former host takes part')} name="stay" checked={stay} />
          <FormActions env={env} label={env.t('Hand over')} back={`/app/meeting.event/${id}`} />
        </Form>
      </div>
    </AdminPage>
  );
}

/** The invitation as plain text, to be copied into a chat or a mail of one's own. */
export async function InvitationTextPage({ env, id }: { env: Env<'meetings'>; id: string }) {
  await env.model('meeting.event').get(id);
  const [meeting] = await details(env.asPlugin(), { ids: [id] });
  if (!meeting) throw fail('NOT_FOUND');
  const [conference] = await env.model('meeting.conference').pick({ event: id, state: 'ready' }, ['number']);
  const text = invitationText(env, meeting, conference?.number ?? null);
  return (
    <AdminPage env={env} title={env.t('Invitation text')} active="/app/meeting.event">
      <div class="card form">
        {meeting.state === 'draft' ? <Notice kind="warn">{env.t('This is a draft: its time is not taken yet.')}</Notice> : null}
        <Field label={env.t('Text')} name="text" help={env.t('In the zone of the meeting, with UTC beneath.')}>
          <textarea id="text" name="text" rows={text.split('\n').length + 6} readonly>
            {text}
          </textarea>
        </Field>
        <div class="row">
          <button type="button" class="primary" data-copy={text} data-copied={env.t('Copied')}>
            <Icon name="copy" /> <span>{env.t('Copy')}</span>
          </button>
          <a class="button" href={`/app/meeting.event/${id}`}>
            {env.t('Go back')}
          </a>
        </div>
      </div>
    </AdminPage>
  );
}
