import type { Env, Issue, Row } from '#core';
import { AdminPage, EmptyState, Form, Instant, State, Table, TextField } from '../web/contract.ts';

type Calendar = Row<'external-calendars', 'external.calendar'>;

/** What went wrong with the form, and what was typed. The address is secret and not shown again. */
export type Refused = { problem: string; issues: readonly Issue[]; name: string };

export function CalendarsPage({ env, calendars, refused }: { env: Env<'external-calendars'>; calendars: readonly Calendar[]; refused?: Refused | undefined }) {
  const issue = (path: string): string | undefined => refused?.issues.find((one) => one.path === path)?.message;
  return (
    <AdminPage
      env={env}
      title={env.t('My external calendars')}
      subtitle={env.t('While you are busy there, nobody can book you here. Others see only that you are busy in another calendar.')}
    >
      {calendars.length === 0 ? (
        <EmptyState icon="calendar-sync">{env.t('No calendars yet. Add the secret address in iCal format that your calendar offers.')}</EmptyState>
      ) : (
        <Table
          caption={env.t('My external calendars')}
          head={[env.t('Name'), env.t('State'), env.t('Busy times'), env.t('Last read'), <span class="visually-hidden">{env.t('Actions')}</span>]}
          rows={calendars.map((calendar) => [
            calendar.name,
            <>
              <State env={env} value={calendar.active ? (calendar.problem ? 'failed' : calendar.checkedAt ? 'active' : 'waiting') : 'off'} />
              {calendar.problem ? <p class="help">{env.t(calendar.problem as never)}</p> : null}
            </>,
            String(calendar.busyCount),
            calendar.checkedAt ? <Instant env={env} at={calendar.checkedAt} /> : env.t('Never'),
            <div class="row">
              <form method="post" action={`/app/me/calendars/${calendar.id}/read`}>
                <button type="submit" class="button">
                  {env.t('Read now')}
                  <span class="visually-hidden"> {calendar.name}</span>
                </button>
              </form>
              <a class="button danger" href={`/app/me/calendars/${calendar.id}/remove`}>
                {env.t('Remove')}
                <span class="visually-hidden"> {calendar.name}</span>
              </a>
            </div>,
          ])}
        />
      )}
      <section class="section">
        <h2>{env.t('Add a calendar')}</h2>
        <Form action="/app/me/calendars" problem={refused?.problem}>
          <TextField label={env.t('Name')} name="name" value={refused?.name ?? ''} error={issue('name')} maxlength={80} required />
          <TextField
            label={env.t('Address in iCal format')}
            name="address"
            type="url"
            help={env.t('Begins with https:// or webcal://. It is kept sealed and never shown again.')}
            error={issue('address')}
            autocomplete="off"
            required
          />
          <div class="row">
            <button type="submit" class="button primary">
              {env.t('Add')}
            </button>
          </div>
        </Form>
      </section>
    </AdminPage>
  );
}

export function RemovePage({ env, calendar }: { env: Env<'external-calendars'>; calendar: Calendar }) {
  return (
    <AdminPage env={env} title={env.t('Remove “{name}”?', { name: calendar.name })}>
      <p>{env.t('Its address is forgotten, and the times that it kept become free for booking at once.')}</p>
      <form method="post" action={`/app/me/calendars/${calendar.id}/remove`}>
        <div class="row">
          <button type="submit" class="button danger">
            {env.t('Remove')}
          </button>
          <a class="button" href="/app/me/calendars">
            {env.t('Keep it')}
          </a>
        </div>
      </form>
    </AdminPage>
  );
}

/** On everybody's own page. */
export function calendarsLink(env: Env<'external-calendars'>) {
  return (
    <a class="button" href="/app/me/calendars">
      {env.t('My external calendars')}
    </a>
  );
}
