import type { Env, Row } from '#core';
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
  const session =
    account && matches
      ? await own.tx(async () => {
          const [person] = await own.model('base.person').pick({ account: account.id }, ['active']);
          if (person) await lockPassword(own, person.id);
          return (await stillHas(own, account)) ? enter(env, account.id, input.zone, visit) : undefined;
        })
      : undefined;
  if (session) return session;
  env.noteSecurity('sign-in-failed', account ? { account: account.id } : {});
  throw accountFault('ACCOUNT_SIGN_IN_FAILED');
}

/** Until the end of the transaction nobody sets the person's password, and nobody comes in by it. */
export const lockPassword = (env: Env<'base'>, person: string): Promise<void> => env.lockKeys([`base.password:${person}`]);

/** Checking a password takes a while: a change meanwhile has ended every session, and none may begin by the old password after that. */
export const stillHas = async (env: Env<'base'>, { id, passwordHash }: Pick<Row<'base', 'base.account'>, 'id' | 'passwordHash'>): Promise<boolean> =>
  (await env.asPlugin().model('base.account').count({ id, active: true, passwordHash })) > 0;

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
