import { AtriumError, type Env } from '#core';
import { refusal, withAlternatives } from './book.ts';
import { hostsOf, personsOf } from './hosts.ts';
import { type Asked, type Link, openTimes } from './open-times.ts';

export type NotFree = { problem: string; alternatives: Date[] };

export const alternativesOf = (error: { extra: Readonly<Record<string, unknown>> }): Date[] =>
  (Array.isArray(error.extra.alternatives) ? (error.extra.alternatives as { start: string }[]) : []).map(({ start }) => new Date(start));

/** A start as it stands in an address may be over, off the grid or taken since: why, and what is free near it. Undefined: it can be booked. */
export async function notFree(env: Env<'booking-portal'>, link: Link, start: Date, timeZone: string, asked: Asked = {}): Promise<NotFree | undefined> {
  const range = { from: start, to: new Date(start.getTime() + link.durationMin * 60_000), viewerTimeZone: timeZone };
  if ((await openTimes(env, link, range, asked)).some((free) => free.getTime() === start.getTime())) return undefined;
  const persons = personsOf(asked.hosts ?? (await hostsOf(env, link)));
  const error = await withAlternatives(env, link, start, timeZone, await refusal(env.asPlugin(), link, start, timeZone, persons), asked);
  if (!(error instanceof AtriumError)) throw error;
  return { problem: env.t(error.title), alternatives: alternativesOf(error) };
}
