import { type Env, formatRange } from '#core';
import { AdminPage, EmptyState, Form, FormActions, Select } from '../../web/contract.ts';
import { WarningList } from '../warning-list.tsx';

export type Emptied = { kind: 'room' | 'virtual_room'; id: string };

/** Shown, and moved, at once. */
const MOST = 500;

/** What is planned there and not over yet, first things first; under the viewer's own rules. */
export const plannedIn = (env: Env<'meetings'>, kind: Emptied['kind'], id: string) =>
  env
    .model('meeting.event')
    .pick(
      { state: { in: ['draft', 'confirmed'] }, end: { gt: env.now() }, ...(kind === 'room' ? { rooms: { some: { room: id } } } : { virtualRoom: id }) },
      ['subject', 'start', 'end', 'version', 'state'],
      { order: ['start'], limit: MOST },
    );

type Chosen = { to: string; meeting: readonly string[] };

/** Meetings to come in a room: where they shall go; when none is left the room may go into the archive. */
export async function MovePage({
  env,
  emptied: { kind, id },
  problem,
  refused = [],
  chosen,
}: {
  env: Env<'meetings'>;
  emptied: Emptied;
  problem?: string;
  refused?: readonly string[];
  chosen?: Chosen;
}) {
  const model = kind === 'room' ? ('meeting.room' as const) : ('meeting.virtual_room' as const);
  const { name, active } = await env.model(model).get(id);
  const planned = await plannedIn(env, kind, id);
  const others = await env.model(model).pick({ active: true, id: { ne: id } }, ['name'], { order: ['name'], limit: MOST });
  const action = kind === 'room' ? `/app/rooms/${id}/meetings` : `/app/virtual-rooms/${id}/meetings`;
  return (
    <AdminPage env={env} title={env.t('Meetings to come: {name}', { name })} active={`/app/${model}`}>
      <WarningList lead={env.t('These could not be moved:')} lines={refused} />
      {planned.length === 0 ? (
        <EmptyState icon="check-check">
          {active ? env.t('Nothing is planned here. It may go into the archive.') : env.t('Nothing is planned here, and it is in the archive.')}
        </EmptyState>
      ) : (
        <div class="card">
          <Form action={action} problem={problem}>
            <fieldset class="field">
              <legend>{env.t('Meetings')}</legend>
              <div class="choices tall">
                {planned.map((meeting) => (
                  <label>
                    <input
                      type="checkbox"
                      name="meeting"
                      value={meeting.id}
                      checked={chosen === undefined || chosen.meeting.length === 0 || chosen.meeting.includes(meeting.id)}
                    />{' '}
                    <a href={`/app/meeting.event/${meeting.id}`}>{meeting.subject}</a>{' '}
                    <span class="muted">
                      {formatRange(meeting.start, meeting.end, env.preferences.timeZone, env.preferences)}
                      {meeting.state === 'draft' ? ` · ${env.t('Draft')}` : ''}
                    </span>
                  </label>
                ))}
              </div>
            </fieldset>
            <Select
              label={kind === 'room' ? env.t('To which room') : env.t('To which virtual room')}
              name="to"
              value={chosen?.to}
              choices={others.map((other) => ({ value: other.id, label: other.name }))}
              empty={env.t('Please choose')}
              required
            />
            <p>{env.t('Everybody who was invited is told. Where the other room is taken, the meeting stays as it is and you are told.')}</p>
            <FormActions env={env} label={env.t('Move')} back={`/app/${model}/${id}`} />
          </Form>
        </div>
      )}
      {planned.length === 0 && active ? (
        <form method="post" action={action} class="row">
          <button type="submit" name="archive" value="1" class="danger">
            {env.t('Put into the archive')}
          </button>
          <a class="button" href={`/app/${model}/${id}`}>
            {env.t('Go back')}
          </a>
        </form>
      ) : null}
    </AdminPage>
  );
}
