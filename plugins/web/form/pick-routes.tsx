import { z } from 'zod';
import { type Env, fail, html, type Incoming, json, route } from '#core';
import type { FieldInfo } from '../field-value.tsx';
import { type ModelViews, recordOf, viewsOf } from '../views-of.ts';
import { backTo } from './back.ts';
import { choicesOf, madeByTitle } from './choices.ts';
import { EditPage } from './edit-page.tsx';
import { chosenOf } from './joined.ts';
import { defaultsOf, sheetsOf, spotsOf } from './layout.ts';
import { PickPage } from './pick-page.tsx';
import { refusal } from './refusal.ts';

const pathField = z.object({ model: z.string(), field: z.string().max(80) });
const MODEL = '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}';

/** A reference that the viewer may fill in on this form, and where it leads; `many`: one chooses several. What is hidden, and what is on no form, is not there. */
function referenceOf(env: Env, views: ModelViews, name: string): { field: FieldInfo; target: string; many: boolean } {
  if (!env.can(views.model.name, 'create') && !env.can(views.model.name, 'update')) throw fail('NOT_FOUND');
  const spot = spotsOf(sheetsOf(env, views, defaultsOf(views))).find((one) => one.name === name);
  if (!spot || spot.field.options.readonly) throw fail('NOT_FOUND');
  if (spot.joins) return { field: spot.field, target: spot.joins.target, many: true };
  if (spot.field.kind !== 'ref' || spot.field.options.target === undefined) throw fail('NOT_FOUND');
  return { field: spot.field, target: spot.field.options.target, many: false };
}

/** Makes a record of the target by its title alone. @returns its id */
async function make(env: Env, target: string, name: string): Promise<string> {
  const title = madeByTitle(env, target);
  if (title === undefined) throw fail('ACCESS_DENIED');
  return ((await env.model(target as never).create({ [title]: name } as never)) as unknown as { id: string }).id;
}

async function step(env: Env, request: Incoming, name: string, id: string | undefined) {
  const views = viewsOf(env, name);
  if (!views.form || (id === undefined ? views.form.noCreate : views.form.noEdit)) throw fail('NOT_FOUND');
  const record = id === undefined ? undefined : await recordOf(env, views, id);
  const { field: fieldName = '' } = request.params;
  const { field, target, many } = referenceOf(env, views, fieldName);
  const { _take, _make, _leave, ...typed } = request.raw;
  const form = (values: Record<string, unknown>) =>
    html(<EditPage env={env} views={views} record={record} state={{ problem: undefined, issues: [], typed: values, back: backTo(typed._back) }} />);
  if (typeof _take === 'string') return form({ ...typed, [fieldName]: many ? [...chosenOf(typed[fieldName]), _take] : _take });
  if (_leave !== undefined) return form(typed);
  const action = `/app/${name}/${id ?? 'new'}/pick/${fieldName}`;
  let refused: { problem: string; status: number } | undefined;
  if (typeof _make === 'string') {
    try {
      const made = await make(env, target, _make);
      return form({ ...typed, [fieldName]: many ? [...chosenOf(typed[fieldName]), made] : made });
    } catch (error) {
      refused = refusal(env, error);
    }
  }
  return html(
    <PickPage env={env} name={fieldName} field={field} target={target} action={action} typed={typed} {...(refused ? { problem: refused.problem } : {})} />,
    {
      status: refused?.status ?? 200,
    },
  );
}

/** The search for a reference: for the page's script, and as a step of its own without one. */
export const pickRoutes = [
  route({
    method: 'GET',
    path: `${MODEL}/choices/:field`,
    auth: 'user',
    summary: 'Records that a reference may point at, as the viewer may see them',
    params: pathField,
    query: z.object({ q: z.string().max(200).default('') }),
    handler: async (env: Env<'web'>, { params, query }) => {
      const { target } = referenceOf(env, viewsOf(env, params.model), params.field);
      return json(await choicesOf(env, target, { search: query.q }));
    },
  }),
  route({
    method: 'POST',
    path: `${MODEL}/choices/:field`,
    auth: 'user',
    summary: 'Makes a record for a reference, by its title',
    params: pathField,
    body: z.object({ name: z.string().trim().min(1).max(200) }),
    handler: async (env: Env<'web'>, { params, body }) => {
      const { target } = referenceOf(env, viewsOf(env, params.model), params.field);
      return json({ value: await make(env, target, body.name), label: body.name });
    },
  }),
  route({
    method: 'POST',
    path: `${MODEL}/new/pick/:field`,
    auth: 'user',
    summary: 'The search for a reference of a new record',
    params: pathField,
    handler: async (env: Env<'web'>, request) => step(env, request as unknown as Incoming, request.params.model, undefined),
  }),
  route({
    method: 'POST',
    path: `${MODEL}/:id{[0-9a-f-]{36}}/pick/:field`,
    auth: 'user',
    summary: 'The search for a reference of a record',
    params: pathField.extend({ id: z.string() }),
    handler: async (env: Env<'web'>, request) => step(env, request as unknown as Incoming, request.params.model, request.params.id),
  }),
];
