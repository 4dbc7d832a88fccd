import { z } from 'zod';

/** C0 and C1 control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
/** The same, but tab and line feed may stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlInLines = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
/** Marks that turn the direction of what follows: `exe.txt` can be made to read otherwise. */
const direction = /[\u202a-\u202e\u2066-\u2069]/g;
/** Neither PostgreSQL nor JSON can hold half a character. */
const whole = (value: string): boolean => value.isWellFormed();

const tidy = (value: string): string => value.replace(direction, '').trim();

const refusal = 'Please leave out control characters.';

type Limits = { max?: number; min?: number };

const bounded = (limits: Limits, otherwise: number) =>
  z
    .string()
    .min(limits.min ?? 0, limits.min === 1 ? 'Please fill this in.' : undefined)
    .max(limits.max ?? otherwise);

/**
 * One line: trimmed, direction marks taken out; NUL, control characters, line breaks and lone surrogates are refused (PostgreSQL would answer a NUL with an error of its own).
 * `max` 200 unless given; lengths in UTF-16 units, after trimming.
 */
export const text = (limits: Limits = {}) =>
  z
    .string()
    .refine(whole, refusal)
    .transform(tidy)
    .refine((value) => !control.test(value), refusal)
    .pipe(bounded(limits, 200));

/** Many lines: CRLF and CR become LF, tabs stay; otherwise as `text`. `max` 10,000 unless given. */
export const longText = (limits: Limits = {}) =>
  z
    .string()
    .refine(whole, refusal)
    .transform((value) => tidy(value.replace(/\r\n?/g, '\n')))
    .refine((value) => !controlInLines.test(value), refusal)
    .pipe(bounded(limits, 10_000));

/** For addresses of pages: `room-4`. */
export const slug = (limits: Limits = {}) =>
  z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Please use letters, digits and single hyphens.')
    .pipe(bounded(limits, 80));
