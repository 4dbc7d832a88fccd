import { type Env, fail } from '#core';
import { type Before, type Channel, dueAt, parseReminder } from './reminder-due.ts';
import { settings } from './settings.ts';

type Wanted = Before & { channel: Channel };
type Meeting = { id: string; start: Date; timeZone: string };

const rowOf = (meeting: Meeting, { channel, amount, unit }: Wanted) => ({ event: meeting.id, channel, amount, unit, dueAt: dueAt(meeting, { amount, unit }) });

/** The usual reminders, once, where nobody has chosen any. Harmless however often. */
export function ensureReminders(env: Env<'meetings'>, meeting: string): Promise<void> {
  return env.tx(async () => {
    const [event] = await env.model('meeting.event').update({ id: meeting, remindersSet: false }, { remindersSet: true });
    if (!event) return;
    const usual = (await env.settings(settings)).reminders.flatMap((text) => parseReminder(text) ?? []);
    if (usual.length === 0) return;
    await env.model('meeting.reminder').create(
      usual.map((one) => rowOf(event, one)),
      { onConflict: { constraint: 'meeting_reminder_event_id_channel_amount_unit_key', do: 'nothing' } },
    );
  });
}

/** One reminder more, or one less; the rules decide who may. */
export function addReminder(env: Env<'meetings'>, id: string, wanted: Wanted): Promise<void> {
  return env.tx(async () => {
    const own = env.asPlugin();
    const meeting = await env.model('meeting.event').get(id);
    if (meeting.state === 'cancelled' || meeting.state === 'done') throw fail('INPUT_INVALID');
    await ensureReminders(own, id);
    await env.model('meeting.reminder').create([rowOf(meeting, wanted)], {
      onConflict: { constraint: 'meeting_reminder_event_id_channel_amount_unit_key', do: 'nothing' },
    });
  });
}

/** Meetings that were moved take their reminders along; those that are due anew are sent anew. Three statements however many meetings. */
export async function moveReminders(env: Env<'meetings'>, rows: readonly Record<string, unknown>[], before: readonly Record<string, unknown>[]): Promise<void> {
  const earlier = new Map(before.map(({ id, start }) => [id, start]));
  const moved = new Map<string, Meeting>();
  for (const { id, start, timeZone } of rows) {
    const was = earlier.get(id);
    if (typeof id !== 'string' || typeof timeZone !== 'string' || !(start instanceof Date) || !(was instanceof Date)) continue;
    if (start.getTime() !== was.getTime()) moved.set(id, { id, start, timeZone });
  }
  if (moved.size === 0) return;
  const reminders = env.asPlugin().model('meeting.reminder');
  const standing = await reminders.find({ event: { in: [...moved.keys()] } });
  if (standing.length === 0) return;
  await reminders.delete({ id: { in: standing.map(({ id }) => id) } });
  await reminders.create(
    standing.flatMap((reminder) => {
      const meeting = moved.get(reminder.event);
      return meeting ? [rowOf(meeting, reminder)] : [];
    }),
  );
}
