import type { Env, Principal } from '#core';
import type { TestApp } from '#core/testing';

/** Somebody with an account that is open, who could sign in; the same again for the same address. */
export async function makePerson(app: TestApp, email: string, admin = false): Promise<Principal & { kind: 'user' }> {
  const base: Env<'base'> = app.env('base');
  const [known] = await base.model('base.person').pick({ email }, ['email']);
  const person = known ?? (await base.model('base.person').create({ name: email, email, account: (await base.model('base.account').create({ email })).id }));
  if (admin && !known) await base.model('base.membership').create({ person: person.id, group: 'base.admin' });
  const found = await app.env('api').service('base').personPrincipal({ person: person.id });
  if (!found) throw new Error(`${email} has no account`);
  return found.principal;
}
