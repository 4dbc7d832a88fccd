import type { Env } from '#core';
import { accountFault } from './errors.ts';
import { verifyPassword } from './passwords.ts';
import { type SessionCookie, startSession, type Visit } from './session-token.ts';

/**
 * Checks the password and starts a session with a new token; the session that the browser had ends.
 * An unknown address, a closed account, an account without a password and a wrong password give the same answer after the same work.
 * @param zone the browser's IANA zone, already checked; taken as the person's own at the first sign-in.
 * @throws ACCOUNT_SIGN_IN_FAILED
 */
export async function signIn(env: Env<'base'>, input: { email: string; password: string; zone: string | undefined }, visit: Visit): Promise<SessionCookie> {
  const own = env.asPlugin();
  const [account] = await own.model('base.account').pick({ email: input.email, active: true }, ['passwordHash']);
  const matches = await verifyPassword(account?.passwordHash, input.password);
  if (!account || !matches) {
    env.noteSecurity('sign-in-failed', account ? { account: account.id } : {});
    throw accountFault('ACCOUNT_SIGN_IN_FAILED');
  }
  return enter(env, account.id, input.zone, visit);
}

/** Starts the session of somebody who has just proved who they are. @throws ACCOUNT_SIGN_IN_FAILED where the person is not active. */
export async function enter(env: Env<'base'>, account: string, zone: string | undefined, visit: Visit): Promise<SessionCookie> {
  const own = env.asPlugin();
  return own.tx(async () => {
    const [person] = await own.model('base.person').pick({ account, active: true }, ['zoneChosenAt']);
    if (!person) throw accountFault('ACCOUNT_SIGN_IN_FAILED');
    if (env.principal.kind === 'user') await own.model('base.session').delete({ id: env.principal.session });
    await own.model('base.account').update(account, { lastSignIn: own.now() });
    if (zone !== undefined && person.zoneChosenAt === null) await own.model('base.person').update(person.id, { timeZone: zone, zoneChosenAt: own.now() });
    env.noteSecurity('sign-in', { account });
    return startSession(own, account, visit);
  });
}
