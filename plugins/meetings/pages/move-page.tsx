import { type Env, formatRange } from '#core';
import { AdminPage, Form, Notice, TextField } from '../../web/contract.ts';
import { zoneLine } from './calendar-page.tsx';
import { type InTheWay, lineOf } from './move-preview.ts';

export type MoveForm = { meeting: string; version: string; start: string; end: string; tz: string; back: string; reason: string };

/** Another time for a meeting, by form: look first what is in the way, then move. */
export function MovePage({
  env,
  meeting,
  form,
  clashes,
  problem,
}: {
  env: Env<'meetings'>;
  meeting: { subject: string; start: Date; end: Date };
  form: MoveForm;
  /** Undefined: the times cannot be read, so nothing was looked at. */
  clashes: readonly InTheWay[] | undefined;
  problem?: string | undefined;
}) {
  return (
    <AdminPage env={env} title={env.t('Move {subject}', { subject: meeting.subject })} subtitle={zoneLine(env)} active="/app/calendar">
      <div class="card">
        <Form action="/app/calendar/move" problem={problem}>
          <p>{env.t('Now: {time}', { time: formatRange(meeting.start, meeting.end, env.preferences.timeZone, env.preferences) })}</p>
          {(['meeting', 'version', 'tz', 'back'] as const).map((name) => (
            <input type="hidden" name={name} value={form[name]} />
          ))}
          <div class="columns">
            <TextField label={env.t('Start')} name="start" type="datetime-local" value={form.start} required />
            <TextField label={env.t('End')} name="end" type="datetime-local" value={form.end} required />
          </div>
          <TextField label={env.t('Reason of the change (told to the attendees)')} name="reason" value={form.reason} maxlength={500} />
          {clashes === undefined ? null : clashes.length === 0 ? (
            <Notice kind="ok">{env.t('Nothing is in the way.')}</Notice>
          ) : (
            <Notice kind="warn">
              {env.t('In the way:')}
              <ul>
                {clashes.map((one) => (
                  <li>{lineOf(env, one)}</li>
                ))}
              </ul>
            </Notice>
          )}
          <div class="row">
            <button type="submit" class="primary">
              {env.t('Move')}
            </button>
            <button type="submit" formmethod="get" formnovalidate>
              {env.t('Check')}
            </button>
            <a class="button" href={form.back}>
              {env.t('Discard')}
            </a>
          </div>
        </Form>
      </div>
    </AdminPage>
  );
}
