import { z } from 'zod';
import { type Env, fail, html, redirect, route } from '#core';
import type { RecordRow } from '../field-value.tsx';
import { saying } from '../flash.ts';
import { type ModelViews, recordOf, viewsOf } from '../views-of.ts';
import { AskPage } from './ask-page.tsx';
import { refusal } from './refusal.ts';

const params = z.object({ model: z.string(), id: z.string() });
const RECORD = '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}/:id{[0-9a-f-]{36}}';

type Asked = { env: Env; views: ModelViews; record: RecordRow; back: boolean; problem?: string; page?: string | undefined };

/** The question before a record goes into the archive, or comes back. */
function AskArchive({ env, views, record, back, problem, page }: Asked) {
  const base = `/app/${views.model.name}/${record.id}`;
  const name = String(record[views.model.title] ?? '');
  return (
    <AskPage
      env={env}
      title={env.t(back ? 'Bring back “{name}”?' : 'Archive “{name}”?', { name })}
      question={
        back
          ? env.t('It can be chosen again, and lists show it.')
          : env.t('It stays with all that it is needed for, but can no longer be chosen, and lists show it no more at first.')
      }
      action={`${base}/${back ? 'unarchive' : 'archive'}`}
      back={base}
      label={env.t(back ? 'Bring back' : 'Archive')}
      problem={problem}
      page={page}
    />
  );
}

async function asked(env: Env<'web'>, { model, id }: z.output<typeof params>): Promise<{ views: ModelViews; record: RecordRow; field: string }> {
  const views = viewsOf(env, model);
  const { archive: field } = views.model;
  if (!views.form || field === undefined || !env.can(model, 'update')) throw fail('NOT_FOUND');
  return { views, record: await recordOf(env, views, id), field };
}

const routesOf = (back: boolean) => [
  route({
    method: 'GET',
    path: `${RECORD}/${back ? 'unarchive' : 'archive'}`,
    auth: 'user',
    summary: back ? 'The question before a record comes back from the archive' : 'The question before a record is archived',
    params,
    handler: async (env: Env<'web'>, request) => {
      const { views, record } = await asked(env, request.params);
      return html(<AskArchive env={env} views={views} record={record} back={back} />);
    },
  }),
  route({
    method: 'POST',
    path: `${RECORD}/${back ? 'unarchive' : 'archive'}`,
    auth: 'user',
    summary: back ? 'Brings a record back from the archive' : 'Archives a record',
    params,
    handler: async (env: Env<'web'>, request) => {
      const { views, record, field } = await asked(env, request.params);
      try {
        await env.model(views.model.name as never).update(record.id, { [field]: back } as never);
        return redirect(await saying(env, `/app/${views.model.name}/${record.id}`, back ? env.t('It is back.') : env.t('It is in the archive.')));
      } catch (error) {
        const { problem, status, page } = refusal(env, error, record.id);
        return html(<AskArchive env={env} views={views} record={record} back={back} problem={problem} page={page} />, { status });
      }
    },
  }),
];

/** A record whose model has an archive goes there instead of being deleted, and comes back. */
export const archiveRoutes = [...routesOf(false), ...routesOf(true)];
