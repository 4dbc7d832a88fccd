import { dayNumber, instantOf } from '#core';
import { daysOfRule } from './days-of-rule.ts';
import { parseRule, type Rule, ruleText } from './rule.ts';

/** The rule behind a stored text, which was read before it was stored. @throws TypeError otherwise */
export function storedRule({ rule, timeZone }: { rule: string; timeZone: string }): Rule {
  const read = parseRule(rule, timeZone);
  if ('fault' in read) throw new TypeError(`a stored rule cannot be read: ${rule}`);
  return read.rule;
}

/** The same rule, ended before a date of it (`YYYY-MM-DDTHH:MM` in the zone). */
export function endedBefore(rule: Rule, wall: string, timeZone: string): string {
  const at = instantOf(wall, timeZone);
  if (!at) throw new RangeError(`not a time: ${JSON.stringify(wall)}`);
  return ruleText({ ...rule, count: null, until: new Date(at.getTime() - 1000) });
}

/** How many dates the rule has before this one. */
export function datesBefore(rule: Rule, wallStart: string, wall: string): number {
  const last = dayNumber(wall.slice(0, 10));
  if (last === undefined) throw new RangeError(`not a time: ${JSON.stringify(wall)}`);
  let count = 0;
  for (const day of daysOfRule(rule, wallStart.slice(0, 10), last - 1)) if (day < last) count += 1;
  return count;
}
