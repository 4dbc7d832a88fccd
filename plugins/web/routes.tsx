import { z } from 'zod';
import { AtriumError, type Env, fail, html, type Incoming, type Issue, type RecordAction, redirect, route } from '#core';
import { TextArea, TextField } from './components/form.tsx';
import { readForm } from './field-input.tsx';
import type { RecordRow } from './field-value.tsx';
import { saying } from './flash.ts';
import { HomePage } from './home-page.tsx';
import { listRoutes } from './list/list-routes.tsx';
import { AskPage, EditPage, type EditState, ReadPage } from './record-page.tsx';
import { actionsOn, editable, type ModelViews, viewsOf } from './views-of.ts';

const pathModel = z.object({ model: z.string() });
const pathRecord = z.object({ model: z.string(), id: z.string() });
const fresh: EditState = { problem: undefined, issues: [], typed: undefined };

const get = async (env: Env, views: ModelViews, id: string): Promise<RecordRow> => (await env.model(views.model.name as never).get(id)) as unknown as RecordRow;

/** Translated words of a refusal that a form can show; others go on. */
function refusal(env: Env, error: unknown): { problem: string; issues: Issue[]; status: number } {
  if (!(error instanceof AtriumError) || error.status >= 500 || error.status === 404) throw error;
  return { problem: env.t(error.message), issues: error.issues.map(({ path, message }) => ({ path, message: env.t(message) })), status: error.status };
}

async function save(env: Env, request: Incoming, name: string, id: string | undefined) {
  const views = viewsOf(env, name);
  const { form } = views;
  if (!form || (id === undefined ? form.noCreate : form.noEdit)) throw fail('NOT_FOUND');
  const record = id === undefined ? undefined : await get(env, views, id);
  const { values, issues } = readForm(env, editable(views), request.raw);
  try {
    if (issues.length > 0) throw fail('INPUT_INVALID', { issues });
    const repository = env.model(name as never);
    const saved = form.save
      ? await form.save(env as Env<never>, id, values)
      : id === undefined
        ? ((await repository.create(values as never)) as unknown as RecordRow).id
        : ((await repository.update(id, values as never)) as unknown as RecordRow).id;
    return redirect(await saying(env, `/app/${name}/${saved}`, env.t('Saved.')));
  } catch (error) {
    const { status, ...state } = refusal(env, error);
    return html(<EditPage env={env} views={views} record={record} state={{ ...state, typed: request.raw }} />, { status });
  }
}

function actionOf(env: Env, views: ModelViews, record: RecordRow, name: string): RecordAction {
  const action = views.form && actionsOn(env, views.form, record).find((candidate) => candidate.name === name && candidate.run);
  if (!action) throw fail('NOT_FOUND');
  return action;
}

function Ask({
  env,
  views,
  record,
  action,
  problem,
  typed,
}: {
  env: Env;
  views: ModelViews;
  record: RecordRow;
  action: RecordAction;
  problem?: string;
  typed?: Readonly<Record<string, unknown>>;
}) {
  const base = `/app/${views.model.name}/${record.id}`;
  const text = (name: string): string => (typeof typed?.[name] === 'string' ? typed[name] : '');
  return (
    <AskPage
      env={env}
      title={`${env.t(action.label)}: ${String(record[views.model.title] ?? '')}`}
      question={env.t(action.confirm ?? 'Please fill this in.')}
      action={`${base}/do/${action.name}`}
      back={base}
      label={env.t(action.label)}
      danger={action.style === 'danger'}
      problem={problem}
    >
      {(action.ask ?? []).map(({ name, label, kind, required }) =>
        kind === 'longText' ? (
          <TextArea label={env.t(label)} name={name} value={text(name)} required={required} />
        ) : (
          <TextField label={env.t(label)} name={name} value={text(name)} required={required} type={kind === 'instant' ? 'datetime-local' : 'text'} />
        ),
      )}
    </AskPage>
  );
}

export const routes = [
  route({
    method: 'GET',
    path: '/',
    auth: 'public',
    summary: 'To the start page, or to the sign-in',
    handler: async (env: Env<'web'>) => redirect(env.principal.kind === 'user' ? '/app' : '/sign-in'),
  }),
  route({ method: 'GET', path: '/app', auth: 'user', summary: 'The start page', handler: async (env: Env<'web'>) => html(<HomePage env={env} />) }),
  ...listRoutes,
  route({
    method: 'GET',
    path: '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}/new',
    auth: 'user',
    summary: 'The form for a new record',
    params: pathModel,
    handler: async (env: Env<'web'>, { params }) => {
      const views = viewsOf(env, params.model);
      if (!views.form || views.form.noCreate) throw fail('NOT_FOUND');
      if (!env.can(params.model, 'create')) throw fail('ACCESS_DENIED');
      return html(<EditPage env={env} views={views} record={undefined} state={fresh} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}/new',
    auth: 'user',
    summary: 'Makes a record',
    params: pathModel,
    handler: async (env: Env<'web'>, request) => save(env, request as unknown as Incoming, request.params.model, undefined),
  }),
  route({
    method: 'GET',
    path: '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}/:id{[0-9a-f-]{36}}',
    auth: 'user',
    summary: 'A record: to read, or with ?edit to write',
    params: pathRecord,
    query: z.object({ edit: z.string().optional() }),
    handler: async (env: Env<'web'>, { params, query }) => {
      const views = viewsOf(env, params.model);
      if (!views.form) throw fail('NOT_FOUND');
      const record = await get(env, views, params.id);
      if (query.edit && !views.form.noEdit) return html(<EditPage env={env} views={views} record={record} state={fresh} />);
      return html(<ReadPage env={env} views={views} record={record} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}/:id{[0-9a-f-]{36}}',
    auth: 'user',
    summary: 'Changes a record',
    params: pathRecord,
    handler: async (env: Env<'web'>, request) => save(env, request as unknown as Incoming, request.params.model, request.params.id),
  }),
  route({
    method: 'GET',
    path: '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}/:id{[0-9a-f-]{36}}/do/:action',
    auth: 'user',
    summary: 'The question before an action',
    params: pathRecord.extend({ action: z.string() }),
    handler: async (env: Env<'web'>, { params }) => {
      const views = viewsOf(env, params.model);
      const record = await get(env, views, params.id);
      return html(<Ask env={env} views={views} record={record} action={actionOf(env, views, record, params.action)} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}/:id{[0-9a-f-]{36}}/do/:action',
    auth: 'user',
    summary: 'Runs an action on a record',
    params: pathRecord.extend({ action: z.string() }),
    handler: async (env: Env<'web'>, request) => {
      const { params } = request;
      const views = viewsOf(env, params.model);
      const record = await get(env, views, params.id);
      const action = actionOf(env, views, record, params.action);
      const answers = Object.fromEntries((action.ask ?? []).map(({ name }) => [name, typeof request.raw[name] === 'string' ? request.raw[name] : '']));
      try {
        const missing = (action.ask ?? []).filter(({ name, required }) => required && !answers[name]?.trim());
        if (missing.length > 0) throw fail('INPUT_INVALID', { issues: missing.map(({ name }) => ({ path: name, message: 'This is needed.' })) });
        const done = (await action.run?.(env as unknown as Env<never>, params.id, answers)) ?? {};
        return redirect(await saying(env, done.to ?? `/app/${params.model}/${params.id}`, done.message ?? env.t('Done.')));
      } catch (error) {
        const { problem, status } = refusal(env, error);
        return html(<Ask env={env} views={views} record={record} action={action} problem={problem} typed={request.raw} />, { status });
      }
    },
  }),
  route({
    method: 'GET',
    path: '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}/:id{[0-9a-f-]{36}}/delete',
    auth: 'user',
    summary: 'The question before a record is deleted',
    params: pathRecord,
    handler: async (env: Env<'web'>, { params }) => {
      const views = viewsOf(env, params.model);
      if (!views.form || views.form.noDelete) throw fail('NOT_FOUND');
      return html(<AskDelete env={env} views={views} record={await get(env, views, params.id)} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}/:id{[0-9a-f-]{36}}/delete',
    auth: 'user',
    summary: 'Deletes a record',
    params: pathRecord,
    handler: async (env: Env<'web'>, { params }) => {
      const views = viewsOf(env, params.model);
      if (!views.form || views.form.noDelete) throw fail('NOT_FOUND');
      const record = await get(env, views, params.id);
      try {
        await env.model(params.model as never).delete(params.id);
        return redirect(await saying(env, `/app/${params.model}`, env.t('Deleted.')));
      } catch (error) {
        const { problem, status } = refusal(env, error);
        return html(<AskDelete env={env} views={views} record={record} problem={problem} />, { status });
      }
    },
  }),
];

function AskDelete({ env, views, record, problem }: { env: Env; views: ModelViews; record: RecordRow; problem?: string }) {
  const base = `/app/${views.model.name}/${record.id}`;
  const name = String(record[views.model.title] ?? '');
  return (
    <AskPage
      env={env}
      title={env.t('Delete “{name}”?', { name })}
      question={env.t('It is deleted for good. Where others still need it, nothing happens and you are told.')}
      action={`${base}/delete`}
      back={base}
      label={env.t('Delete')}
      danger
      problem={problem}
    />
  );
}
