import { z } from 'zod';
import { type Env, fail, html, type Incoming, redirect, route } from '#core';
import { inputText, type RecordRow } from '../field-value.tsx';
import { saying } from '../flash.ts';
import { editable, type ModelViews, recordOf, viewsOf } from '../views-of.ts';
import { backTo } from './back.ts';
import { EditPage, type EditState } from './edit-page.tsx';
import { neighboursOf } from './neighbours.ts';
import { ReadPage } from './read-page.tsx';
import { refusal } from './refusal.ts';
import { saveForm } from './save-form.ts';

const pathModel = z.object({ model: z.string() });
const pathRecord = z.object({ model: z.string(), id: z.string() });
const MODEL = '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}';
const RECORD = `${MODEL}/:id{[0-9a-f-]{36}}`;

const fresh: EditState = { problem: undefined, issues: [], typed: undefined };

/** What a copy begins with: every value that the viewer may see and write, but no secrets. */
function copied(env: Env, views: ModelViews, record: RecordRow): Record<string, string> {
  const { title } = views.model;
  const values = Object.fromEntries(
    editable(views).flatMap(([name, field]) => (field.kind === 'secret' ? [] : ([[name, inputText(env, field, record[name])]] as const))),
  );
  return title in values && views.model.fields[title]?.kind === 'text' ? { ...values, [title]: env.t('{name} (copy)', { name: values[title] ?? '' }) } : values;
}

/** A new form may begin with values that its address names; nothing is written before somebody saves. */
function given(views: ModelViews, query: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const values = Object.fromEntries(editable(views).flatMap(([name]) => (query[name] === undefined ? [] : [[name, query[name].slice(0, 2_000)]])));
  return Object.keys(values).length > 0 ? values : undefined;
}

async function save(env: Env, request: Incoming, name: string, id: string | undefined) {
  const views = viewsOf(env, name);
  if (!views.form || (id === undefined ? views.form.noCreate : views.form.noEdit)) throw fail('NOT_FOUND');
  const record = id === undefined ? undefined : await recordOf(env, views, id);
  const back = backTo(request.raw._back);
  try {
    const saved = await saveForm(env, views, record, request.raw);
    return redirect(await saying(env, back ?? `/app/${name}/${saved}`, env.t('Saved.')));
  } catch (error) {
    const { status, ...state } = refusal(env, error);
    return html(<EditPage env={env} views={views} record={record} state={{ ...state, typed: request.raw, back }} />, { status });
  }
}

/** A record: to read, to write, to make. */
export const recordRoutes = [
  route({
    method: 'GET',
    path: `${MODEL}/new`,
    auth: 'user',
    summary: 'The form for a new record; ?_from=<id> begins with a copy, ?<field>=<value> with a value',
    params: pathModel,
    handler: async (env: Env<'web'>, { params, query }) => {
      const views = viewsOf(env, params.model);
      if (!views.form || views.form.noCreate) throw fail('NOT_FOUND');
      if (!env.can(params.model, 'create')) throw fail('ACCESS_DENIED');
      const typed = query._from && !views.form.noDuplicate ? copied(env, views, await recordOf(env, views, query._from)) : given(views, query);
      return html(<EditPage env={env} views={views} record={undefined} state={{ ...fresh, typed, back: backTo(query._back) }} />);
    },
  }),
  route({
    method: 'POST',
    path: `${MODEL}/new`,
    auth: 'user',
    summary: 'Makes a record',
    params: pathModel,
    handler: async (env: Env<'web'>, request) => save(env, request as unknown as Incoming, request.params.model, undefined),
  }),
  route({
    method: 'GET',
    path: RECORD,
    auth: 'user',
    summary: 'A record: to read, or with ?edit to write',
    params: pathRecord,
    query: z.object({
      edit: z.string().optional(),
      tab: z.string().max(60).default(''),
      page: z.string().max(200).optional(),
      in: z.string().max(2_000).default(''),
      at: z.coerce.number().int().min(0).max(10_000_000).optional(),
      _back: z.string().max(2_000).optional(),
    }),
    handler: async (env: Env<'web'>, { params, query }) => {
      const views = viewsOf(env, params.model);
      if (!views.form) throw fail('NOT_FOUND');
      const record = await recordOf(env, views, params.id);
      if (query.edit && !views.form.noEdit) return html(<EditPage env={env} views={views} record={record} state={{ ...fresh, back: backTo(query._back) }} />);
      const neighbours = query.at === undefined ? undefined : await neighboursOf(env, views, record.id, query.in, query.at);
      return html(<ReadPage env={env} views={views} record={record} state={{ tab: query.tab, page: query.page, neighbours }} />);
    },
  }),
  route({
    method: 'POST',
    path: RECORD,
    auth: 'user',
    summary: 'Changes a record',
    params: pathRecord,
    handler: async (env: Env<'web'>, request) => save(env, request as unknown as Incoming, request.params.model, request.params.id),
  }),
];
