import { z } from 'zod';
import { type Env, type FormView, fail, html, type Incoming, type ListView, type RelatedList, redirect, route } from '#core';
import { AdminPage } from '../components/page.tsx';
import type { RecordRow } from '../field-value.tsx';
import { saying } from '../flash.ts';
import { type ModelViews, recordOf, viewsOf } from '../views-of.ts';
import { AskPage } from './ask-page.tsx';
import { backTo } from './back.ts';
import { EditPage } from './edit-page.tsx';
import { closedBy, keyOf, RecordList, readable } from './record-list.tsx';
import { refusal } from './refusal.ts';
import { saveForm } from './save-form.ts';

const pathRelated = z.object({ model: z.string(), id: z.string(), other: z.string(), field: z.string() });
const RELATED = '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}/:id{[0-9a-f-]{36}}/related/:other/:field';

/** The lists of a form, and those that smart buttons count. */
function listsOf(env: Env, { form }: ModelViews): RelatedList[] {
  const counted = (form?.smartButtons ?? []).map(({ label, model, field, domain }): RelatedList => {
    const list = env.catalog.views(model).find((view): view is ListView => view.kind === 'list');
    return {
      title: label,
      model,
      field,
      columns: list?.columns ?? [env.catalog.model(model).title],
      noAdd: true,
      noRemove: true,
      ...(domain === undefined ? {} : { domain }),
    };
  });
  return [...(form?.related ?? []), ...(form?.tabs ?? []).flatMap(({ related }) => related ?? []), ...counted];
}

async function found(env: Env, params: z.output<typeof pathRelated>) {
  const views = viewsOf(env, params.model);
  const list = listsOf(env, views).find((one) => keyOf(one) === `${params.other}/${params.field}`);
  if (!list || !readable(env, list)) throw fail('NOT_FOUND');
  const record = await recordOf(env, views, params.id);
  return { views, list, record, base: `/app/${params.model}/${record.id}`, name: String(record[views.model.title] ?? '') };
}

/** The form of the other model with the reference filled in; made of the list's columns where that model has none. */
function formOf(env: Env, list: RelatedList): ModelViews {
  const model = env.catalog.model(list.model);
  const views = env.catalog.views(list.model);
  const plain: ListView = { kind: 'list', model: list.model, columns: list.columns };
  const own = views.find((view): view is FormView => view.kind === 'form');
  return {
    model,
    list: views.find((view): view is ListView => view.kind === 'list') ?? plain,
    form: own ?? { kind: 'form', model: list.model, sections: [{ fields: list.columns }] },
  };
}

const AddPage = ({ env, views, action, state }: { env: Env; views: ModelViews; action: string; state: Parameters<typeof EditPage>[0]['state'] }) => (
  <EditPage env={env} views={views} record={undefined} state={state} action={action} />
);

async function add(env: Env, request: Incoming, params: z.output<typeof pathRelated>) {
  const { list, record, base } = await found(env, params);
  if (list.noAdd || closedBy(env, list, 'noCreate')) throw fail('NOT_FOUND');
  if (!env.can(list.model, 'create')) throw fail('ACCESS_DENIED');
  const views = formOf(env, list);
  const back = backTo(request.raw._back ?? request.query._back) ?? base;
  const action = `${base}/related/${keyOf(list)}/new`;
  return { list, record, views, back, action };
}

/** The lists beneath a record: all of one, add, take away. */
export const relatedRoutes = [
  route({
    method: 'GET',
    path: RELATED,
    auth: 'user',
    summary: 'The records of one related list',
    params: pathRelated,
    query: z.object({ page: z.string().max(200).optional() }),
    handler: async (env: Env<'web'>, { params, query }) => {
      const { list, record, base, name, views } = await found(env, params);
      const turned = /:(\d{1,5})$/.exec(query.page ?? '');
      return html(
        <AdminPage
          env={env}
          title={name}
          subtitle={env.t(views.model.label)}
          active={`/app/${params.model}`}
          styles={[{ plugin: 'web', file: 'record.css' }]}
          actions={
            <a class="button" href={base}>
              {env.t('Go back')}
            </a>
          }
        >
          <RecordList
            env={env}
            parent={{ model: params.model, id: record.id }}
            list={list}
            page={turned ? Math.max(1, Number(turned[1])) : 1}
            here={`${base}/related/${keyOf(list)}`}
          />
        </AdminPage>,
      );
    },
  }),
  route({
    method: 'GET',
    path: `${RELATED}/new`,
    auth: 'user',
    summary: 'The form for a new record of a related list',
    params: pathRelated,
    handler: async (env: Env<'web'>, request) => {
      const { list, record, views, back, action } = await add(env, request as unknown as Incoming, request.params);
      return html(<AddPage env={env} views={views} action={action} state={{ problem: undefined, issues: [], typed: { [list.field]: record.id }, back }} />);
    },
  }),
  route({
    method: 'POST',
    path: `${RELATED}/new`,
    auth: 'user',
    summary: 'Adds a record to a related list',
    params: pathRelated,
    handler: async (env: Env<'web'>, request) => {
      const { list, record, views, back, action } = await add(env, request as unknown as Incoming, request.params);
      try {
        await saveForm(env, views, undefined, request.raw, { [list.field]: record.id });
        return redirect(await saying(env, back, env.t('Added.')));
      } catch (error) {
        const { status, ...state } = refusal(env, error);
        return html(<AddPage env={env} views={views} action={action} state={{ ...state, typed: { ...request.raw, [list.field]: record.id }, back }} />, {
          status,
        });
      }
    },
  }),
  ...(['GET', 'POST'] as const).map((method) =>
    route({
      method,
      path: `${RELATED}/:row{[0-9a-f-]{36}}/remove`,
      auth: 'user',
      summary: method === 'GET' ? 'The question before a record of a related list is deleted' : 'Deletes a record of a related list',
      params: pathRelated.extend({ row: z.string() }),
      handler: async (env: Env<'web'>, request) => {
        const { params } = request;
        const { list, base, record } = await found(env, params);
        if (list.noRemove || closedBy(env, list, 'noDelete')) throw fail('NOT_FOUND');
        const repository = env.model(list.model as never);
        const [row] = (await repository.find({ id: params.row, [list.field]: record.id } as never, { limit: 1 })) as unknown as RecordRow[];
        if (!row) throw fail('NOT_FOUND');
        const back = backTo(method === 'GET' ? request.query._back : request.raw._back) ?? base;
        const page = (problem?: string) => (
          <AskPage
            env={env}
            title={env.t('Remove from “{list}”?', { list: env.t(list.title) })}
            question={env.t('It is deleted for good. Where others still need it, nothing happens and you are told.')}
            action={`${base}/related/${keyOf(list)}/${row.id}/remove`}
            back={back}
            label={env.t('Remove')}
            danger
            problem={problem}
          >
            <input type="hidden" name="_back" value={back} />
          </AskPage>
        );
        if (method === 'GET') return html(page());
        try {
          await repository.delete(row.id);
          return redirect(await saying(env, back, env.t('Removed.')));
        } catch (error) {
          const { problem, status } = refusal(env, error);
          return html(page(problem), { status });
        }
      },
    }),
  ),
];
