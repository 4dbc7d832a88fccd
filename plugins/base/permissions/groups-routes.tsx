import { z } from 'zod';
import { type Env, fail, html, redirect, route } from '#core';
import { saying, several, typed } from '../../web/contract.ts';
import { fresh, refusedState } from '../form-state.ts';
import { assertAdminStays, groupsAfterChange } from './assert-admin-stays.ts';
import { type Group, GroupPage, GroupsPage, type GroupValues, groupPath, newGroupPage } from './groups-pages.tsx';
import { ROOT } from './permissions-page.tsx';

const nameParam = z.object({ name: z.string().max(100) });

function groupNamed(env: Env<'base'>, name: string): Group {
  const found = env.catalog.groups().find((group) => group.name === name);
  if (!found) throw fail('NOT_FOUND');
  return found;
}

const names = several(200);
const groupBody = z.object({ title: z.string().default(''), help: z.string().default(''), implies: names });
const personBody = z.object({ person: z.uuid() });

type Refused = Parameters<typeof refusedState>[1];

/** A refusal on the page of the group; away from it where there is none. */
const again = async (env: Env<'base'>, params: unknown, error: Refused, values?: GroupValues) => {
  const name = nameParam.safeParse(params).data?.name;
  const group = env.inGroup('base.admin') ? env.catalog.groups().find((one) => one.name === name) : undefined;
  if (!group) return redirect(ROOT);
  const state = refusedState(env, error);
  // one sentence says more than "check your input" where there is no field to show it at
  const problem = values === undefined ? (state.issues[0]?.message ?? state.problem) : state.problem;
  return html(
    <GroupPage
      env={env}
      group={group}
      search=""
      state={{ issues: state.issues, ...(problem === undefined ? {} : { problem }) }}
      {...(values ? { values } : {})}
    />,
    {
      status: error.status,
    },
  );
};

export const permissionGroupsRoutes = [
  route({
    method: 'GET',
    path: ROOT,
    auth: 'group:base.admin',
    summary: 'The groups',
    async handler(env: Env<'base'>) {
      return html(<GroupsPage env={env} />);
    },
  }),
  route({
    method: 'GET',
    path: `${ROOT}/new-group`,
    auth: 'group:base.admin',
    summary: 'The form for an own group',
    async handler(env: Env<'base'>) {
      return html(newGroupPage(env, { title: '', help: '', implies: [] }, fresh));
    },
  }),
  route({
    method: 'POST',
    path: `${ROOT}/new-group`,
    auth: 'group:base.admin',
    summary: 'Makes an own group',
    body: groupBody,
    async handler(env: Env<'base'>, { body }) {
      const name = await env.access.saveGroup(undefined, body);
      return redirect(await saying(env, groupPath(name), env.t('The group “{title}” is made. Add people to it.', { title: body.title })));
    },
    async onError(env: Env<'base'>, request, error) {
      if (!env.inGroup('base.admin')) return redirect('/app');
      const implies = names.catch([]).parse(request.raw.implies);
      return html(newGroupPage(env, { title: typed(request.raw, 'title'), help: typed(request.raw, 'help'), implies }, refusedState(env, error)), {
        status: error.status,
      });
    },
  }),
  route({
    method: 'GET',
    path: `${ROOT}/groups/:name`,
    auth: 'group:base.admin',
    summary: 'A group and who is in it',
    params: nameParam,
    query: z.object({ person: z.string().max(100).default('') }),
    async handler(env: Env<'base'>, { params, query }) {
      return html(<GroupPage env={env} group={groupNamed(env, params.name)} search={query.person.trim()} state={fresh} />);
    },
  }),
  route({
    method: 'POST',
    path: `${ROOT}/groups/:name`,
    auth: 'group:base.admin',
    summary: 'Changes an own group',
    params: nameParam,
    body: groupBody,
    async handler(env: Env<'base'>, { params, body }) {
      await env.tx(async () => {
        await env.access.saveGroup(params.name, body);
        await assertAdminStays(env, await groupsAfterChange(env));
      });
      await env.access.settled();
      return redirect(await saying(env, groupPath(params.name), env.t('Saved.')));
    },
    async onError(env: Env<'base'>, request, error) {
      const implies = names.catch([]).parse(request.raw.implies);
      return again(env, request.params, error, { title: typed(request.raw, 'title'), help: typed(request.raw, 'help'), implies });
    },
  }),
  route({
    method: 'POST',
    path: `${ROOT}/groups/:name/delete`,
    auth: 'group:base.admin',
    summary: 'Deletes an own group',
    params: nameParam,
    async handler(env: Env<'base'>, { params }) {
      const group = groupNamed(env, params.name);
      await env.tx(async () => {
        await env.model('base.membership').delete({ group: params.name });
        await env.access.removeGroup(params.name);
        await assertAdminStays(env, await groupsAfterChange(env));
      });
      await env.access.settled();
      return redirect(await saying(env, ROOT, env.t('The group “{title}” is deleted.', { title: group.title })));
    },
    onError: (env: Env<'base'>, request, error) => again(env, request.params, error),
  }),
  route({
    method: 'POST',
    path: `${ROOT}/groups/:name/add`,
    auth: 'group:base.admin',
    summary: 'Puts a person into a group',
    params: nameParam,
    body: personBody,
    async handler(env: Env<'base'>, { params, body }) {
      const group = groupNamed(env, params.name);
      const person = await env.model('base.person').get(body.person);
      const memberships = env.model('base.membership');
      await memberships.create([{ person: person.id, group: group.name }], {
        onConflict: { constraint: 'base_membership_person_id_group_key', do: 'nothing' },
      });
      return redirect(await saying(env, groupPath(group.name), env.t('{name} is in this group now.', { name: person.name })));
    },
    onError: (env: Env<'base'>, request, error) => again(env, request.params, error),
  }),
  route({
    method: 'POST',
    path: `${ROOT}/groups/:name/remove`,
    auth: 'group:base.admin',
    summary: 'Takes a person out of a group',
    params: nameParam,
    body: personBody,
    async handler(env: Env<'base'>, { params, body }) {
      // also for a group whose app is away
      await env.model('base.membership').delete({ person: body.person, group: params.name });
      return redirect(groupPath(params.name));
    },
    onError: (env: Env<'base'>, request, error) => again(env, request.params, error),
  }),
];
