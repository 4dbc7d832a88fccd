import type { Env } from '#core';
import { INVITE, type LinkKind, RESET } from './account-links.ts';
import { passwordChanged } from './contract.ts';
import { endSessions } from './end-sessions.ts';
import { accountFault } from './errors.ts';
import { hashPassword, passwordProblem, verifyPassword } from './passwords.ts';
import { type SessionCookie, startSession, type Visit } from './session-token.ts';
import { enter, lockPassword, stillHas } from './sign-in.ts';

/** @throws ACCOUNT_PASSWORD_WEAK with the reason beside the field. */
export function assertGoodPassword(env: Env<'base'>, password: string, about: readonly string[]): void {
  const problem = passwordProblem(password, about);
  if (problem) throw accountFault('ACCOUNT_PASSWORD_WEAK', { issues: [{ path: 'password', message: env.t(problem) }] });
}

/**
 * Stores it, ends every session of the account and makes all links that set a password useless. In the caller's transaction.
 * @param revokeKeys what else lets somebody in is to end too; undefined: nobody needs to be told, as it is the first password.
 */
export async function storePassword(
  env: Env<'base'>,
  target: { account: string; person: string },
  hash: string,
  revokeKeys: boolean | undefined,
): Promise<void> {
  const own = env.asPlugin();
  await lockPassword(own, target.person);
  await own.model('base.account').update(target.account, { passwordHash: hash });
  env.noteSecurity('password-changed', { account: target.account });
  await own.model('base.person').update({ id: target.person, joinedAt: null }, { joinedAt: own.now() });
  await endSessions(own, [target.account]);
  await own.tokens.revoke(RESET, target.person);
  await own.tokens.revoke(INVITE, target.person);
  if (revokeKeys !== undefined) await own.emit(passwordChanged, { person: target.person, request: own.id(), revokeKeys });
}

/**
 * Sets the password with a mailed link and signs in. Works once: two at the same time wait for one another, and the second finds the token gone.
 * @throws ACCOUNT_LINK_DEAD, ACCOUNT_PASSWORD_WEAK
 */
export async function setPasswordByLink(
  env: Env<'base'>,
  input: { kind: LinkKind; token: string; password: string; zone: string | undefined },
  visit: Visit,
): Promise<SessionCookie> {
  const own = env.asPlugin();
  const before = await findLink(own, input.kind, input.token);
  assertGoodPassword(env, input.password, [before.name, before.email]);
  const hash = await hashPassword(input.password);
  return own.tx(async () => {
    await lockPassword(own, before.id);
    // the address of the link may change meanwhile
    await own.model('base.person').lock({ id: before.id });
    const { account, id } = await findLink(own, input.kind, input.token);
    // whoever forgot a password may have lost it to somebody
    await storePassword(own, { account, person: id }, hash, input.kind === RESET ? true : undefined);
    return enter(env, account, input.zone, visit);
  });
}

/** Who the link is for. @throws ACCOUNT_LINK_DEAD where it was used, is too old, was never there, or the person is not active any more. */
export async function findLink(env: Env<'base'>, kind: LinkKind, token: string): Promise<{ id: string; name: string; email: string; account: string }> {
  const own = env.asPlugin();
  const found = await own.tokens.find(kind, token);
  const [person] = found
    ? await own.model('base.person').pick({ id: found.record, active: true, account: { where: { active: true } } }, ['name', 'email', 'account'])
    : [];
  if (!person?.account) throw accountFault('ACCOUNT_LINK_DEAD');
  return { id: person.id, name: person.name, email: person.email, account: person.account };
}

const wrongPassword = (env: Env<'base'>) =>
  accountFault('ACCOUNT_PASSWORD_WRONG', { issues: [{ path: 'current', message: env.t('This is not your current password.') }] });

/**
 * A signed-in person changes their own password: every session ends, the browser at hand gets a new one.
 * @throws ACCOUNT_PASSWORD_WRONG, ACCOUNT_PASSWORD_WEAK
 */
export async function changePassword(
  env: Env<'base'>,
  input: { account: string; person: string; current: string; password: string; revokeKeys: boolean },
  visit: Visit,
): Promise<SessionCookie> {
  const own = env.asPlugin();
  const [[account], [person]] = await Promise.all([
    own.model('base.account').pick({ id: input.account }, ['passwordHash']),
    own.model('base.person').pick({ id: input.person }, ['name', 'email']),
  ]);
  const matches = await verifyPassword(account?.passwordHash, input.current);
  if (!matches) throw wrongPassword(env);
  assertGoodPassword(env, input.password, person ? [person.name, person.email] : []);
  const hash = await hashPassword(input.password);
  return own.tx(async () => {
    await lockPassword(own, input.person);
    if (!account || !(await stillHas(own, account))) throw wrongPassword(env);
    await storePassword(own, input, hash, input.revokeKeys);
    return startSession(own, input.account, visit);
  });
}
