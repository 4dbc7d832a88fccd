import { z } from 'zod';
import { type Env, textInput, zone } from '#core';
import { languageCodes } from './languages.ts';

/** What people change about themselves. */
export const preferencesForm = z.object({
  name: textInput({ min: 1, max: 120 }),
  phone: textInput({ max: 40 }).default(''),
  timeZone: zone(),
  language: z.enum(languageCodes),
  hour12: z.enum(['12', '24']).transform((value) => value === '12'),
  weekStart: z.coerce.number().int().min(1).max(7),
});

/** The person who is signed in; routes with `auth: 'user'` have one. */
export function selfOf(env: Env<'base'>): { account: string; person: string; session: string } {
  const { principal } = env;
  if (principal.kind !== 'user') throw new TypeError('this route needs auth: user');
  return principal;
}

/** Own preferences only, whatever the form says. Choosing a zone by hand means that the browser's is not taken any more. */
export async function savePreferences(env: Env<'base'>, values: z.output<typeof preferencesForm>): Promise<void> {
  const own = env.asPlugin();
  await own.model('base.person').update(selfOf(env).person, { ...values, phone: values.phone || null, zoneChosenAt: env.now() });
}

/** Own zone only: the answer to "you seem to be somewhere else". */
export async function saveZone(env: Env<'base'>, timeZone: string): Promise<void> {
  await env.asPlugin().model('base.person').update(selfOf(env).person, { timeZone, zoneChosenAt: env.now() });
}
