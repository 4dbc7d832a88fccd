import { addDays, civilDateOf, type Env, formatRange } from '#core';
import { AdminPage, Checkbox, Field, Form, LinkButton, Notice, Select, Table, TextField } from '../web/contract.ts';
import type { ImportRow } from './import-row.ts';
import type { Mode, Outcome } from './run-import.ts';

const SHOWN = 200;
const path = '/app/meeting-exchange';

/** Both ways on one page: a file in, a file out. */
export function ExchangePage({ env, problem }: { env: Env<'meeting-exchange'>; problem?: string | undefined }) {
  const today = civilDateOf(env.now(), env.preferences.timeZone);
  return (
    <AdminPage env={env} title={env.t('Import and export meetings')} active={path}>
      <section class="section">
        <h2>{env.t('Import')}</h2>
        <Form action={path} problem={problem} upload>
          <p>
            {env.t(
              'A calendar file (.ics), or a table (.csv) with the columns Subject, Start, End, Time zone, Host, Attendees, Rooms, Description. Up to 1,000 meetings and 5 MB. Nothing is written before you have seen what would happen, and nobody is told.',
            )}
          </p>
          <p>
            {env.t(
              'In a table, Host is an e-mail address, Attendees are e-mail addresses (with or without a name) divided by comma or semicolon, and Rooms are names of rooms divided the same way.',
            )}{' '}
            <a href={`${path}/sample.csv`}>{env.t('Download a sample table')}</a>
          </p>
          <Field label={env.t('File')} name="file">
            <input id="file" name="file" type="file" required accept=".ics,.csv,text/calendar,text/csv" />
          </Field>
          <div class="row">
            <button type="submit" class="primary">
              {env.t('Continue')}
            </button>
          </div>
        </Form>
      </section>
      <section class="section">
        <h2>{env.t('Export')}</h2>
        <form method="get" action={`${path}/meetings.ics`} class="form">
          <p>{env.t('The meetings that you may read, as a calendar file. For a table, open the list of meetings and choose Export.')}</p>
          <div class="columns">
            <TextField label={env.t('From')} name="from" type="date" value={today} required />
            <TextField label={env.t('To')} name="to" type="date" value={addDays(today, 30)} required />
            <Select
              label={env.t('State')}
              name="state"
              value="confirmed"
              choices={[
                { value: 'all', label: env.t('All') },
                { value: 'draft', label: env.t('Draft') },
                { value: 'confirmed', label: env.t('Confirmed') },
                { value: 'cancelled', label: env.t('Cancelled') },
                { value: 'done', label: env.t('Done') },
              ]}
            />
          </div>
          <div class="row">
            <button type="submit" class="button">
              {env.t('Download calendar file')}
            </button>
            <LinkButton href="/app/meeting.event">{env.t('List of meetings')}</LinkButton>
          </div>
        </form>
      </section>
    </AdminPage>
  );
}

type PreviewProps = {
  env: Env<'meeting-exchange'>;
  upload: { id: string; fileName: string; rows: readonly ImportRow[] };
  outcome: Outcome;
  mode: Mode;
  /** It was to be written and was not. */
  refused: boolean;
};

/** What would become of each line, and the button that does it. */
export function PreviewPage({ env, upload, outcome, mode, refused }: PreviewProps) {
  const { planned } = outcome;
  const good = planned.filter(({ faults }) => faults.length === 0).length;
  const bad = planned.length - good;
  return (
    <AdminPage env={env} title={env.t('Import: {file}', { file: upload.fileName })} active={path}>
      {refused ? <Notice kind="danger">{env.t('Nothing was imported. Look at the lines with faults.')}</Notice> : null}
      <section class="section">
        <p>{env.t('Can be imported: {good}. With faults: {bad}.', { good, bad })}</p>
        <Form action={`${path}/${upload.id}`}>
          <Select
            label={env.t('Import as')}
            name="mode"
            value={mode}
            help={env.t('Meetings that are over are imported as done.')}
            choices={[
              { value: 'confirmed', label: env.t('Confirmed: takes the time of people and rooms') },
              { value: 'draft', label: env.t('Drafts: take nothing until they are confirmed') },
            ]}
          />
          {bad > 0 ? <Checkbox label={env.t('Leave out the lines with faults')} name="skip" checked={false} /> : null}
          <div class="row">
            <button type="submit" class="primary" name="do" value="apply" disabled={good === 0}>
              {env.t('Import')}
            </button>
            <button type="submit" name="do" value="check">
              {env.t('Try out')}
            </button>
            <a class="button" href={path}>
              {env.t('Discard')}
            </a>
          </div>
        </Form>
      </section>
      <section class="section">
        <h2>{env.t('Lines of the file')}</h2>
        <Table
          caption={env.t('Lines of the file')}
          head={[env.t('Line'), env.t('Subject'), env.t('Time'), env.t('Host'), env.t('People'), env.t('Rooms'), env.t('Result')]}
          rows={planned
            .slice(0, SHOWN)
            .map(({ row, start, end, host, attendees, rooms, faults }) => [
              String(row.line),
              row.subject,
              row.start === '' ? '' : formatRange(start, end, env.preferences.timeZone, env.preferences),
              host.name,
              String(attendees.length),
              rooms.map(({ name }) => name).join(', '),
              faults.length === 0 ? env.t('Can be imported') : <span class="fault">{faults.join(' ')}</span>,
            ])}
        />
        {planned.length > SHOWN ? <p class="muted">{env.t('The first {shown} of {total} lines are shown.', { shown: SHOWN, total: planned.length })}</p> : null}
      </section>
    </AdminPage>
  );
}
