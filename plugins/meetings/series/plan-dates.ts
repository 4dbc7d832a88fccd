import { addDays, civilDateOf, type Env, fail } from '#core';
import { expandRule, type Occurrence } from './expand-rule.ts';
import { parseRule, type Rule, ruleText } from './rule.ts';

/** Dates that are planned at once; later ones come with time. */
const MOST = 500;
const HORIZON_DAYS = 731;
/** A rule may count further than we plan; nobody waits for a rule that names no day in a hundred years. */
const SEARCH_DAYS = 36_600;

export type Dates = {
  rule: Rule;
  /** The rule, normalised. */
  text: string;
  /** The first date that the rule names: `YYYY-MM-DDTHH:MM`. */
  wallStart: string;
  /** Dates to plan, those left out excluded. */
  occurrences: Occurrence[];
  /** Civil date before which every date is planned. */
  through: string;
  complete: boolean;
};

const wrong = (path: string, message: string) => fail('INPUT_INVALID', { issues: [{ path, message }] });

/**
 * What a rule means from a first time on: the dates of the next two years, 500 at most.
 * @param from civil date before which nothing is planned any more (for going on with a series)
 * @throws INPUT_INVALID for a rule that cannot be used, names no date, or whose dates overlap each other
 */
export function planDates(
  env: Env<'meetings'>,
  {
    rule: given,
    wallStart,
    timeZone,
    minutes,
    exdates,
    from,
  }: { rule: string; wallStart: string; timeZone: string; minutes: number; exdates: readonly string[]; from?: string },
): Dates {
  const read = parseRule(given, timeZone);
  if ('fault' in read) throw wrong('rule', env.t(read.fault));
  const { rule } = read;
  const day = wallStart.slice(0, 10);
  const [first] = expandRule(rule, wallStart, timeZone, { before: addDays(day, SEARCH_DAYS), most: 1 }).occurrences;
  if (!first) throw wrong('rule', env.t('This rule has no dates.'));
  const today = civilDateOf(env.now(), timeZone);
  const begin = [today, first.wall.slice(0, 10), from ?? ''].sort().at(-1) ?? today;
  const horizon = addDays([today, first.wall.slice(0, 10)].sort().at(-1) ?? today, HORIZON_DAYS);
  const all = expandRule(rule, first.wall, timeZone, { before: horizon, most: SEARCH_DAYS });
  const behind = from === undefined ? all.occurrences : all.occurrences.filter(({ wall }) => wall.slice(0, 10) >= begin);
  const wanted = behind.slice(0, MOST);
  const cut = behind.length > MOST;
  const last = wanted.at(-1);
  for (const [index, { start }] of wanted.entries()) {
    const next = wanted[index + 1];
    if (next && start.getTime() + minutes * 60_000 > next.start.getTime())
      throw wrong('end', env.t('The meeting lasts longer than the time to its next date.'));
  }
  const out = new Set(exdates);
  const occurrences = wanted.filter(({ wall }) => !out.has(wall));
  if (from === undefined && occurrences.length === 0) throw wrong('rule', env.t('This rule has no dates.'));
  return {
    rule,
    text: ruleText(rule),
    wallStart: first.wall,
    occurrences,
    through: cut && last ? addDays(last.wall.slice(0, 10), 1) : horizon,
    complete: all.complete && !cut,
  };
}
