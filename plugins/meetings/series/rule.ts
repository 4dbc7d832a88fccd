import { instantOf } from '#core';

export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

/** A weekday, 1 = Monday … 7; `nth` in the month (or year): 1 the first, -1 the last; 0: every. */
export type RuleDay = { nth: number; day: number };

/** The part of RFC 5545 §3.3.10 that meetings need. Nothing below the day: the time of day is the series's own. */
export type Rule = {
  freq: Frequency;
  interval: number;
  byDay: readonly RuleDay[];
  /** 1 … 31, or from the end of the month: -1 is the last day. */
  byMonthDay: readonly number[];
  byMonth: readonly number[];
  bySetPos: readonly number[];
  /** 1 = Monday … 7: where a week begins, for every second week. */
  weekStart: number;
  count: number | null;
  /** The last instant at which an occurrence may start. */
  until: Date | null;
};

export type RuleFault =
  | 'The rule cannot be read.'
  | 'Choose days, weeks, months or years.'
  | 'This kind of rule is not supported.'
  | 'Say either how often or until when, not both.'
  | 'The number is out of range.';

const codes: readonly string[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const dayOf = (code: string): number => codes.indexOf(code) + 1;
const codeOf = (day: number): string => codes[day - 1] ?? 'MO';

const frequencies: Readonly<Record<string, Frequency>> = { DAILY: 'DAILY', WEEKLY: 'WEEKLY', MONTHLY: 'MONTHLY', YEARLY: 'YEARLY' };
const parts = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS', 'WKST']);

class Refused extends Error {
  readonly fault: RuleFault;
  constructor(fault: RuleFault) {
    super(fault);
    this.fault = fault;
  }
}

const MOST_PARTS = 100;

function numbers(text: string | undefined, low: number, high: number, fromTheEnd: boolean): number[] {
  if (text === undefined) return [];
  const list = text.split(',');
  if (list.length > MOST_PARTS) throw new Refused('The number is out of range.');
  const read = list.map((one) => {
    if (!/^[+-]?\d{1,4}$/.test(one)) throw new Refused('The rule cannot be read.');
    const value = Number(one);
    const size = fromTheEnd ? Math.abs(value) : value;
    if (size < low || size > high) throw new Refused('The number is out of range.');
    return value;
  });
  return [...new Set(read)].sort((a, b) => a - b);
}

const one = (text: string | undefined, high: number): number | null => {
  if (text === undefined) return null;
  const [value, ...rest] = numbers(text, 1, high, false);
  if (value === undefined || rest.length > 0) throw new Refused('The rule cannot be read.');
  return value;
};

function days(text: string | undefined, freq: Frequency): RuleDay[] {
  if (text === undefined) return [];
  const list = text.split(',').map((part) => {
    const found = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(part);
    if (!found?.[2]) throw new Refused('The rule cannot be read.');
    const nth = Number(found[1] ?? 0);
    if (found[1] !== undefined && (nth === 0 || Math.abs(nth) > 53)) throw new Refused('The number is out of range.');
    if (nth !== 0 && freq !== 'MONTHLY' && freq !== 'YEARLY') throw new Refused('This kind of rule is not supported.');
    return { nth, day: dayOf(found[2]) };
  });
  const known = new Map(list.map((day) => [`${day.nth} ${day.day}`, day]));
  return [...known.values()].sort((a, b) => a.nth - b.nth || a.day - b.day);
}

/** UNTIL as the standard has it (UTC), and as calendars in the wild write it: a local time, or a date that counts as a whole. */
function readUntil(text: string | undefined, timeZone: string): Date | null {
  if (text === undefined) return null;
  const found = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/.exec(text);
  if (!found) throw new Refused('The rule cannot be read.');
  const [, year, month, day, hour = '23', minute = '59', second = '59', utc] = found;
  const until = instantOf(`${year}-${month}-${day}T${hour}:${minute}:${second}`, utc ? 'UTC' : timeZone);
  if (!until) throw new Refused('The rule cannot be read.');
  return until;
}

function read(text: string, timeZone: string): Rule {
  const given = new Map<string, string>();
  const body = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '');
  if (body.length > 500) throw new Refused('The rule cannot be read.');
  for (const part of body.split(';')) {
    const at = part.indexOf('=');
    const name = part.slice(0, Math.max(at, 0));
    if (at < 1 || given.has(name)) throw new Refused('The rule cannot be read.');
    if (!parts.has(name)) throw new Refused('This kind of rule is not supported.');
    given.set(name, part.slice(at + 1));
  }
  const freq = frequencies[given.get('FREQ') ?? ''];
  if (!freq) throw new Refused('Choose days, weeks, months or years.');
  const wkst = given.get('WKST') ?? 'MO';
  if (dayOf(wkst) === 0) throw new Refused('The rule cannot be read.');
  const rule: Rule = {
    freq,
    interval: one(given.get('INTERVAL'), 999) ?? 1,
    byDay: days(given.get('BYDAY'), freq),
    byMonthDay: numbers(given.get('BYMONTHDAY'), 1, 31, true),
    byMonth: numbers(given.get('BYMONTH'), 1, 12, false),
    bySetPos: numbers(given.get('BYSETPOS'), 1, 366, true),
    weekStart: dayOf(wkst),
    count: one(given.get('COUNT'), 9999),
    until: readUntil(given.get('UNTIL'), timeZone),
  };
  if (rule.count !== null && rule.until !== null) throw new Refused('Say either how often or until when, not both.');
  if (freq === 'WEEKLY' && rule.byMonthDay.length > 0) throw new Refused('This kind of rule is not supported.');
  const narrowed = rule.byDay.length + rule.byMonthDay.length + rule.byMonth.length > 0;
  if (rule.bySetPos.length > 0 && !narrowed) throw new Refused('This kind of rule is not supported.');
  return rule;
}

/**
 * The text of a rule, with or without `RRULE:` in front.
 * @param timeZone IANA; an UNTIL without Z is read there
 */
export function parseRule(text: string, timeZone: string): { rule: Rule } | { fault: RuleFault } {
  try {
    return { rule: read(text, timeZone) };
  } catch (error) {
    if (error instanceof Refused) return { fault: error.fault };
    throw error;
  }
}

/** `20270603T215959Z` */
const stamp = (at: Date): string => at.toISOString().slice(0, 19).replace(/[-:]/g, '').concat('Z');

/** One rule, one text: parts in a fixed order, what is the standard's default left away, UNTIL in UTC. */
export function ruleText(rule: Rule): string {
  return [
    `FREQ=${rule.freq}`,
    ...(rule.interval > 1 ? [`INTERVAL=${rule.interval}`] : []),
    ...(rule.count === null ? [] : [`COUNT=${rule.count}`]),
    ...(rule.until === null ? [] : [`UNTIL=${stamp(rule.until)}`]),
    ...(rule.byMonth.length > 0 ? [`BYMONTH=${rule.byMonth.join(',')}`] : []),
    ...(rule.byMonthDay.length > 0 ? [`BYMONTHDAY=${rule.byMonthDay.join(',')}`] : []),
    ...(rule.byDay.length > 0 ? [`BYDAY=${rule.byDay.map(({ nth, day }) => `${nth === 0 ? '' : nth}${codeOf(day)}`).join(',')}`] : []),
    ...(rule.bySetPos.length > 0 ? [`BYSETPOS=${rule.bySetPos.join(',')}`] : []),
    ...(rule.weekStart === 1 ? [] : [`WKST=${codeOf(rule.weekStart)}`]),
  ].join(';');
}
