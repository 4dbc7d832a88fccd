import { type AnyDomain, fail } from '#core';

/** Members of one filter, all levels together. */
const MOST_NODES = 200;
const DEEPEST = 10;
const LONGEST = 8_000;
const LONGEST_LIST = 1_000;

const refused = (message: string) => fail('INPUT_INVALID', { issues: [{ path: 'filter', message }] });
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

function instantOf(value: unknown): Date {
  const date = typeof value === 'string' && instant.test(value) ? new Date(value) : undefined;
  if (!date || Number.isNaN(date.getTime())) throw refused('Write instants as 2027-03-09T10:00:00Z.');
  return date;
}

type Count = { nodes: number };

function countNode(count: Count, depth: number): void {
  count.nodes += 1;
  if (count.nodes > MOST_NODES) throw refused('The filter has too many parts.');
  if (depth > DEEPEST) throw refused('The filter is too deep.');
}

function readDomain(value: unknown, count: Count, depth: number): AnyDomain {
  countNode(count, depth);
  if (typeof value === 'boolean') return value;
  if (!isObject(value)) throw refused('A filter is an object such as {"name": {"like": "ann"}}.');
  const domain: Record<string, unknown> = {};
  for (const [key, condition] of Object.entries(value)) {
    if (key === '$and' || key === '$or') {
      if (!Array.isArray(condition)) throw refused(`"${key}" needs a list of filters.`);
      domain[key] = condition.map((one) => readDomain(one, count, depth + 1));
    } else if (key === '$not') domain[key] = readDomain(condition, count, depth + 1);
    else if (/^[a-z][A-Za-z0-9]*$/.test(key)) domain[key] = readCondition(condition, count, depth + 1);
    else throw refused('A filter is made of field names, $and, $or and $not.');
  }
  return domain as AnyDomain;
}

function readCondition(value: unknown, count: Count, depth: number): unknown {
  countNode(count, depth);
  if (!isObject(value)) {
    if (Array.isArray(value)) throw refused('Write {"in": […]} for a list.');
    return value;
  }
  if ('$var' in value) {
    if (value.$var !== 'me' || Object.keys(value).length > 1) throw refused('The only variable is {"$var": "me"}.');
    return { $var: 'me' };
  }
  const operators = Object.entries(value).map(([operator, operand]): [string, unknown] => {
    switch (operator) {
      case 'where':
      case 'some':
      case 'none':
        return [operator, readDomain(operand, count, depth + 1)];
      case 'in':
      case 'notIn':
        if (!Array.isArray(operand) || operand.length > LONGEST_LIST || operand.some((one) => typeof one === 'object' && one !== null))
          throw refused(`"${operator}" needs a list of at most ${LONGEST_LIST} values.`);
        return [operator, operand];
      case 'overlaps':
        if (!isObject(operand)) throw refused('"overlaps" needs {"start": …, "end": …}.');
        return [operator, { start: instantOf(operand.start), end: instantOf(operand.end) }];
      case 'contains':
        return [operator, instantOf(operand)];
      case 'eq':
      case 'ne':
      case 'lt':
      case 'lte':
      case 'gt':
      case 'gte':
      case 'like':
        return [operator, isObject(operand) ? readCondition(operand, count, depth + 1) : operand];
      default:
        throw refused('There is no such condition. There are eq, ne, lt, lte, gt, gte, in, notIn, like, overlaps, contains, where, some and none.');
    }
  });
  return Object.fromEntries(operators);
}

/**
 * A filter as it stands in an address: a domain as JSON. Shape and size are checked here; fields and kinds of values by the repository, for whom a field that
 * the caller may not see does not exist.
 * @throws INPUT_INVALID
 */
export function readFilter(text: string | undefined): AnyDomain {
  if (text === undefined || text === '') return true;
  if (text.length > LONGEST) throw refused('The filter is too long.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw fail('INPUT_INVALID', { issues: [{ path: 'filter', message: 'The filter is not JSON.' }], cause });
  }
  return readDomain(value, { nodes: 0 }, 0);
}
