import { z } from 'zod';
import { type Create, defineViews, type Env, fail, formatDateTime, type RecordAction, type Update } from '#core';
import { Avatar } from '../web/contract.ts';
import { inviteAgain, invitePerson } from './invite-person.ts';
import { photoAddress } from './people.ts';
import { workspaceSettings } from './settings.ts';

const adminOnly = ['base.admin'];

/** Where somebody looks after what a person leaves behind; undefined: nowhere, or there is nothing. */
async function leftBehind(env: Env<'base'>, person: string): Promise<string | undefined> {
  for (const [key, held] of env.implementations('base.left-behind')) {
    const address = await held.page(env.implementer('base.left-behind', key), person);
    if (address) return address;
  }
  return undefined;
}

const actions = [
  {
    name: 'invite-again',
    bulk: true,
    label: 'Invite again',
    icon: 'mail',
    groups: adminOnly,
    visible: { active: true, joinedAt: null, account: { ne: null } },
    async run(env: Env<'base'>, id) {
      await inviteAgain(env, id);
      return { message: env.t('A new invitation is on its way.') };
    },
  },
  {
    name: 'deactivate',
    bulk: true,
    label: 'Deactivate',
    icon: 'user-x',
    style: 'danger',
    groups: adminOnly,
    confirm:
      'The person is signed out at once and cannot sign in until reactivated. Meetings stay as they are; booking links are closed to guests until somebody else has them.',
    visible: { active: true },
    async run(env: Env<'base'>, id) {
      await env.model('base.person').update(id, { active: false });
      const to = await leftBehind(env, id);
      return { message: env.t('Deactivated; all sessions were ended.'), ...(to ? { to } : {}) };
    },
  },
  {
    name: 'reactivate',
    bulk: true,
    label: 'Reactivate',
    icon: 'user-check',
    style: 'primary',
    groups: adminOnly,
    visible: { active: false },
    async run(env: Env<'base'>, id) {
      await env.model('base.person').update(id, { active: true });
      return { message: env.t('Reactivated.') };
    },
  },
] satisfies readonly RecordAction[];

/** What the form of a person sends; fields that other plugins put on it go along. */
const submitted = z.looseObject({
  name: z.string(),
  email: z.string(),
  phone: z.string().nullish(),
  timeZone: z.string().optional(),
  language: z.string().optional(),
  hour12: z.boolean().optional(),
  weekStart: z.number().optional(),
});

/** Saves a person; a new one gets an account, the workspace's zone and language, and an invitation. */
async function save(env: Env<'base'>, id: string | undefined, values: Record<string, unknown>): Promise<string> {
  if (id !== undefined) {
    await env.model('base.person').update(id, values as Update<'base', 'base.person'>);
    return id;
  }
  if (!env.can('base.person', 'create')) throw fail('ACCESS_DENIED');
  const parsed = submitted.safeParse(values);
  if (!parsed.success)
    throw fail('INPUT_INVALID', { issues: parsed.error.issues.map(({ path }) => ({ path: path.join('.'), message: 'Please fill this in.' })) });
  const { name, email, ...rest } = parsed.data;
  const defaults = await env.settings(workspaceSettings);
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined && value !== null && value !== '')) as Partial<
    Create<'base', 'base.person'>
  >;
  return invitePerson(env, { timeZone: defaults.timeZone, language: defaults.language, ...given, name, email });
}

async function accessPanel(env: Env<'base'>, record: Record<string, unknown> & { id: string }): Promise<unknown> {
  if (!env.inGroup('base.admin')) return null;
  const own = env.asPlugin();
  const [[person], memberships] = await Promise.all([
    own.model('base.person').pick({ id: record.id }, ['account', 'photoAt']),
    own.model('base.membership').pick({ person: record.id }, ['group']),
  ]);
  const [account] = person?.account ? await own.model('base.account').pick({ id: person.account }, ['passwordHash', 'lastSignIn']) : [];
  const titles = new Map(env.catalog.groups().map((group) => [group.name, group.title]));
  const state = !account
    ? env.t('No account: cannot sign in')
    : account.passwordHash === null
      ? env.t('Invited, no password yet. A change of the address ends the invitation: send it again then.')
      : account.lastSignIn
        ? env.t('Last signed in {when}', { when: formatDateTime(account.lastSignIn, env.preferences.timeZone, env.preferences) })
        : env.t('Has a password, never signed in');
  const photo = person ? photoAddress(person) : null;
  return (
    <section class="section">
      <h2>{env.t('Access')}</h2>
      {photo ? <Avatar name={String(record.name)} photo={photo} large /> : null}
      <p>{state}</p>
      <p>
        {env.t('Groups')}:{' '}
        {memberships.length === 0 ? env.t('User') : memberships.map((membership) => env.t(titles.get(membership.group) ?? membership.group)).join(', ')}
      </p>
      <p>
        <a class="button" href={`/app/base.person/${record.id}/groups`}>
          {env.t('Change groups')}
        </a>
      </p>
    </section>
  );
}

export const personViews = defineViews<'base'>([
  {
    kind: 'list',
    model: 'base.person',
    title: 'People',
    columns: ['name', 'email', 'timeZone', 'language', 'active'],
    filters: [
      { name: 'active', label: 'Active', domain: { active: true }, default: true },
      { name: 'invited', label: 'Invited', domain: { active: true, joinedAt: null, account: { ne: null } } },
      { name: 'inactive', label: 'Deactivated', domain: { active: false } },
      { name: 'admins', label: 'Administrators', domain: { memberships: { some: { group: 'base.admin' } } } },
    ],
    search: ['name', 'email'],
    order: ['name'],
    empty: 'Nobody here. Invite the first person.',
  },
  {
    kind: 'form',
    model: 'base.person',
    sections: [
      {
        fields: [
          'name',
          { name: 'email', copy: true, help: 'A change ends the sessions and the links that were mailed; whoever has not joined yet needs a new invitation.' },
          'phone',
        ],
      },
      { title: 'Habits', fields: ['timeZone', 'language', 'hour12', 'weekStart'] },
    ],
    actions,
    panels: [accessPanel],
    save,
  },
]);
