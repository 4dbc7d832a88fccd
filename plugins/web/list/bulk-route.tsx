import { z } from 'zod';
import { AtriumError, type Env, fail, html, type Issue, redirect, route } from '#core';
import { readForm } from '../field-input.tsx';
import { saying } from '../flash.ts';
import { several } from '../form/ticks.ts';
import { viewsOf } from '../views-of.ts';
import { backInput, backToList } from './back-to-list.ts';
import { MOST_AT_ONCE, runBulk, selectedRows } from './bulk.ts';
import { bulkActionsOf, bulkFields } from './bulk-bar.tsx';
import { BulkPage, BulkResultPage, type BulkVisit } from './bulk-page.tsx';
import { listQuery, listStateOf } from './list-state.ts';

const bulkBody = listQuery.extend(backInput.shape).extend({
  do: z.string().max(80),
  id: several(MOST_AT_ONCE, z.uuid()),
  all: z.string().max(5).optional(),
  sure: z.string().max(10).optional(),
  field: z.string().max(80).optional(),
});

/** Answers of an action's small form, or the value of the field that is set. */
function answersOf(visit: BulkVisit): { values: Record<string, unknown>; issues: Issue[] } {
  const { env, views, action, field, typed } = visit;
  if (action.name === 'edit' && field !== undefined) {
    const info = views.model.fields[field];
    return info ? readForm(env, [[field, info]], typed) : { values: {}, issues: [] };
  }
  const asked = action.action?.ask ?? [];
  const values = Object.fromEntries(asked.map(({ name }) => [name, typeof typed[name] === 'string' ? typed[name] : '']));
  const issues = asked.flatMap(({ name, required }) => (required && !values[name]?.trim() ? [{ path: name, message: env.t('This is needed.') }] : []));
  return { values, issues };
}

/** From the list: asks first, always, with the number; asks again when the number has changed meanwhile; then does it. */
export const bulkRoute = route({
  method: 'POST',
  path: '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}/bulk',
  auth: 'user',
  summary: 'Does something to many records of a list',
  params: z.object({ model: z.string() }),
  body: bulkBody,
  maxBody: 256 * 1024,
  timeout: 300,
  handler: async (env: Env<'web'>, { params, body, raw }) => {
    const views = viewsOf(env, params.model);
    const state = listStateOf(env, params.model, body);
    const back = backToList(params.model, body.back);
    const action = bulkActionsOf(env, views).find(({ name }) => name === body.do);
    if (!action) throw fail('NOT_FOUND');
    const field = action.name === 'edit' && body.field ? body.field : undefined;
    if (field !== undefined && !bulkFields(views).includes(field)) throw fail('INPUT_INVALID', { issues: [{ path: 'field', message: 'This cannot be set.' }] });
    const all = body.all === '1';
    let rows: Awaited<ReturnType<typeof selectedRows>>;
    try {
      rows = await selectedRows(env, views, state, { all, ids: body.id });
    } catch (error) {
      if (error instanceof AtriumError && error.code === 'INPUT_INVALID' && error.issues.length === 0) return redirect(await saying(env, back, error.message));
      throw error;
    }
    if (rows.length === 0) return redirect(await saying(env, back, env.t('Nothing was selected.')));
    const visit: BulkVisit = { env, views, state, action, rows, all, back, field, problem: undefined, issues: [], typed: raw };
    const ask = async () => ({
      ...visit,
      preview: await action.action?.preview?.(
        env as unknown as Env<never>,
        rows.map(({ id }) => id),
      ),
    });
    if (body.sure === undefined || (action.name === 'edit' && field === undefined)) return html(<BulkPage {...(await ask())} />);
    if (body.sure !== String(rows.length)) {
      const problem = env.t('The list has changed meanwhile: now {count} match. Please look again.', { count: rows.length });
      return html(<BulkPage {...(await ask())} problem={problem} />, { status: 409 });
    }
    const { values, issues } = answersOf(visit);
    if (issues.length > 0) return html(<BulkPage {...(await ask())} problem={env.t('Please look at the marked fields.')} issues={issues} />, { status: 422 });
    const result = await runBulk(env, views, action, rows, values);
    if (result.failed.length > 0) return html(<BulkResultPage env={env} views={views} action={action} result={result} back={back} />);
    return redirect(await saying(env, back, env.t('Done: {count}.', { count: result.done })));
  },
});
