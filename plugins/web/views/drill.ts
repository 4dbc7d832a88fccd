import type { CatalogModel } from '#core';
import { addDays } from '#core';
import { stretchFrom } from '../list/calendar-stretch.ts';
import { type ListCondition, type ListState, listAddress } from '../list/list-state.ts';
import { operatorsFor } from '../list/operators.ts';
import { type Key, NONE } from './measured.ts';

/** The list of the records behind a value of an axis; undefined where the list has no words for it. */
export function drillAddress(model: CatalogModel, state: ListState, keys: readonly { key: Key; value: string }[]): string | undefined {
  const where: ListCondition[] = [];
  for (const { key, value } of keys) {
    const field = model.fields[key.field];
    const operators = new Set(field ? operatorsFor(field).map(({ name }) => name) : []);
    if (value === NONE) {
      if (!operators.has('unset')) return undefined;
      where.push({ field: key.field, operator: 'unset', value: '' });
    } else if (key.every) {
      if (!operators.has('after') || !operators.has('before')) return undefined;
      where.push(
        { field: key.field, operator: 'after', value: addDays(value, -1) },
        { field: key.field, operator: 'before', value: stretchFrom(value, key.every).to },
      );
    } else if (operators.has('eq')) where.push({ field: key.field, operator: 'eq', value });
    else return undefined;
  }
  return listAddress(model.name, { ...state, filter: state.filter ?? 'all', where: [...state.where, ...where] });
}
