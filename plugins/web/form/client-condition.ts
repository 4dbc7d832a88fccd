import type { AnyDomain } from '#core';

/**
 * A condition that the page can look at while somebody types: conditions over the given fields with plain values.
 * @returns undefined for others; those are the server's alone.
 */
export function clientCondition(domain: AnyDomain, fields: ReadonlySet<string>): AnyDomain | undefined {
  const plain = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value);
  const works = (one: unknown): boolean => {
    if (typeof one === 'boolean') return true;
    if (typeof one !== 'object' || one === null) return false;
    return Object.entries(one).every(([key, condition]) => {
      if (condition === undefined) return true;
      if (key === '$and' || key === '$or') return Array.isArray(condition) && condition.every(works);
      if (key === '$not') return works(condition);
      if (!fields.has(key)) return false;
      if (plain(condition)) return true;
      if (typeof condition !== 'object' || condition === null) return false;
      return Object.entries(condition).every(([operator, operand]) =>
        operator === 'in' || operator === 'notIn'
          ? Array.isArray(operand) && operand.every(plain)
          : ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'].includes(operator) && plain(operand),
      );
    });
  };
  return works(domain) ? domain : undefined;
}
