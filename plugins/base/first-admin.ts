import type { Env } from '#core';
import { ensureUser } from './ensure-admin.ts';
import { groupsThatImply } from './expand-groups.ts';

/**
 * The first administrator, where there is none yet. In development address and password are made up; elsewhere both must be given, and nothing is made without them.
 * @returns what `start` prints, once
 */
export async function firstAdmin(
  env: Env<'base'>,
  given: { email: string | undefined; password: string | undefined },
): Promise<{ label: string; value: string }[]> {
  const groups = groupsThatImply('base.admin', env.catalog.groups());
  if ((await env.model('base.membership').count({ group: { in: groups } })) > 0) return [];
  const invent = env.mode === 'development';
  const email = given.email ?? (invent ? 'admin@example.com' : undefined);
  const password = given.password ?? (invent ? env.random(12) : undefined);
  if (email === undefined || password === undefined) return [];
  await ensureUser(env, { email, password, name: 'Administrator', group: 'base.admin' });
  return [
    { label: 'Sign in', value: '{base}/sign-in' },
    { label: 'Administrator', value: email },
    ...(given.password === undefined ? [{ label: 'Password (shown only now)', value: password }] : []),
  ];
}
