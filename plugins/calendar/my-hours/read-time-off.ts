import { isCivilDate } from '#core';
import { typed } from '../../web/contract.ts';
import type { TimeOff } from '../schedule-shape.ts';

type Raw = Readonly<Record<string, unknown>>;
export type TimeOffLine = { from: string; to: string; reason: string };

const MOST = 100;

/** The lines of the form as typed, what is wrong with each by field, and the days off that they mean. A line without a last day is one day. */
export function readTimeOff(raw: Raw): { lines: TimeOffLine[]; timeOff: TimeOff; faults: ReadonlyMap<string, string> } {
  const text = (name: string): string => typed(raw, name).trim().slice(0, 200);
  const lines: TimeOffLine[] = [];
  for (let at = 0; at < MOST && `off${at}_from` in raw; at++) {
    const line = { from: text(`off${at}_from`), to: text(`off${at}_to`), reason: text(`off${at}_reason`) };
    if ((line.from || line.to || line.reason) && raw.do !== `drop-${at}`) lines.push(line);
  }
  const faults = new Map<string, string>();
  const timeOff: TimeOff = [];
  for (const [at, { from, to, reason }] of lines.entries()) {
    if (!isCivilDate(from)) faults.set(`off${at}_from`, 'Choose a date.');
    else if (to !== '' && (!isCivilDate(to) || to < from)) faults.set(`off${at}_to`, 'The last day must not be before the first.');
    else timeOff.push({ from, to: to || from, reason });
  }
  return { lines, timeOff: timeOff.sort((a, b) => (a.from < b.from ? -1 : 1)), faults };
}
