import { addDays, isZone, type Row, weekdayOf } from '#core';
import { typed } from '../../web/contract.ts';
import type { Holidays } from '../schedule-shape.ts';
import type {} from '../schema.ts';

export type Stored = Pick<Row<'calendar', 'calendar.schedule'>, 'name' | 'timeZone' | 'weekly' | 'overrides' | 'travel' | 'holidays'>;

export type Line = { from: string; to: string };

/** Working hours as somebody types them; what cannot stand is still here. Times `HH:MM`, dates `YYYY-MM-DD`, an end of `00:00` is midnight. */
export type HoursDraft = {
  name: string;
  timeZone: string;
  /** Monday first. */
  days: readonly Line[][];
  /** One line for each stretch of a date; without times the day is closed. */
  single: ({ date: string } & Line)[];
  travel: ({ zone: string } & Line)[];
  country: string;
  region: string;
  working: string[];
  own: { date: string; name: string }[];
};

/** Dates that are over for longer than this are kept, and not shown any more. */
const KEPT_DAYS = 7;
const shownFrom = (today: string): string => addDays(today, -KEPT_DAYS);

const closing = (time: string): string => (time === '24:00' ? '00:00' : time);

export const blankDraft = (timeZone: string): HoursDraft => ({
  name: '',
  timeZone,
  days: [1, 2, 3, 4, 5, 6, 7].map((day) => (day < 6 ? [{ from: '09:00', to: '17:00' }] : [])),
  single: [],
  travel: [],
  country: '',
  region: '',
  working: [],
  own: [],
});

export function draftOf(stored: Stored, today: string): HoursDraft {
  const days = [1, 2, 3, 4, 5, 6, 7].map((day) =>
    stored.weekly
      .filter(({ days: of }) => of.includes(day))
      .flatMap(({ ranges }) => ranges.map(([from, to]) => ({ from, to: closing(to) })))
      .sort((a, b) => (a.from < b.from ? -1 : 1)),
  );
  const since = shownFrom(today);
  const single = stored.overrides
    .filter(({ date }) => date >= since)
    .flatMap(({ date, ranges }) => (ranges.length === 0 ? [{ date, from: '', to: '' }] : ranges.map(([from, to]) => ({ date, from, to: closing(to) }))))
    .sort((a, b) => (a.date + a.from < b.date + b.from ? -1 : 1));
  const travel = stored.travel.filter(({ to }) => to === undefined || to >= since).map(({ from, to = '', timeZone }) => ({ from, to, zone: timeZone }));
  const { country = '', region = '', working = [], own = [] } = stored.holidays ?? {};
  return { name: stored.name, timeZone: stored.timeZone, days, single, travel, country, region, working: [...working], own: [...own] };
}

type Raw = Readonly<Record<string, unknown>>;
const text = (raw: Raw, name: string): string => typed(raw, name).trim().slice(0, 200);
const texts = (raw: Raw, name: string): string[] => [raw[name]].flat().flatMap((value) => (typeof value === 'string' ? [value.slice(0, 20)] : []));

const MOST_LINES = 400;

/** Lines `<name><n>_<part>`; empty ones are left out, and the one whose button `drop-<name>-<n>` was pressed. */
function lines<K extends string>(raw: Raw, name: string, parts: readonly K[], most = MOST_LINES): Record<K, string>[] {
  const found: Record<K, string>[] = [];
  for (let at = 0; at < most && parts.some((part) => `${name}${at}_${part}` in raw); at++) {
    const line = Object.fromEntries(parts.map((part) => [part, text(raw, `${name}${at}_${part}`)])) as Record<K, string>;
    if (parts.some((part) => line[part] !== '') && raw.do !== `drop-${name.replace('_', '')}-${at}`) found.push(line);
  }
  return found;
}

const clock = (time: string): string => time.slice(0, 5);

export function readDraft(raw: Raw): HoursDraft {
  const listed = texts(raw, 'listed');
  const closed = new Set(texts(raw, 'closed'));
  return {
    name: text(raw, 'name'),
    timeZone: text(raw, 'timeZone'),
    days: [1, 2, 3, 4, 5, 6, 7].map((day) => lines(raw, `d${day}_`, ['from', 'to'], 40).map(({ from, to }) => ({ from: clock(from), to: clock(to) }))),
    single: lines(raw, 's', ['date', 'from', 'to']).map(({ date, from, to }) => ({ date, from: clock(from), to: clock(to) })),
    travel: lines(raw, 't', ['from', 'to', 'zone'], 200),
    country: text(raw, 'country').slice(0, 2),
    region: text(raw, 'region').slice(0, 10),
    working: [...new Set([...texts(raw, 'working'), ...listed.filter((date) => !closed.has(date))])],
    own: lines(raw, 'own', ['date', 'name']),
  };
}

/** What the button `copy-1` asks for: a day's hours on the days that are ticked as `copy1`. */
export function copied(draft: HoursDraft, raw: Raw): HoursDraft {
  const day = /^copy-([1-7])$/.exec(text(raw, 'do'))?.[1];
  const from = day === undefined ? undefined : draft.days[Number(day) - 1];
  if (!from) return draft;
  const to = new Set(texts(raw, `copy${day}`).map(Number));
  return { ...draft, days: draft.days.map((own, index) => (to.has(index + 1) ? from.map((line) => ({ ...line })) : own)) };
}

const isClock = (time: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(time);
const endOf = (time: string): string => (time === '00:00' ? '24:00' : time);
const isDate = (date: string): boolean => {
  try {
    return weekdayOf(date) > 0;
  } catch {
    return false;
  }
};

/** By field: a sentence to translate. */
export type Faults = ReadonlyMap<string, string>;

function checkLine(faults: Map<string, string>, name: string, { from, to }: Line): boolean {
  if (!isClock(from)) faults.set(`${name}_from`, 'Use a time such as 09:00.');
  else if (!isClock(to)) faults.set(`${name}_to`, 'Use a time such as 09:00.');
  else if (endOf(to) <= from) faults.set(`${name}_to`, 'The end must be after the start.');
  else return true;
  return false;
}

function checkOverlaps(faults: Map<string, string>, own: readonly { name: string; from: string; to: string }[]): void {
  const sorted = [...own].sort((a, b) => (a.from < b.from ? -1 : 1));
  for (const [index, line] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before && endOf(before.to) > line.from) faults.set(`${line.name}_from`, 'This overlaps with the line before.');
  }
}

function checkDays(faults: Map<string, string>, draft: HoursDraft): void {
  for (const [index, day] of draft.days.entries()) {
    const named = day.map((line, at) => ({ ...line, name: `d${index + 1}_${at}` }));
    if (named.map((line) => checkLine(faults, line.name, line)).every(Boolean)) checkOverlaps(faults, named);
    if (day.length > 24) faults.set(`d${index + 1}_24_from`, 'At most 24 stretches a day.');
  }
  const byDate = new Map<string, { name: string; from: string; to: string }[]>();
  for (const [at, line] of draft.single.entries()) {
    const name = `s${at}`;
    if (!isDate(line.date)) faults.set(`${name}_date`, 'Choose a date.');
    else if (line.from !== '' || line.to !== '') checkLine(faults, name, line);
    byDate.set(line.date, [...(byDate.get(line.date) ?? []), { ...line, name }]);
  }
  for (const own of byDate.values()) {
    const shut = own.find(({ from, to }) => from === '' && to === '');
    if (shut && own.length > 1) faults.set(`${shut.name}_from`, 'The same day has times in another line.');
    else if (own.every(({ name }) => !faults.has(`${name}_from`) && !faults.has(`${name}_to`))) checkOverlaps(faults, own);
  }
}

/** The fields of the record that a draft means, or what is wrong with it and where. @param stored what is not shown (days long past) stays as it is */
export function checkDraft(draft: HoursDraft, today: string, stored?: Stored): { values?: Stored; faults: Faults } {
  const faults = new Map<string, string>();
  if (draft.name === '') faults.set('name', 'Please give a name.');
  if (!isZone(draft.timeZone)) faults.set('timeZone', 'Please choose a time zone from the list.');
  checkDays(faults, draft);
  for (const [at, { from, to, zone }] of draft.travel.entries()) {
    if (!isDate(from)) faults.set(`t${at}_from`, 'Choose a date.');
    if (to !== '' && (!isDate(to) || to < from)) faults.set(`t${at}_to`, 'The end must be after the start.');
    if (!isZone(zone)) faults.set(`t${at}_zone`, 'Please choose a time zone from the list.');
  }
  for (const [at, { date }] of draft.own.entries()) if (!isDate(date)) faults.set(`own${at}_date`, 'Choose a date.');
  if (faults.size > 0) return { faults };
  const range = ({ from, to }: Line): [string, string] => [from, endOf(to)];
  const since = shownFrom(today);
  const dates = [...new Set(draft.single.map(({ date }) => date))].sort();
  const holidays: Holidays = { country: draft.country, region: draft.region, working: draft.working.filter(isDate).sort(), own: draft.own };
  return {
    faults,
    values: {
      name: draft.name,
      timeZone: draft.timeZone,
      weekly: weeklyOf(draft.days.map((day) => day.map(range))),
      overrides: [
        ...(stored?.overrides ?? []).filter(({ date }) => date < since),
        ...dates.map((date) => ({ date, ranges: draft.single.filter((line) => line.date === date && line.from !== '').map(range) })),
      ],
      travel: [
        ...(stored?.travel ?? []).filter(({ to }) => to !== undefined && to < since),
        ...draft.travel.map(({ from, to, zone }) => ({ from, ...(to === '' ? {} : { to }), timeZone: zone })),
      ],
      holidays: holidays.country === '' && holidays.own.length === 0 ? null : holidays,
    },
  };
}

/** Days with the same hours stand together. */
function weeklyOf(days: readonly (readonly [string, string][])[]): Stored['weekly'] {
  const alike = new Map<string, { days: number[]; ranges: [string, string][] }>();
  for (const [index, ranges] of days.entries()) {
    if (ranges.length === 0) continue;
    const sorted = [...ranges].sort((a, b) => (a[0] < b[0] ? -1 : 1));
    const key = JSON.stringify(sorted);
    const known = alike.get(key);
    if (known) known.days.push(index + 1);
    else alike.set(key, { days: [index + 1], ranges: sorted });
  }
  return [...alike.values()];
}
