import { addDays, instantOf, type Row, wallOf } from '#core';

type Reminder = Row<'meetings', 'meeting.reminder'>;
export type Before = Pick<Reminder, 'amount' | 'unit'>;
export type Channel = Reminder['channel'];

const minuteMs = 60_000;
const lengths = { minutes: minuteMs, hours: 60 * minuteMs };

/** When a reminder is due. Minutes and hours are exact; days are counted on the clock of the meeting's zone: a day before nine is nine, also when the clocks change. */
export function dueAt({ start, timeZone }: { start: Date; timeZone: string }, { amount, unit }: Before): Date {
  if (unit !== 'days') return new Date(start.getTime() - amount * lengths[unit]);
  const wall = wallOf(start, timeZone);
  return instantOf(`${addDays(wall.slice(0, 10), -amount)}${wall.slice(10)}`, timeZone) ?? new Date(start.getTime() - amount * 24 * 60 * minuteMs);
}

/** Is it still of use? One that comes up later than halfway to the start would only disturb: after a long outage, or when the meeting was confirmed at short notice. */
export const inTime = ({ dueAt: due, start }: { dueAt: Date; start: Date }, now: Date): boolean =>
  now.getTime() < Math.max(due.getTime() + (start.getTime() - due.getTime()) / 2, due.getTime() + minuteMs) && now < start;

/** `mail 1 days`, as the setting has it. */
export function parseReminder(text: string): (Before & { channel: Channel }) | undefined {
  const [, channel, amount, unit] = /^(app|mail|calendar) (\d{1,3}) (minutes|hours|days)$/.exec(text) ?? [];
  if ((channel !== 'app' && channel !== 'mail' && channel !== 'calendar') || (unit !== 'minutes' && unit !== 'hours' && unit !== 'days')) return undefined;
  return { channel, amount: Number(amount), unit };
}
