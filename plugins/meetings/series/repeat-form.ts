import { type Env, type Issue, instantOf, isCivilDate, weekdayOf } from '#core';
import { parseRule, type Rule, ruleText } from './rule.ts';

/** The "Repeats" part of the form, as typed. */
export type RepeatForm = {
  /** A key of `repeatChoices`. */
  repeat: string;
  every: string;
  unit: string;
  /** 1 = Monday … 7. */
  days: string[];
  rule: string;
  ends: string;
  until: string;
  count: string;
  /** Which dates a change is about: `this`, `following`, `all`. */
  scope: string;
  /** Dates to leave out, by the rule. */
  skip: string[];
};

/** Choices in plain words; keys of the translations. */
export const repeatChoices = [
  ['none', 'Does not repeat'],
  ['day', 'Every day'],
  ['weekday', 'Every weekday (Monday to Friday)'],
  ['week', 'Every week on this weekday'],
  ['2weeks', 'Every 2 weeks on this weekday'],
  ['month-date', 'Every month on this date'],
  ['month-day', 'Every month on this weekday (such as the second Tuesday)'],
  ['month-last', 'Every month on the last such weekday'],
  ['year', 'Every year on this date'],
  ['custom', 'Otherwise, as follows'],
  ['rule', 'By a rule (RFC 5545)'],
] as const;

export const repeatUnits = [
  ['DAILY', 'days'],
  ['WEEKLY', 'weeks'],
  ['MONTHLY', 'months'],
  ['YEARLY', 'years'],
] as const;

const list = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).flatMap((one) => (typeof one === 'string' && one ? [one] : []));
const one = (value: unknown, otherwise = ''): string => list(value).at(-1) ?? otherwise;

export const readRepeatForm = (raw: Readonly<Record<string, unknown>>): RepeatForm => ({
  repeat: one(raw.repeat, 'none'),
  every: one(raw.repeatEvery, '1'),
  unit: one(raw.repeatUnit, 'WEEKLY'),
  days: list(raw.repeatDays),
  rule: one(raw.repeatRule),
  ends: one(raw.repeatEnds, 'never'),
  until: one(raw.repeatUntil),
  count: one(raw.repeatCount, '10'),
  scope: one(raw.scope, 'this'),
  skip: list(raw.skip),
});

const plain = (freq: Rule['freq'], more: Partial<Rule> = {}): Rule => ({
  freq,
  interval: 1,
  byDay: [],
  byMonthDay: [],
  byMonth: [],
  bySetPos: [],
  weekStart: 1,
  count: null,
  until: null,
  ...more,
});

/** The rules behind the choices, for a first date. */
function presets(date: string): Map<string, Rule> {
  const day = weekdayOf(date);
  const nth = Math.ceil(Number(date.slice(8)) / 7);
  return new Map([
    ['day', plain('DAILY')],
    ['weekday', plain('WEEKLY', { byDay: [1, 2, 3, 4, 5].map((weekday) => ({ nth: 0, day: weekday })) })],
    ['week', plain('WEEKLY')],
    ['2weeks', plain('WEEKLY', { interval: 2 })],
    ['month-date', plain('MONTHLY')],
    ['month-day', plain('MONTHLY', { byDay: [{ nth: nth > 4 ? -1 : nth, day }] })],
    ['month-last', plain('MONTHLY', { byDay: [{ nth: -1, day }] })],
    ['year', plain('YEARLY')],
  ]);
}

/** The rule of the form, or what is wrong with it; null: it does not repeat. @param wallStart the first date on the clock of `timeZone` */
export function ruleOfForm(
  env: Env<'meetings'>,
  form: RepeatForm,
  wallStart: string,
  timeZone: string,
): { rule: string; issues: [] } | { rule: null; issues: Issue[] } {
  if (form.repeat === 'none') return { rule: null, issues: [] };
  const wrong = (path: string, message: string) => ({ rule: null, issues: [{ path, message }] });
  if (form.repeat === 'rule') {
    const read = parseRule(form.rule, timeZone);
    return 'fault' in read ? wrong('repeatRule', env.t(read.fault)) : { rule: ruleText(read.rule), issues: [] };
  }
  let rule = presets(wallStart.slice(0, 10)).get(form.repeat);
  if (form.repeat === 'custom') {
    const interval = Number(form.every);
    const freq = repeatUnits.find(([unit]) => unit === form.unit)?.[0];
    if (!freq || !Number.isInteger(interval) || interval < 1 || interval > 99) return wrong('repeatEvery', env.t('Use a number from 1 to 99.'));
    const days = form.days.map(Number).filter((day) => day >= 1 && day <= 7);
    rule = plain(freq, { interval, byDay: freq === 'WEEKLY' ? [...new Set(days)].sort().map((day) => ({ nth: 0, day })) : [] });
  }
  if (!rule) return wrong('repeat', env.t('Choose how it repeats.'));
  if (form.ends !== 'on' && form.until !== '') return wrong('repeatUntil', env.t('Choose “on a date” as the end, or leave the last day empty.'));
  if (form.ends === 'after') {
    const count = Number(form.count);
    if (!Number.isInteger(count) || count < 1 || count > 500) return wrong('repeatCount', env.t('Use a number from 1 to 500.'));
    rule = { ...rule, count };
  }
  if (form.ends === 'on') {
    const until = isCivilDate(form.until) ? instantOf(`${form.until}T23:59:59`, timeZone) : undefined;
    if (!until || form.until < wallStart.slice(0, 10)) return wrong('repeatUntil', env.t('Choose a date after the start.'));
    rule = { ...rule, until };
  }
  return { rule: ruleText(rule), issues: [] };
}

/** The form that shows a rule. */
export function formOfRule(rule: Rule, text: string, date: string, lastDate: string | undefined): RepeatForm {
  const open = ruleText({ ...rule, count: null, until: null });
  const preset = [...presets(date)].find(([, one]) => ruleText(one) === open)?.[0];
  const simple = rule.byMonth.length + rule.byMonthDay.length + rule.bySetPos.length === 0 && rule.weekStart === 1;
  const custom = simple && rule.byDay.every(({ nth }) => nth === 0) && (rule.byDay.length === 0 || rule.freq === 'WEEKLY');
  return {
    repeat: preset ?? (custom ? 'custom' : 'rule'),
    every: String(rule.interval),
    unit: rule.freq,
    days: rule.byDay.map(({ day }) => String(day)),
    rule: text,
    ends: rule.count === null ? (rule.until ? 'on' : 'never') : 'after',
    until: rule.count === null && rule.until ? (lastDate ?? '') : '',
    count: String(rule.count ?? 10),
    scope: 'this',
    skip: [],
  };
}
