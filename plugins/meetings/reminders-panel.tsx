import type { Env, Row } from '#core';
import { Field, Icon, Instant, State, Table } from '../web/contract.ts';

type Reminder = Row<'meetings', 'meeting.reminder'>;

const units = { minutes: '{count} minutes before', hours: '{count} hours before', days: '{count} days before' } as const;
const ways = { app: 'Activity', mail: 'Mail', calendar: 'Alarm in the calendar file' } as const;

/** Reminders of a meeting: what there is, and for those who may change it a short form. */
export function RemindersPanel({ env, meeting, reminders, mine }: { env: Env<'meetings'>; meeting: string; reminders: readonly Reminder[]; mine: boolean }) {
  if (reminders.length === 0 && !mine) return null;
  const action = `/app/meetings/${meeting}/reminders`;
  return (
    <section class="section">
      <h2>{env.t('Reminders')}</h2>
      {reminders.length === 0 ? (
        <p class="muted">{env.t('None yet; the usual ones are added when the meeting is confirmed.')}</p>
      ) : (
        <Table
          head={[env.t('When'), env.t('By'), env.t('Due'), env.t('State'), ...(mine ? [<span class="visually-hidden">{env.t('Remove')}</span>] : [])]}
          rows={reminders.map((reminder) => [
            env.t(units[reminder.unit], { count: reminder.amount }),
            env.t(ways[reminder.channel]),
            <Instant env={env} at={reminder.dueAt} />,
            reminder.channel === 'calendar' ? '–' : <State env={env} value={reminder.state} />,
            ...(mine
              ? [
                  <form method="post" action={action}>
                    <input type="hidden" name="remove" value={reminder.id} />
                    <button type="submit" class="copy" aria-label={env.t('Remove this reminder')} title={env.t('Remove this reminder')}>
                      <Icon name="x" />
                    </button>
                  </form>,
                ]
              : []),
          ])}
        />
      )}
      {mine ? (
        <details>
          <summary class="button">
            <Icon name="plus" /> <span>{env.t('Add a reminder')}</span>
          </summary>
          <form method="post" action={action} class="form">
            <div class="columns">
              <Field label={env.t('How long before')} name="amount">
                <input id="amount" name="amount" type="number" min="0" max="1000" value="15" required />
              </Field>
              <Field label={env.t('Unit')} name="unit">
                <select id="unit" name="unit">
                  <option value="minutes">{env.t('Minutes')}</option>
                  <option value="hours">{env.t('Hours')}</option>
                  <option value="days">{env.t('Days')}</option>
                </select>
              </Field>
              <Field label={env.t('By')} name="channel">
                <select id="channel" name="channel">
                  <option value="app">{env.t('Activity')}</option>
                  <option value="mail">{env.t('Mail')}</option>
                  <option value="calendar">{env.t('Alarm in the calendar file')}</option>
                </select>
              </Field>
            </div>
            <button type="submit">{env.t('Add')}</button>
          </form>
        </details>
      ) : null}
    </section>
  );
}
