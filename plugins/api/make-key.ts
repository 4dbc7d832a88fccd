import { z } from 'zod';
import { type Env, fail, type KeyScope, textInput } from '#core';
import { KEY_KIND, KEY_PREFIX } from './key-token.ts';
import { apiSettings } from './settings.ts';

const DAY = 86_400_000;
/** Keys that one person may have in use: calls are counted per key, and so many keys must not make calls without end. */
const MOST_KEYS = 50;

export const keyForm = z.object({ name: textInput({ min: 1, max: 80 }), days: z.coerce.number().int().min(1).max(3_650) });

/** The person who is signed in, with a session and not with a key: no key makes another. @throws ACCESS_DENIED */
export function sessionOf(env: Env<'api'>): { person: string } {
  if (env.principal.kind !== 'user' || env.principal.key !== undefined) throw fail('ACCESS_DENIED');
  return { person: env.principal.person };
}

/** @returns the key itself, which nobody can show again: only its hash is kept. */
export async function makeKey(
  env: Env<'api'>,
  { name, days, scope }: { name: string; days: number; scope: KeyScope },
): Promise<{ id: string; token: string; expiresAt: Date }> {
  const { person } = sessionOf(env);
  const own = env.asPlugin();
  const { mostKeyDays } = await own.settings(apiSettings);
  if (days > mostKeyDays) {
    throw fail('INPUT_INVALID', { issues: [{ path: 'days', message: env.t('A key lasts at most {days} days here.', { days: mostKeyDays }) }] });
  }
  if (scope.read.length + scope.write.length + scope.act.length === 0) {
    throw fail('INPUT_INVALID', { issues: [{ path: 'scope', message: env.t('Choose what the key opens.') }] });
  }
  if ((await own.model('api.key').count({ person, revokedAt: null, expiresAt: { gt: env.now() } })) >= MOST_KEYS) {
    throw fail('INPUT_INVALID', { issues: [{ path: 'name', message: env.t('You have {count} keys in use. Please revoke one first.', { count: MOST_KEYS }) }] });
  }
  const token = `${KEY_PREFIX}${env.random(32)}`;
  const expiresAt = new Date(env.now().getTime() + days * DAY);
  return own.tx(async () => {
    const values = { person, name, start: token.slice(0, 10), expiresAt, scope: { read: [...scope.read], write: [...scope.write], act: [...scope.act] } };
    const { id } = await own.model('api.key').create(values);
    await own.tokens.issue(KEY_KIND, `${person}/${id}`, { expiresAt, token });
    return { id, token, expiresAt };
  });
}

/** From this moment it opens nothing, in any process. Administrators revoke everybody's. @throws NOT_FOUND */
export async function revokeKey(env: Env<'api'>, id: string): Promise<void> {
  const { person } = sessionOf(env);
  const own = env.asPlugin();
  await own.tx(async () => {
    const [key] = await own.model('api.key').update({ id, ...(env.inGroup('base.admin') ? {} : { person }) }, { revokedAt: own.now() });
    if (!key) throw fail('NOT_FOUND');
    await own.tokens.revoke(KEY_KIND, `${key.person}/${id}`);
  });
}
