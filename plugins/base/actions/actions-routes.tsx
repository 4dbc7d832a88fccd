import { z } from 'zod';
import { type ActionOverview, AtriumError, type Env, fail, html, redirect, route } from '#core';
import { saying } from '../../web/contract.ts';
import { ActionPage, type Proposal } from './action-page.tsx';
import { ActionsPage } from './actions-page.tsx';

const HISTORY = 50;
const nameParam = z.object({ name: z.string().max(100) });

async function actionOf(env: Env<'base'>, name: string): Promise<ActionOverview> {
  const found = (await env.jobs.actions()).find((action) => action.name === name);
  if (!found) throw fail('NOT_FOUND');
  return found;
}

/** The next five runs by an expression, or the sentence that says why there are none. */
function proposalOf(env: Env<'base'>, action: ActionOverview, expression: string): Proposal {
  try {
    return { expression, runs: env.jobs.preview(expression, action.timeZone, 5), problem: undefined };
  } catch (error) {
    if (!(error instanceof AtriumError)) throw error;
    return { expression, runs: [], problem: env.t(error.message) };
  }
}

async function actionPage(env: Env<'base'>, name: string, { expression, before }: { expression?: string | undefined; before?: string | undefined }) {
  const action = await actionOf(env, name);
  const history = await env.jobs.history(name, { limit: HISTORY, ...(before === undefined ? {} : { before }) });
  const older = history.length === HISTORY ? history.at(-1)?.id : undefined;
  return <ActionPage env={env} action={action} proposal={proposalOf(env, action, expression ?? action.expression)} history={history} older={older} />;
}

/** One press on the list or the page, and what it says afterwards. */
const press = (
  verb: string,
  summary: string,
  run: (env: Env<'base'>, name: string) => Promise<boolean>,
  message: (env: Env<'base'>, title: string) => string,
) =>
  route({
    method: 'POST',
    path: `/app/actions/:name/${verb}`,
    auth: 'group:base.admin',
    summary,
    params: nameParam,
    async handler(env: Env<'base'>, { params, header }) {
      const { title } = await actionOf(env, params.name);
      if (!(await run(env, params.name))) throw fail('NOT_FOUND');
      const own = `/app/actions/${params.name}`;
      const fromOwn = header('referer')?.includes(own) ?? false;
      return redirect(await saying(env, fromOwn ? own : '/app/actions', message(env, env.t(title))));
    },
  });

export const actionsRoutes = [
  route({
    method: 'GET',
    path: '/app/actions',
    auth: 'group:base.admin',
    summary: 'The scheduled actions',
    async handler(env: Env<'base'>) {
      return html(<ActionsPage env={env} actions={await env.jobs.actions()} />);
    },
  }),
  route({
    method: 'GET',
    path: '/app/actions/:name',
    auth: 'group:base.admin',
    summary: 'A scheduled action, its schedule and its history',
    params: nameParam,
    query: z.object({
      expression: z.string().max(100).optional(),
      before: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
    }),
    async handler(env: Env<'base'>, { params, query }) {
      return html(await actionPage(env, params.name, query));
    },
  }),
  press(
    'run',
    'Runs an action now',
    (env, name) => env.jobs.runNow(name),
    (env, title) => env.t('“{title}” starts within seconds.', { title }),
  ),
  press(
    'pause',
    'Pauses an action',
    (env, name) => env.jobs.pause(name),
    (env, title) => env.t('“{title}” is paused.', { title }),
  ),
  press(
    'resume',
    'Activates an action',
    (env, name) => env.jobs.resume(name),
    (env, title) => env.t('“{title}” is active again.', { title }),
  ),
  press(
    'declared',
    'Lets an action run as its plugin declares',
    (env, name) => env.jobs.reschedule(name, undefined),
    (env, title) => env.t('“{title}” runs as its app says.', { title }),
  ),
  route({
    method: 'POST',
    path: '/app/actions/:name/schedule',
    auth: 'group:base.admin',
    summary: 'Changes when an action runs',
    params: nameParam,
    body: z.object({ expression: z.string().max(100) }),
    async handler(env: Env<'base'>, { params, body }) {
      const { title } = await actionOf(env, params.name);
      await env.jobs.reschedule(params.name, body.expression);
      return redirect(await saying(env, `/app/actions/${params.name}`, env.t('“{title}” has a new schedule.', { title: env.t(title) })));
    },
    async onError(env: Env<'base'>, request, error) {
      const { name } = nameParam.parse(request.params);
      if (error.code !== 'INPUT_INVALID' || !env.inGroup('base.admin')) return redirect('/app/actions');
      const { expression } = z.object({ expression: z.string().catch('') }).parse(request.raw);
      return html(await actionPage(env, name, { expression: expression.slice(0, 100) }), { status: error.status });
    },
  }),
];
