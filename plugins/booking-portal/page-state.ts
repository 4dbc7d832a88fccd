import { type Env, isZone } from '#core';
import type { OpenLink } from './find-link.ts';
import { isMonth, monthGrid, monthOf } from './month.ts';
import { type Asked, type Link, openTimes, type Range } from './open-times.ts';
import { chosenReading, type Wishes } from './reader.ts';
import { seatsLeft, startsByRule } from './seats/shared-meetings.ts';

const DAY_MS = 86_400_000;

type PortalEnv = Env<'booking-portal'>;

/** What of a booking page is shown, and how. */
export type PageState = {
  /** The page's own address: `/book/<token>`, or the guest's reschedule page. */
  path: string;
  /** Kept in every link of the page: what was chosen there, the mark of a reschedule link (`v`). */
  keep: Record<string, string>;
  timeZone: string;
  /** `YYYY-MM`. */
  month: string;
  /** `YYYY-MM-DD`; the first free day unless chosen. */
  day: string | undefined;
  /** Free starts of the month, ascending. */
  starts: readonly Date[];
  /** Seats left at a start (epoch ms), where fewer than all are; undefined: it is not told. */
  left?: ReadonlyMap<number, number> | undefined;
  /** Starts of the month that are taken and that a guest may wait for. */
  taken: readonly Date[];
  /** The first free start after this month, when this month has none. */
  nextFree: Date | undefined;
};

/** The page's address with another month, day or time chosen. */
export const addressOf = (state: PageState, query: Record<string, string | undefined>): string => {
  const params = new URLSearchParams({ ...state.keep, tz: state.timeZone });
  for (const [key, value] of Object.entries(query)) if (value !== undefined) params.set(key, value);
  return `${state.path}?${params}`;
};

/** The guest's own zone, where the request names a real one; else the link's. */
export const zoneOf = (wanted: string | undefined, link: { timeZone: string }): string => (wanted && isZone(wanted) ? wanted : link.timeZone);

/** Kept in every address of the page: length and place, where there are several, and how the guest chose to read it. */
export const keptOf = ({ lengths, link, places }: OpenLink, reading: Omit<Wishes, 'accept'>): Record<string, string> => ({
  ...(lengths.length > 1 ? { minutes: String(link.durationMin) } : {}),
  ...(places.length > 1 && link.chosen ? { place: link.chosen.id } : {}),
  ...chosenReading(link, reading),
});

/** The month to show with its free starts; the first month with any, unless one was chosen. */
export async function pageState(
  env: PortalEnv,
  open: OpenLink,
  query: { tz?: string | undefined; month?: string | undefined; day?: string | undefined },
  page: { path: string; keep: Record<string, string>; asked?: Asked },
): Promise<PageState> {
  const timeZone = zoneOf(query.tz, open.link);
  const now = env.now();
  const load = (from: Date, to: Date) => openTimes(env, open.link, { from, to, viewerTimeZone: timeZone }, page.asked);
  const chosen = isMonth(query.month) && query.month >= monthOf(now, timeZone) ? query.month : undefined;
  let month = chosen ?? monthOf(now, timeZone);
  let grid = monthGrid(month, timeZone, env.preferences.weekStart);
  let starts = await load(grid.from < now ? now : grid.from, grid.to);
  let nextFree: Date | undefined;
  if (starts.length === 0) {
    const last = new Date(now.getTime() + (open.link.windowDays + 1) * DAY_MS);
    if (grid.to < last) [nextFree] = await load(grid.to, last);
    if (nextFree && !chosen) {
      month = monthOf(nextFree, timeZone);
      grid = monthGrid(month, timeZone, env.preferences.weekStart);
      starts = await load(grid.from < now ? now : grid.from, grid.to);
    }
  }
  const day = query.day?.startsWith(month) ? query.day : undefined;
  const range = { from: grid.from < now ? now : grid.from, to: grid.to, viewerTimeZone: timeZone };
  const left = await seatsLeft(env, open.link, range);
  const taken = open.link.waitlist && page.keep.v === undefined ? await takenTimes(env, open.link, range, starts) : [];
  return { path: page.path, keep: page.keep, timeZone, month, day, starts, nextFree, left, taken };
}

/** What the link would offer if nothing were taken, without what it does offer. */
async function takenTimes(env: PortalEnv, link: Link, range: Range, open: readonly Date[]): Promise<Date[]> {
  const free = new Set(open.map((start) => start.getTime()));
  return (await startsByRule(env, link, range)).filter((start) => !free.has(start.getTime()));
}
