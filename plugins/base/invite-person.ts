import type { Create, Env } from '#core';
import { fail } from '#core';
import { personInvited } from './contract.ts';

/** Makes person and account and asks for the invitation mail; with the rights of who acts. @returns the person's id. @throws RECORD_DUPLICATE */
export async function invitePerson(env: Env<'base'>, values: Omit<Create<'base', 'base.person'>, 'account' | 'id'>): Promise<string> {
  return env.tx(async () => {
    const accounts = env.asPlugin().model('base.account');
    const email = values.email.trim().toLowerCase();
    const [known] = await accounts.pick({ email }, ['active']);
    const account = known ?? (await accounts.create({ email }));
    const person = await env.model('base.person').create({ ...values, email, account: account.id });
    await env.emit(personInvited, { person: person.id, request: env.id() });
    return person.id;
  });
}

/** Mails the invitation again, with a new link. @throws ACCESS_DENIED, NOT_FOUND */
export async function inviteAgain(env: Env<'base'>, person: string): Promise<void> {
  if (!env.can('base.person', 'update')) throw fail('ACCESS_DENIED');
  await env.model('base.person').get(person);
  await env.emit(personInvited, { person, request: env.id() });
}
