import type { Env } from '#core';
import { EmptyState, Field, Form, Icon, LinkButton, Notice, Table, TextField } from '../../web/contract.ts';
import { expandGroups } from '../expand-groups.ts';
import { type FormState, fresh, issueAt } from '../form-state.ts';
import { GroupBoxes, groupTitle, titleOfGroup } from './group-choices.tsx';
import { PermissionsPage, ROOT } from './permissions-page.tsx';

const FOUND = 10;
const MEMBERS = 500;
export const groupPath = (name: string): string => `${ROOT}/groups/${name}`;

export type Group = ReturnType<Env['catalog']['groups']>[number];

const impliedWords = (env: Env<'base'>, group: Group): string =>
  [...expandGroups([group.name], env.catalog.groups())]
    .filter((name) => name !== group.name)
    .map((name) => titleOfGroup(env, name))
    .join(', ') || '–';

/** All groups, where they come from and how many are in them. */
export async function GroupsPage({ env }: { env: Env<'base'> }) {
  const groups = env.catalog.groups();
  const members = new Map((await env.model('base.membership').group(true, ['group'], { limit: 1000 })).map(({ group, count }) => [group, count]));
  const people = await env.model('base.person').count({ active: true });
  const plugins = new Map(env.catalog.plugins().map(({ name, title }) => [name, title]));
  return (
    <PermissionsPage
      env={env}
      current="groups"
      title={env.t('Permissions')}
      subtitle={env.t('People get rights from groups. Groups come with apps; own groups put several of them together.')}
      actions={
        <>
          <LinkButton href={`${ROOT}/review.csv`} icon="download">
            {env.t('Export for review')}
          </LinkButton>
          <LinkButton href={`${ROOT}/new-group`} icon="plus" primary>
            {env.t('New group')}
          </LinkButton>
        </>
      }
    >
      <Table
        caption={env.t('Groups')}
        head={[env.t('Group'), env.t('From'), env.t('Brings'), env.t('People')]}
        rows={[...groups]
          .sort((a, b) => Number(a.own) - Number(b.own))
          .map((group) => [
            <a href={groupPath(group.name)}>{groupTitle(env, group)}</a>,
            group.own ? env.t('Own group') : env.t(plugins.get(group.plugin) ?? group.plugin),
            impliedWords(env, group),
            <span class="num">{group.name === 'base.user' ? people : (members.get(group.name) ?? 0)}</span>,
          ])}
      />
    </PermissionsPage>
  );
}

export type GroupValues = { title: string; help: string; implies: readonly string[] };

function GroupForm({ env, action, values, state }: { env: Env<'base'>; action: string; values: GroupValues; state: FormState }) {
  const declared = env.catalog.groups().filter(({ own, name }) => !own && name !== 'base.user');
  return (
    <Form action={action} problem={state.problem} guarded>
      <TextField label={env.t('Name')} name="title" value={values.title} required maxlength={80} error={issueAt(state, 'title')} />
      <TextField label={env.t('What it is for')} name="help" value={values.help} maxlength={300} error={issueAt(state, 'help')} />
      <GroupBoxes
        env={env}
        name="implies"
        legend={env.t('Who is in it is also in')}
        help={env.t('An own group gives no rights itself, only those of the groups that it brings.')}
        chosen={values.implies}
        groups={declared.map((group) => ({ value: group.name, label: groupTitle(env, group) }))}
        error={issueAt(state, 'implies')}
      />
      <div class="row">
        <button type="submit" class="button primary">
          {env.t('Save')}
        </button>
        <a class="button" href={ROOT}>
          {env.t('Go back')}
        </a>
      </div>
    </Form>
  );
}

export const newGroupPage = (env: Env<'base'>, values: GroupValues, state: FormState) => (
  <PermissionsPage env={env} current="groups" title={env.t('New group')}>
    <GroupForm env={env} action={`${ROOT}/new-group`} values={values} state={state} />
  </PermissionsPage>
);

/** One group: what it brings, who is in it, and a search for who shall be. */
export async function GroupPage({
  env,
  group,
  search,
  state,
  values,
}: {
  env: Env<'base'>;
  group: Group;
  search: string;
  state: FormState;
  values?: GroupValues;
}) {
  const everybody = group.name === 'base.user';
  const memberships = everybody ? [] : await env.model('base.membership').find({ group: group.name }, { limit: MEMBERS });
  const people = await env.model('base.membership').related(memberships, 'person');
  const members = memberships
    .flatMap((membership) => {
      const person = people.get(membership.person);
      return person ? [{ id: membership.person, name: String(person.name), email: String(person.email), active: person.active === true }] : [];
    })
    .sort((a, b) => a.name.localeCompare(b.name, env.preferences.language));
  const found =
    search === '' || everybody
      ? []
      : await env
          .model('base.person')
          .pick(
            { active: true, $or: [{ name: { like: search } }, { email: { like: search } }], id: { notIn: members.map(({ id }) => id) } },
            ['name', 'email'],
            {
              limit: FOUND,
              order: ['name'],
            },
          );
  return (
    <PermissionsPage env={env} current="groups" title={groupTitle(env, group)} subtitle={group.own ? group.help : env.t(group.help)}>
      {state.problem && !values ? <Notice kind="danger">{state.problem}</Notice> : null}
      <p>
        {env.t('Brings: {groups}', { groups: impliedWords(env, group) })} · <a href={`${ROOT}/matrix?group=${group.name}`}>{env.t('What it may do')}</a>
      </p>
      {everybody ? (
        <Notice kind="info">{env.t('Everybody who can sign in is in this group.')}</Notice>
      ) : (
        <section class="section">
          <h2>{env.t('People')}</h2>
          <form method="get" class="row">
            <Field label={env.t('Add somebody: name or address')} name="person">
              <input id="person" name="person" type="search" value={search} />
            </Field>
            <button type="submit" class="button">
              <Icon name="search" /> {env.t('Search')}
            </button>
          </form>
          {search !== '' && found.length === 0 ? <p class="muted">{env.t('Nobody else is called that.')}</p> : null}
          {found.length > 0 ? (
            <Table
              caption={env.t('People found')}
              head={[env.t('Name'), env.t('E-mail'), env.t('Action')]}
              rows={found.map(({ id, name, email }) => [
                name,
                email,
                <form method="post" action={`${groupPath(group.name)}/add`}>
                  <input type="hidden" name="person" value={id} />
                  <button type="submit" class="button primary" aria-label={env.t('Add {name}', { name })}>
                    {env.t('Add')}
                  </button>
                </form>,
              ])}
            />
          ) : null}
          {members.length === 0 ? (
            <EmptyState icon="users">{env.t('Nobody is in this group. Search above to add somebody.')}</EmptyState>
          ) : (
            <Table
              caption={env.t('People in this group')}
              head={[env.t('Name'), env.t('E-mail'), env.t('Action')]}
              rows={members.map(({ id, name, email, active }) => [
                <a href={`${ROOT}/people/${id}`}>{active ? name : env.t('{name} (deactivated)', { name })}</a>,
                email,
                <form method="post" action={`${groupPath(group.name)}/remove`}>
                  <input type="hidden" name="person" value={id} />
                  <button type="submit" class="button" aria-label={env.t('Remove {name}', { name })}>
                    {env.t('Remove')}
                  </button>
                </form>,
              ])}
            />
          )}
        </section>
      )}
      {group.own ? (
        <section class="section">
          <h2>{env.t('The group itself')}</h2>
          <GroupForm env={env} action={groupPath(group.name)} values={values ?? group} state={values ? state : fresh} />
          <form method="post" action={`${groupPath(group.name)}/delete`}>
            <p class="help">{env.t('Whoever is in it loses the rights that it brings.')}</p>
            <button type="submit" class="button danger">
              {env.t('Delete the group')}
            </button>
          </form>
        </section>
      ) : null}
    </PermissionsPage>
  );
}
