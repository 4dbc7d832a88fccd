import { z } from 'zod';
import { type Env, html, redirect, route } from '#core';
import { AdminPage, Form, several } from '../web/contract.ts';
import { expandGroups } from './expand-groups.ts';
import { type FormState, fresh, refusedState } from './form-state.ts';
import { setGroups } from './set-groups.ts';

function GroupsPage({ env, person, chosen, state }: { env: Env<'base'>; person: { id: string; name: string }; chosen: ReadonlySet<string>; state: FormState }) {
  const known = env.catalog.groups();
  const plugins = new Map(env.catalog.plugins().map((plugin) => [plugin.name, plugin.title]));
  const titles = new Map(known.map((group) => [group.name, group.title]));
  return (
    <AdminPage env={env} title={env.t('Groups of {name}', { name: person.name })}>
      <Form action={`/app/base.person/${person.id}/groups`} problem={state.problem}>
        {[...new Set(known.map((group) => group.plugin))].map((plugin) => (
          <fieldset>
            <legend>{plugin === '' ? env.t('Own groups') : env.t(plugins.get(plugin) ?? plugin)}</legend>
            {known
              .filter((group) => group.plugin === plugin && group.name !== 'base.user')
              .map((group) => {
                const implied = [...expandGroups([group.name], known)]
                  .filter((name) => name !== group.name && name !== 'base.user')
                  .map((name) => env.t(titles.get(name) ?? name));
                return (
                  <div class="field check">
                    <label>
                      <input type="checkbox" name="groups" value={group.name} checked={chosen.has(group.name)} /> {env.t(group.title)}
                    </label>
                    {implied.length > 0 ? <p class="help">{env.t('brings {groups}', { groups: implied.join(', ') })}</p> : null}
                  </div>
                );
              })}
          </fieldset>
        ))}
        <div class="row">
          <button type="submit" class="button primary">
            {env.t('Save')}
          </button>
          <a class="button" href={`/app/base.person/${person.id}`}>
            {env.t('Go back')}
          </a>
        </div>
      </Form>
    </AdminPage>
  );
}

const idParam = z.object({ id: z.uuid() });
const groupsBody = z.object({ groups: several() });

export const groupsRoutes = [
  route({
    method: 'GET',
    path: '/app/base.person/:id/groups',
    auth: 'group:base.admin',
    summary: 'The groups of a person',
    params: idParam,
    async handler(env: Env<'base'>, { params }) {
      const person = await env.model('base.person').get(params.id);
      const memberships = await env.model('base.membership').pick({ person: params.id }, ['group']);
      return html(<GroupsPage env={env} person={person} chosen={new Set(memberships.map((membership) => membership.group))} state={fresh} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/base.person/:id/groups',
    auth: 'group:base.admin',
    summary: 'Sets the groups of a person',
    params: idParam,
    body: groupsBody,
    async handler(env: Env<'base'>, { params, body }) {
      await setGroups(env, params.id, body.groups);
      return redirect(`/app/base.person/${params.id}`);
    },
    async onError(env: Env<'base'>, request, error) {
      const id = idParam.safeParse(request.params).data?.id;
      const [person] = id !== undefined && env.inGroup('base.admin') ? await env.model('base.person').pick({ id }, ['name']) : [];
      if (!person) return redirect('/app/base.person');
      const { groups } = groupsBody.catch({ groups: [] }).parse(request.raw);
      return html(<GroupsPage env={env} person={person} chosen={new Set(groups)} state={refusedState(env, error)} />, { status: error.status });
    },
  }),
];
