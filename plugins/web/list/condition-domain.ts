import { type AnyDomain, addDays, type Env, fail, instantOf, isCivilDate } from '#core';
import type { FieldInfo } from '../field-value.tsx';
import { beginOf, periodStretch, type Stretch } from './calendar-stretch.ts';
import type { ListCondition } from './list-state.ts';

const isId = (text: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);

const unusable = (message: string) => fail('INPUT_INVALID', { issues: [{ path: 'where', message }] });

/** Values of an instant or date field within a stretch of the viewer's calendar. */
export const stretchDomain = (env: Env, field: FieldInfo, { from, to }: Stretch): AnyDomain =>
  field.kind === 'date' ? { gte: from, lt: to } : { gte: beginOf(from, env.preferences.timeZone), lt: beginOf(to, env.preferences.timeZone) };

/** `before` ends where the day begins, `after` begins where it ends; a time of the day is taken to the minute. */
function around(env: Env, field: FieldInfo, operator: string, value: string): AnyDomain {
  const zone = env.preferences.timeZone;
  // the day after must still be one of the calendar
  if (isCivilDate(value) && value >= '0001-01-02' && value < '9999-12-30') {
    if (operator === 'on') return stretchDomain(env, field, { from: value, to: addDays(value, 1) });
    const bound = operator === 'before' ? value : addDays(value, 1);
    const at = field.kind === 'date' ? bound : beginOf(bound, zone);
    return operator === 'before' ? { lt: at } : { gte: at };
  }
  const at = field.kind === 'instant' && operator !== 'on' && value.includes('T') && value < '9999-12-30' ? instantOf(value, zone) : undefined;
  if (!at) throw unusable('Use a date such as 2027-03-09.');
  return operator === 'before' ? { lt: at } : { gt: at };
}

function number(field: FieldInfo, value: string): number {
  const parsed = value.trim() === '' ? Number.NaN : Number(value.replace(',', '.'));
  if (!Number.isFinite(parsed)) throw unusable('Use a number.');
  if (field.kind === 'int' && !Number.isInteger(parsed)) throw unusable('Use a whole number.');
  return parsed;
}

/** One condition of the filter builder as a domain, in the viewer's zone. @throws INPUT_INVALID for a value that the field cannot be compared with */
export function conditionDomain(env: Env, field: FieldInfo, { field: name, operator, value }: ListCondition): AnyDomain {
  const textual = ['text', 'longText', 'email', 'zone'].includes(field.kind);
  if (operator === 'set') return textual ? { $and: [{ [name]: { ne: null } }, { [name]: { ne: '' } }] } : { [name]: { ne: null } };
  if (operator === 'unset') return textual ? { $or: [{ [name]: null }, { [name]: '' }] } : { [name]: null };
  if (value === '') throw unusable('Please fill in what to look for.');
  switch (field.kind) {
    case 'ref': {
      const title = env.catalog.model(field.options.target ?? '').title;
      if (operator === 'like') return { [name]: { where: { [title]: { like: value } } } };
      return isId(value) ? { [name]: value } : { [name]: { where: { [title]: value } } };
    }
    case 'bool':
      if (value !== 'true' && value !== 'false') throw unusable('Choose one of the list.');
      return { [name]: value === 'true' };
    case 'choice':
      if (!field.options.choices?.includes(value)) throw unusable('Choose one of the list.');
      return { [name]: { [operator]: value } };
    case 'int':
    case 'number':
      return { [name]: { [operator]: number(field, value) } };
    case 'date':
    case 'instant': {
      const stretch = operator === 'in' ? periodStretch(env, value) : undefined;
      if (operator === 'in' && !stretch) throw unusable('Choose one of the list.');
      return { [name]: stretch ? stretchDomain(env, field, stretch) : around(env, field, operator, value) };
    }
    case 'uuid':
      return { [name]: value };
    default:
      return operator === 'unlike' ? { $not: { [name]: { like: value } } } : { [name]: { [operator]: value } };
  }
}
