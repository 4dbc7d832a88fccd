import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { AtriumError, type Env, fail, html, type RecordAction, redirect, route } from '#core';
import type { RecordRow } from '../field-value.tsx';
import { saying } from '../flash.ts';
import { actionsOn, type ModelViews, mayRun, recordOf, viewsOf } from '../views-of.ts';
import { AskAction, AskDelete } from './action-pages.tsx';
import { archiveRoutes } from './archive-routes.tsx';
import { refusal } from './refusal.ts';
import { seenIn } from './seen-version.tsx';
import { typed } from './typed.ts';

const pathRecord = z.object({ model: z.string(), id: z.string() });
const pathAction = pathRecord.extend({ action: z.string() });
const RECORD = '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}/:id{[0-9a-f-]{36}}';

/** @throws NOT_FOUND; ACCESS_DENIED with the action’s own sentence, before anybody fills something in */
async function actionOf(env: Env, views: ModelViews, record: RecordRow, name: string): Promise<RecordAction> {
  const action = views.form && actionsOn(env, views.form, record).find((candidate) => candidate.name === name && candidate.run);
  if (!action) throw fail('NOT_FOUND');
  if (!(await mayRun(env, views, record.id, action))) throw fail('ACCESS_DENIED', action.refusal ? { detail: env.t(action.refusal) } : {});
  return action;
}

const noteOf = async (env: Env<'web'>, { note }: RecordAction, id: string): Promise<string | undefined> => note?.(env as unknown as Env<never>, id);

/** What can be done to a record: declared actions and deleting, each with its question. */
export const actionRoutes = [
  route({
    method: 'GET',
    path: `${RECORD}/do/:action`,
    auth: 'user',
    summary: 'The question before an action',
    params: pathAction,
    handler: async (env: Env<'web'>, { params }) => {
      const views = viewsOf(env, params.model);
      const record = await recordOf(env, views, params.id);
      const action = await actionOf(env, views, record, params.action);
      return html(<AskAction env={env} views={views} record={record} action={action} note={await noteOf(env, action, params.id)} />);
    },
  }),
  route({
    method: 'POST',
    path: `${RECORD}/do/:action`,
    auth: 'user',
    summary: 'Runs an action on a record',
    params: pathAction,
    handler: async (env: Env<'web'>, request) => {
      const { params } = request;
      const views = viewsOf(env, params.model);
      const record = await recordOf(env, views, params.id);
      const action = await actionOf(env, views, record, params.action);
      const answers = Object.fromEntries((action.ask ?? []).map(({ name }) => [name, typed(request.raw, name)]));
      try {
        const missing = (action.ask ?? []).filter(({ name, required }) => required && !answers[name]?.trim());
        if (missing.length > 0) throw fail('INPUT_INVALID', { issues: missing.map(({ name }) => ({ path: name, message: 'This is needed.' })) });
        const done = (await action.run?.(env as unknown as Env<never>, params.id, answers, seenIn(request.raw))) ?? {};
        return redirect(await saying(env, done.to ?? `/app/${params.model}/${params.id}`, done.message ?? env.t('Done.'), done.undo));
      } catch (error) {
        const { problem, status, page } = refusal(env, error, params.id);
        const more = error instanceof AtriumError ? await action.refused?.(env as unknown as Env<never>, params.id, error) : undefined;
        const said = more?.said ?? problem;
        return html(
          <AskAction
            env={env}
            views={views}
            record={record}
            action={action}
            note={await noteOf(env, action, params.id)}
            problem={said}
            page={page}
            more={more?.piece as Child}
            typed={request.raw}
          />,
          { status },
        );
      }
    },
  }),
  route({
    method: 'GET',
    path: `${RECORD}/delete`,
    auth: 'user',
    summary: 'The question before a record is deleted',
    params: pathRecord,
    handler: async (env: Env<'web'>, { params }) => {
      const views = viewsOf(env, params.model);
      if (!views.form || views.form.noDelete) throw fail('NOT_FOUND');
      return html(<AskDelete env={env} views={views} record={await recordOf(env, views, params.id)} />);
    },
  }),
  route({
    method: 'POST',
    path: `${RECORD}/delete`,
    auth: 'user',
    summary: 'Deletes a record',
    params: pathRecord,
    handler: async (env: Env<'web'>, { params }) => {
      const views = viewsOf(env, params.model);
      if (!views.form || views.form.noDelete) throw fail('NOT_FOUND');
      const record = await recordOf(env, views, params.id);
      try {
        await env.model(params.model as never).delete(params.id);
        return redirect(await saying(env, `/app/${params.model}`, env.t('Deleted.')));
      } catch (error) {
        const { problem, status, page } = refusal(env, error, params.id);
        return html(<AskDelete env={env} views={views} record={record} problem={problem} page={page} />, { status });
      }
    },
  }),
  ...archiveRoutes,
];
