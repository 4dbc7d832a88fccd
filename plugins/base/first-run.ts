import type { Env } from '#core';
import { ensureAdmin } from './ensure-admin.ts';

/** Where the example workspace's people live on the clock. */
const EXAMPLE_ZONE = 'Europe/Berlin';

/**
 * The first administrator: the environment's, or in development one with a made-up password that is printed once. Nothing where there is a person already.
 * @returns lines to print
 */
export async function firstAdmin(
  env: Env<'base'>,
  given: { email: string | undefined; password: string | undefined },
): Promise<{ label: string; value: string }[]> {
  if (given.email && given.password) {
    const { created } = await ensureAdmin(env, { email: given.email, password: given.password, name: given.email.split('@')[0] ?? given.email });
    return created ? [{ label: 'Administrator', value: given.email }] : [];
  }
  if (env.mode !== 'development' || (await env.model('base.person').count(true)) > 0) return [];
  const password = env.random(12);
  const email = given.email ?? 'admin@example.org';
  await ensureAdmin(env, { email, password, name: 'Alex Admin', timeZone: EXAMPLE_ZONE });
  return [
    { label: 'Administrator', value: email },
    { label: 'Password', value: `${password}   (shown only now)` },
  ];
}

/** A host for the example workspace. */
export async function example(env: Env<'base'>): Promise<[]> {
  await env.model('base.person').create({ name: 'Ann Example', email: 'ann@example.org', timeZone: EXAMPLE_ZONE, language: 'en' });
  return [];
}
