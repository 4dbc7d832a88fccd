import { z } from 'zod';

/**
 * local@domain without quoting, comments, lists or display names: what a mail server could read as a second recipient (comma, semicolon, angle brackets, quotes, line breaks) never gets in.
 * The local part in ASCII as RFC 5321 has it unquoted; the domain as host names with at least two labels.
 */
const address = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]([a-z0-9-]{0,61}[a-z0-9])?)$/;

const message = 'Please write an e-mail address such as ann@example.com.';

/** One bare address, trimmed and in lower case; at most 254 characters, 64 before the `@` (RFC 5321 §4.5.3.1). */
export const email = () =>
  z
    .string()
    .trim()
    .toLowerCase()
    .max(254, message)
    .regex(address, message)
    .refine((value) => value.indexOf('@') <= 64, message);
