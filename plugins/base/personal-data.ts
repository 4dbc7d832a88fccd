import type { Env, Manifest } from '#core';

type Asked = { id?: string; email: string };

async function find(env: Env<'base'>, { id, email }: Asked) {
  const [person] = await env.model('base.person').find(id === undefined ? { email: email.toLowerCase() } : { id });
  return person;
}

/** What this plugin knows of a person, and how it forgets them: the row stays without a name, because meetings and logs point at it. */
export const personalData: NonNullable<Manifest['personalData']> = {
  async export(env: Env<'base'>, asked: Asked) {
    const person = await find(env, asked);
    if (!person) return {};
    const { photo, zoneChosenAt: _zoneChosenAt, account, ...plain } = person;
    const [accounts, sessions, memberships] = await Promise.all([
      account ? env.model('base.account').pick({ id: account }, ['email', 'active', 'lastSignIn', 'createdAt']) : [],
      account ? env.model('base.session').pick({ account }, ['device', 'address', 'lastSeenAt', 'expiresAt', 'createdAt']) : [],
      env.model('base.membership').pick({ person: person.id }, ['group']),
    ]);
    return {
      person: { ...plain, photo: photo ? Buffer.from(photo).toString('base64') : null },
      account: accounts[0] ?? null,
      sessions,
      groups: memberships.map((membership) => membership.group),
    };
  },
  async erase(env: Env<'base'>, asked: Asked) {
    return env.tx(async () => {
      const person = await find(env, asked);
      if (!person) return 0;
      await env.model('base.membership').delete({ person: person.id });
      await env.model('base.person').update(person.id, {
        name: 'Erased person',
        email: `erased-${person.id}@erased.invalid`,
        phone: null,
        photo: null,
        photoAt: null,
        active: false,
        account: null,
      });
      if (person.account) await env.model('base.account').delete({ id: person.account });
      return 1;
    });
  },
};
