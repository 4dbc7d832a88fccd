import { z } from 'zod';
import type { FieldInfo } from './field-value.tsx';

/** Of JSON that is nothing but a list of plain values: of which kind. People read and write it as one line, `15, 30`. */
export function plainListOf({ kind, options }: FieldInfo): 'number' | 'text' | undefined {
  if (kind !== 'json' || !(options.schema instanceof z.ZodArray)) return undefined;
  const { element } = options.schema;
  return element instanceof z.ZodNumber ? 'number' : element instanceof z.ZodString ? 'text' : undefined;
}

/** @returns undefined where one of them should be a number and is none */
export function readPlainList(text: string, of: 'number' | 'text'): (string | number)[] | undefined {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== '');
  if (of === 'text') return parts;
  const numbers = parts.map(Number);
  return numbers.every(Number.isFinite) ? numbers : undefined;
}
