import { addDays, type Env, instantOf, wallOf } from '#core';
import type { Resource, SlotRule } from '../../calendar/contract.ts';

const AHEAD_DAYS = 14;
const MINUTE = 60_000;
/** So many are offered. */
export const OPENINGS = 6;

/** Openings are looked for on working days from eight to six, on the asker's clock. */
export const usualHours = { weekly: [{ days: [1, 2, 3, 4, 5], ranges: [['08:00', '18:00'] as [string, string]] }] };

export const ruleOf = (minutes: number): SlotRule => ({
  durationMin: minutes,
  stepMin: 30,
  bufferBeforeMin: 0,
  bufferAfterMin: 0,
  minNoticeMin: 0,
  grid: 'clock',
});

/** How far ahead openings are looked for: the same time of day two weeks on. */
export const untilOf = (from: Date, timeZone: string): Date =>
  instantOf(
    wallOf(from, timeZone).replace(/^\d{4}-\d\d-\d\d/, (day) => addDays(day, AHEAD_DAYS)),
    timeZone,
  ) ?? new Date(from.getTime() + AHEAD_DAYS * 1_440 * MINUTE);

export const peopleAndRooms = (people: readonly string[], rooms: readonly string[]): Resource[] => [
  ...[...new Set(people)].filter(Boolean).map((id) => ({ kind: 'person', id })),
  ...rooms.map((id) => ({ kind: 'room', id })),
];

/** `meeting`: for which it is; what it holds itself is not in its way. */
type Wanted = { start: Date; end: Date; timeZone: string; resources: readonly Resource[]; meeting?: string | undefined };

/** The next times at which all of these are free for as long, from that one on and not before now. None for what takes longer than a day. */
export async function nextTimes(env: Env<'meetings'>, { start, end, timeZone, resources, meeting }: Wanted): Promise<Date[]> {
  const minutes = Math.round((end.getTime() - start.getTime()) / MINUTE);
  if (minutes < 5 || minutes > 1_440) return [];
  const from = new Date(Math.max(start.getTime(), env.now().getTime()));
  const starts = await env
    .asPlugin()
    .service('calendar')
    .slots({
      rule: ruleOf(minutes),
      resources,
      schedule: { timeZone, schedule: usualHours },
      viewerTimeZone: timeZone,
      from,
      to: untilOf(from, timeZone),
      ...(meeting ? { ignore: { model: 'meeting.event', record: meeting } } : {}),
    });
  return starts.slice(0, OPENINGS);
}
