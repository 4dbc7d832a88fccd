import { type Env, fail } from '#core';

/** Makes the person's direct groups exactly these; with the rights of who acts. Unknown names are refused. @throws INPUT_INVALID, ACCOUNT_LAST_ADMIN, NOT_FOUND */
export async function setGroups(env: Env<'base'>, person: string, wanted: readonly string[]): Promise<void> {
  const known = new Set(env.catalog.groups().map((group) => group.name));
  if (wanted.some((group) => !known.has(group))) throw fail('INPUT_INVALID', { issues: [{ path: 'groups', message: env.t('There is no such group.') }] });
  if (!env.can('base.membership', 'create')) throw fail('ACCESS_DENIED');
  await env.tx(async () => {
    await env.model('base.person').get(person);
    const memberships = env.model('base.membership');
    const present = await memberships.pick({ person }, ['group']);
    const has = new Set(present.map((membership) => membership.group));
    // new ones first, so that changing from one administrators' group to another is never refused
    const add = [...new Set(wanted)].filter((group) => !has.has(group));
    if (add.length > 0) await memberships.create(add.map((group) => ({ person, group })));
    const remove = present.filter((membership) => known.has(membership.group) && !wanted.includes(membership.group));
    if (remove.length > 0) await memberships.delete({ id: { in: remove.map((membership) => membership.id) } });
  });
}
