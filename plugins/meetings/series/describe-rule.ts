import { addDays, civilDateOf, type Env, formatCivilDate, formatWeekday } from '#core';
import type { Rule, RuleDay } from './rule.ts';
import { storedRule } from './rule-ends.ts';

/** 2027-01-03 was a Sunday. */
const weekday = (env: Env<'meetings'>, day: number): string => formatWeekday(addDays('2027-01-03', day), env.preferences, 'long');

function intl<T>(env: Env<'meetings'>, make: (language: string) => T): T {
  try {
    return make(env.preferences.language);
  } catch {
    return make('en');
  }
}

const listed = (env: Env<'meetings'>, words: readonly string[]): string =>
  intl(env, (language) => new Intl.ListFormat(language, { type: 'conjunction' })).format(words);
const monthName = (env: Env<'meetings'>, month: number): string =>
  intl(env, (language) => new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' })).format(new Date(Date.UTC(2027, month - 1, 1)));
const dayAndMonth = (env: Env<'meetings'>, civil: string): string =>
  intl(env, (language) => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: 'UTC' })).format(new Date(`${civil}T00:00:00Z`));

function every(env: Env<'meetings'>, { freq, interval: n }: Rule): string {
  switch (freq) {
    case 'DAILY':
      return n === 1 ? env.t('Every day') : env.t('Every {n} days', { n });
    case 'WEEKLY':
      return n === 1 ? env.t('Every week') : env.t('Every {n} weeks', { n });
    case 'MONTHLY':
      return n === 1 ? env.t('Every month') : env.t('Every {n} months', { n });
    case 'YEARLY':
      return n === 1 ? env.t('Every year') : env.t('Every {n} years', { n });
  }
}

/** `the last Friday`; undefined where there is no plain word for it. */
function nthDay(env: Env<'meetings'>, { nth, day }: RuleDay): string | undefined {
  const name = weekday(env, day);
  switch (nth) {
    case 0:
      return name;
    case 1:
      return env.t('the first {weekday}', { weekday: name });
    case 2:
      return env.t('the second {weekday}', { weekday: name });
    case 3:
      return env.t('the third {weekday}', { weekday: name });
    case 4:
      return env.t('the fourth {weekday}', { weekday: name });
    case 5:
      return env.t('the fifth {weekday}', { weekday: name });
    case -1:
      return env.t('the last {weekday}', { weekday: name });
    case -2:
      return env.t('the second to last {weekday}', { weekday: name });
    default:
      return undefined;
  }
}

function dateWords(env: Env<'meetings'>, date: number): string | undefined {
  if (date > 0) return env.t('day {n} of the month', { n: date });
  return date === -1 ? env.t('the last day of the month') : undefined;
}

const workdays = '1,2,3,4,5';

/** On which days; undefined: the words are not enough. */
function onDays(env: Env<'meetings'>, rule: Rule, first: string): string[] | undefined {
  if (rule.bySetPos.length > 0 || (rule.byDay.length > 0 && rule.byMonthDay.length > 0)) return undefined;
  if (rule.byDay.length > 0) {
    const words = rule.byDay.map((day) => nthDay(env, day));
    return words.every((word) => word !== undefined) ? words : undefined;
  }
  if (rule.byMonthDay.length > 0) {
    const words = rule.byMonthDay.map((date) => dateWords(env, date));
    return words.every((word) => word !== undefined) ? words : undefined;
  }
  switch (rule.freq) {
    case 'DAILY':
      return [];
    case 'WEEKLY':
      return [weekday(env, ((new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7) + 1)];
    case 'MONTHLY':
      return [env.t('day {n} of the month', { n: Number(first.slice(8)) })];
    case 'YEARLY':
      return rule.byMonth.length > 0 ? [env.t('day {n} of the month', { n: Number(first.slice(8)) })] : [dayAndMonth(env, first)];
  }
}

function withoutEnd(env: Env<'meetings'>, rule: Rule, first: string, text: string): string {
  const often = every(env, rule);
  if (rule.interval === 1 && rule.byDay.map(({ nth, day }) => (nth === 0 ? day : 0)).join() === workdays && (rule.freq === 'WEEKLY' || rule.freq === 'DAILY'))
    return env.t('Every weekday (Monday to Friday)');
  const on = onDays(env, rule, first);
  if (!on) return env.t('{often}, by the rule {rule}', { often, rule: text });
  const dated = on.length > 0 ? env.t('{often} on {days}', { often, days: listed(env, on) }) : often;
  if (rule.byMonth.length === 0) return dated;
  return env.t('{often} in {months}', {
    often: dated,
    months: listed(
      env,
      rule.byMonth.map((month) => monthName(env, month)),
    ),
  });
}

/**
 * A rule in plain words, in the reader's language: `Every 2 weeks on Tuesday until Thursday, June 3, 2027`.
 * @param series the first date (`YYYY-MM-DD…`) and the zone whose calendar counts; `text` is the rule itself, for what has no plain words
 */
export function describeRule(env: Env<'meetings'>, rule: Rule, { wallStart, timeZone, text }: { wallStart: string; timeZone: string; text: string }): string {
  const often = withoutEnd(env, rule, wallStart.slice(0, 10), text);
  if (rule.until) return env.t('{often} until {date}', { often, date: formatCivilDate(civilDateOf(rule.until, timeZone), env.preferences) });
  if (rule.count !== null) return env.t('{often}, {count} times', { often, count: rule.count });
  return often;
}

export const describeStored = (env: Env<'meetings'>, series: { rule: string; timeZone: string; wallStart: string }): string =>
  describeRule(env, storedRule(series), { ...series, text: series.rule });
