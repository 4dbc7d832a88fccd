import { z } from 'zod';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const unusual = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** One line from a form. */
export const lineField = (max: number) => z.string().trim().max(max).refine((value) => !unusual.test(value), 'Please leave out line breaks and control characters.');

export const emailField = z.string().trim().toLowerCase().max(254).pipe(z.email('Please write an e-mail address such as ann@example.com.'));

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined && !/^[+-]/.test(zone);
  } catch {
    return false;
  }
};

export const zoneField = z.string().max(60).refine(isZone, 'Please choose a time zone from the list.');

/** The zone that a script noted in a form; anything odd counts as not given. */
export const optionalZone = zoneField.optional().catch(undefined);
