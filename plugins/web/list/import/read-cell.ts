import { type Env, instantOf, isCivilDate } from '#core';
import { words } from '../../components/display.tsx';
import type { FieldInfo } from '../../field-value.tsx';
import { withoutApostrophe } from '../export/formula-safe.ts';

/** The value of a cell, or what is wrong with it in words. */
export type CellReading = { value: unknown } | { fault: string };

/** Kinds whose values are short however they are written: what is longer is looked at no further. */
const short = new Set<FieldInfo['kind']>(['bool', 'int', 'number', 'choice', 'date', 'instant']);
const LONGEST_SHORT = 200;

const yes = new Set(['true', 'yes', 'y', '1', 'x', 'on', 'wahr', 'ja']);
const no = new Set(['false', 'no', 'n', '0', '', 'off', 'falsch', 'nein']);

/** `2027-03-09`, `9.3.2027`; other orders of day and month are too easily mistaken. */
function civil(text: string): string | undefined {
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  const date = day && month && year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text;
  return isCivilDate(date) ? date : undefined;
}

function instant(text: string, zone: string): Date | undefined {
  const [, day = '', clock = '00:00', offset] = /^(\S+?)(?:[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:\d{2})?)?$/.exec(text) ?? [];
  const date = civil(day);
  if (!date) return undefined;
  const wall = `${date}T${clock.length < 5 || clock[1] === ':' ? `0${clock}` : clock}`;
  if (!offset) return instantOf(wall, zone);
  const at = new Date(`${wall}${offset}`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** Plain numbers with a point or a comma for decimals; signs between thousands are refused because they can be mistaken. */
function number(text: string): number | undefined {
  const plain = text.replace(/[\s\u00a0]/g, '');
  return /^-?\d+([.,]\d+)?(e[+-]?\d+)?$/i.test(plain) ? Number(plain.replace(',', '.')) : undefined;
}

/** Reads a cell that is not empty. References are read elsewhere, all at once. */
export function readCell(env: Env, field: FieldInfo, cell: string, zone: string): CellReading {
  const text = withoutApostrophe(cell).trim();
  const wrong = (fault: string): CellReading => ({ fault: env.t(fault) });
  if (short.has(field.kind) && text.length > LONGEST_SHORT) return wrong('A cell of the table is too long.');
  switch (field.kind) {
    case 'bool': {
      const low = text.toLowerCase();
      if (yes.has(low) || low === env.t('Yes').toLowerCase()) return { value: true };
      if (no.has(low) || low === env.t('No').toLowerCase()) return { value: false };
      return wrong('Use yes or no.');
    }
    case 'int':
    case 'number': {
      const value = number(text);
      return value === undefined ? wrong('Use a number.') : { value };
    }
    case 'choice': {
      const low = text.toLowerCase();
      const found = field.options.choices?.find((one) => [one, words(one), env.t(words(one))].some((name) => name.toLowerCase() === low));
      return found === undefined ? wrong('Choose one of the list.') : { value: found };
    }
    case 'date': {
      const value = civil(text.replace(/[T ]00:00(:00)?$/, ''));
      return value === undefined ? wrong('Use a date such as 2027-03-09.') : { value };
    }
    case 'instant': {
      const value = instant(text, zone);
      return value === undefined ? wrong('Use a date and a time such as 2027-03-09 10:00.') : { value };
    }
    case 'json':
      try {
        return { value: JSON.parse(text) };
      } catch {
        return wrong('This is no JSON.');
      }
    case 'longText':
      return { value: withoutApostrophe(cell) };
    default:
      return { value: text };
  }
}
