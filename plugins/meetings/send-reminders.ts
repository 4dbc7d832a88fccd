import { civilDateOf, defineAction, type Env, formatRange } from '#core';
import { forReader } from '../base/contract.ts';
import { reminderDue } from './contract.ts';
import { inTime } from './reminder-due.ts';

/** So many at once; what is left waits for the next minute. */
const BATCH = 500;

/** Reminders whose time has come: an activity for each attendee inside, in the own zone and language, or a mail through whoever mails; alarms ring in the attendees' own calendars. */
export const sendReminders = defineAction({
  name: 'meetings.send-reminders',
  title: 'Remind of meetings',
  expression: '* * * * *',
  catchUp: 'one',
  run: async (env: Env<'meetings'>) => ({ count: await sendDue(env) }),
});

async function sendDue(env: Env<'meetings'>): Promise<number> {
  const now = env.now();
  return env.tx(async () => {
    const due = await env.model('meeting.reminder').find({ state: 'waiting', dueAt: { lte: now } }, { order: ['dueAt'], limit: BATCH });
    if (due.length === 0) return 0;
    const events = await env.model('meeting.event').pick({ id: { in: [...new Set(due.map(({ event }) => event))] } }, ['state', 'start']);
    const byId = new Map(events.map((event) => [event.id, event]));
    const fresh = due.filter((reminder) => {
      const event = byId.get(reminder.event);
      return event?.state === 'confirmed' && inTime({ dueAt: reminder.dueAt, start: event.start }, now);
    });
    const ids = new Set(fresh.map(({ id }) => id));
    // A draft may still be confirmed; what cannot come any more is put away.
    const late = due.filter(({ id, event }) => !ids.has(id) && (byId.get(event)?.state !== 'draft' || (byId.get(event)?.start ?? now) <= now));
    if (ids.size > 0) await env.model('meeting.reminder').update({ id: { in: [...ids] } }, { state: 'sent' });
    if (late.length > 0) await env.model('meeting.reminder').update({ id: { in: late.map(({ id }) => id) } }, { state: 'missed' });
    const inside = [...new Set(fresh.filter(({ channel }) => channel === 'app').map(({ event }) => event))];
    await remindInside(env, inside);
    for (const { id, event, channel } of fresh) if (channel === 'mail') await env.emit(reminderDue, { meeting: event, reminder: id });
    return fresh.length;
  });
}

/** One activity per attendee inside who has not declined; a later reminder of the same meeting takes the place of an earlier one. */
async function remindInside(env: Env<'meetings'>, meetings: readonly string[]): Promise<void> {
  if (meetings.length === 0) return;
  const events = await env.model('meeting.event').find({ id: { in: meetings } });
  const attendees = await env.model('meeting.attendee').find({ event: { in: meetings }, person: { ne: null }, partstat: { ne: 'DECLINED' } });
  const people = new Map(
    (await env.service('base').people({ ids: [...new Set(attendees.flatMap(({ person }) => person ?? []))] })).map((one) => [one.id, one]),
  );
  for (const event of events) {
    await env.service('activities').replace({
      model: 'meeting.event',
      record: event.id,
      kinds: ['reminder'],
      activities: attendees.flatMap((attendee) => {
        const person = attendee.event === event.id && attendee.person !== null ? people.get(attendee.person) : undefined;
        if (!person) return [];
        const own = forReader(env, person);
        return [
          {
            person: person.id,
            kind: 'reminder',
            summary: own.t('Reminder: {subject}', { subject: event.subject }),
            note: formatRange(event.start, event.end, person.timeZone, own.preferences),
            due: civilDateOf(env.now(), person.timeZone),
            startsAt: event.start,
            endsAt: event.end,
            link: `/app/meeting.event/${event.id}`,
          },
        ];
      }),
    });
  }
}
