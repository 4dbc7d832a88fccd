import { z } from 'zod';
import { type Env, fail, html, redirect, route } from '#core';
import { saying } from '../../flash.ts';
import { type ModelViews, viewsOf } from '../../views-of.ts';
import { personOf } from '../list-setting.ts';
import { DonePage, MapPage, UploadPage } from './import-pages.tsx';
import { importable } from './importable.ts';
import { guessMapping, type Mapping, mappingChoices } from './map-columns.ts';
import { planImport } from './plan-import.ts';
import { readCsv } from './read-csv.ts';
import { isArchive, readXlsx } from './read-xlsx.ts';
import { applyImport, checkImport, type ImportOutcome } from './run-import.ts';
import { mostBytes, unreadable } from './table.ts';

const path = '/app/:model{[a-z0-9]+\\.[a-z0-9_]+}/import';
const pathModel = z.object({ model: z.string() });
const pathImport = pathModel.extend({ id: z.string() });
/** The rows that are looked at before anything is asked. */
const previewRows = 8;

function importViews(env: Env, model: string): ModelViews {
  const views = viewsOf(env, model);
  if (!importable(env, views)) throw fail('NOT_FOUND');
  return views;
}

/** A column goes where the form says, and each field is taken once. */
function mappingOf(env: Env, views: ModelViews, width: number, raw: Readonly<Record<string, unknown>>): Mapping {
  const known = new Set(mappingChoices(env, views).map(({ value }) => value));
  const taken = new Set<string>();
  return Array.from({ length: width }, (_, index) => {
    const given = raw[`c${index}`];
    const target = typeof given === 'string' ? given : '';
    if (target === '') return '';
    if (!known.has(target)) throw fail('INPUT_INVALID', { issues: [{ path: `c${index}`, message: 'There is no such field in this list.' }] });
    if (taken.has(target)) throw fail('INPUT_INVALID', { detail: 'Two columns go to the same field.' });
    taken.add(target);
    return target;
  });
}

const waiting = async (env: Env<'web'>, model: string, id: string) => {
  const upload = await env.model('web.import').get(id);
  if (upload.model !== model) throw fail('NOT_FOUND');
  return upload;
};

async function page(
  env: Env<'web'>,
  views: ModelViews,
  upload: Awaited<ReturnType<typeof waiting>>,
  mapping: Mapping,
  outcome?: ImportOutcome,
  applied = false,
) {
  const { head, rows } = upload.table;
  const preview = await planImport(env, views, { head, rows: rows.slice(0, previewRows) }, mapping);
  return html(
    <MapPage
      env={env}
      views={views}
      upload={{ id: upload.id, fileName: upload.fileName, table: upload.table }}
      mapping={mapping}
      preview={preview.faults}
      outcome={outcome}
      applied={applied}
    />,
    { status: outcome && outcome.faults.length > 0 ? 422 : 200 },
  );
}

export const importRoutes = [
  route({
    method: 'GET',
    path,
    auth: 'user',
    summary: 'Asks for a table to import',
    params: pathModel,
    handler: async (env: Env<'web'>, { params }) => html(<UploadPage env={env} views={importViews(env, params.model)} problem={undefined} />),
  }),
  route({
    method: 'POST',
    path,
    auth: 'user',
    summary: 'Takes a table to import',
    params: pathModel,
    maxBody: mostBytes + 64 * 1024,
    limits: [{ name: 'web.import', per: 'account', max: 60, window: 600 }],
    handler: async (env: Env<'web'>, { params, raw }) => {
      const views = importViews(env, params.model);
      const owner = personOf(env);
      const { file } = raw;
      if (!(file instanceof File) || file.size === 0) throw unreadable('Please choose a file.');
      if (file.size > mostBytes) throw unreadable('The file is larger than 5 MB.');
      if (owner === undefined) throw fail('ACCESS_DENIED');
      const content = new Uint8Array(await file.arrayBuffer());
      const table = isArchive(content) ? await readXlsx(content) : readCsv(content);
      const fileName = file.name.replace(/[^\p{L}\p{N} ._()-]/gu, '_').slice(-200) || 'table';
      const made = await env.model('web.import').create({ owner, model: views.model.name, fileName, table });
      return redirect(`/app/${params.model}/import/${made.id}`);
    },
    onError: async (env: Env<'web'>, request, error) => {
      const views = importViews(env, request.params.model ?? '');
      const problem = error.code === 'BODY_TOO_LARGE' ? env.t('The file is larger than 5 MB.') : env.t(error.detail || error.title);
      return html(<UploadPage env={env} views={views} problem={problem} />, { status: error.status });
    },
  }),
  route({
    method: 'GET',
    path: `${path}/:id{[0-9a-f-]{36}}`,
    auth: 'user',
    summary: 'The columns of an uploaded table and its first rows',
    params: pathImport,
    handler: async (env: Env<'web'>, { params }) => {
      const views = importViews(env, params.model);
      const upload = await waiting(env, params.model, params.id);
      if (upload.state === 'applied') return html(<DonePage env={env} views={views} />);
      return page(env, views, upload, guessMapping(env, views, upload.table.head));
    },
  }),
  route({
    method: 'POST',
    path: `${path}/:id{[0-9a-f-]{36}}`,
    auth: 'user',
    summary: 'Tries out an import, or does it',
    params: pathImport,
    timeout: 300,
    limits: [{ name: 'web.import', per: 'account', max: 60, window: 600 }],
    handler: async (env: Env<'web'>, { params, raw }) => {
      const views = importViews(env, params.model);
      const upload = await waiting(env, params.model, params.id);
      if (upload.state === 'applied') return html(<DonePage env={env} views={views} />);
      const mapping = mappingOf(env, views, upload.table.head.length, raw);
      if (raw.do !== 'apply') return page(env, views, upload, mapping, await checkImport(env, views, upload.table, mapping));
      const uploads = env.model('web.import');
      const outcome = await applyImport(env, views, upload.table, mapping, async () => {
        // whoever comes second waits here, and finds nothing that waits
        const [mine] = await uploads.lock({ id: upload.id, state: 'waiting' });
        if (!mine) throw fail('NOT_FOUND');
        await uploads.update(upload.id, { state: 'applied', table: { head: [], rows: [] } });
      });
      if (outcome.faults.length > 0) return page(env, views, upload, mapping, outcome, true);
      const { created, updated, same } = outcome;
      return redirect(
        await saying(env, `/app/${params.model}`, env.t('Imported: {created} new, {updated} changed, {same} as they were.', { created, updated, same })),
      );
    },
  }),
];
