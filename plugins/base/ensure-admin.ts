import type { Env } from '#core';
import { assertPlugin } from './assert-plugin.ts';
import { hashPassword } from './passwords.ts';
import { workspaceSettings } from './settings.ts';

/**
 * An active administrator with this address. A password that is already there stays, so that a restart never undoes a change.
 * @returns the person, and whether anything had to be made.
 */
export async function ensureAdmin(
  env: Env<'base'>,
  input: { email: string; password: string; name: string; timeZone?: string },
): Promise<{ person: string; created: boolean }> {
  assertPlugin(env.caller);
  return ensureUser(env, { ...input, group: 'base.admin' });
}

/** Account, person and membership, each made where it is missing. The zone counts as not chosen yet, so that the browser's is taken at the first sign-in. */
export async function ensureUser(
  env: Env<'base'>,
  input: { email: string; password: string; name: string; timeZone?: string; group?: string },
): Promise<{ person: string; created: boolean }> {
  const own = env.asPlugin();
  const email = input.email.trim().toLowerCase();
  const passwordHash = await hashPassword(input.password);
  const { timeZone, language } = await own.settings(workspaceSettings);
  return own.tx(async () => {
    await own.lockKeys([`base.account:${email}`]);
    const accounts = own.model('base.account');
    const [known] = await accounts.pick({ email }, ['passwordHash', 'active']);
    const account = known ?? (await accounts.create({ email, passwordHash }));
    if (known && (known.passwordHash === null || !known.active))
      await accounts.update(known.id, { active: true, passwordHash: known.passwordHash ?? passwordHash });
    const people = own.model('base.person');
    const [present] = await people.pick({ $or: [{ account: account.id }, { email }] }, ['active', 'account']);
    const person =
      present ?? (await people.create({ name: input.name, email, account: account.id, timeZone: input.timeZone ?? timeZone, language, joinedAt: own.now() }));
    if (present && (!present.active || present.account !== account.id)) await people.update(present.id, { active: true, account: account.id });
    const memberships = own.model('base.membership');
    if (input.group && (await memberships.count({ person: person.id, group: input.group })) === 0)
      await memberships.create({ person: person.id, group: input.group });
    return { person: person.id, created: known === undefined || present === undefined };
  });
}
