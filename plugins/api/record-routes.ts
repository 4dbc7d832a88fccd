import { z } from 'zod';
import { type Env, fail, type Incoming, json, type RateLimit, type Reply, route } from '#core';
import { type ApiModel, apiModel, assertCan } from './api-model.ts';
import { etagOf, isKnown } from './etag.ts';
import { expand, neededFor, readExpand } from './expand.ts';
import { apiFault } from './fault.ts';
import { groupQuery, groupRecords } from './group-records.ts';
import { chosenFields, listQuery, listRecords } from './list-records.ts';
import { actionBody, offeredOf, runAction } from './record-actions.ts';
import { type ApiRow, recordsOf } from './records.ts';
import { rowJson } from './row-json.ts';
import { apiSettings } from './settings.ts';
import { createRecords, deleteRecord, manyBody, updateMany, updateRecord } from './write-records.ts';

const MODEL = ':model{[a-z0-9_]+\\.[a-z0-9_]+}';
const MODELS = `/api/v1/${MODEL}`;
const RECORD = `${MODELS}/:id{[0-9a-fA-F-]{36}}`;
/** Bytes of one call. */
const LARGEST = 4 * 1024 * 1024;

const ofModel = z.object({ model: z.string() });
const ofRecord = ofModel.extend({ id: z.string() });

const limits: readonly RateLimit[] = [
  { name: 'api', per: 'caller', max: async (env) => (await env.settings(apiSettings)).requestsPerMinute, window: 60, reads: true },
];
const shared = { auth: 'user', api: true, limits } as const;

/** A key that stands in an address is in logs already. @throws API_KEY_IN_ADDRESS */
function refuseKeyInAddress(env: Env): void {
  if (env.request?.url.search.includes('atr_')) throw apiFault('API_KEY_IN_ADDRESS');
}

/** @throws MEDIA_TYPE_UNSUPPORTED for anything but JSON */
function assertJson(request: Pick<Incoming, 'header'>): void {
  if (!/^application\/([\w.-]+\+)?json\b/i.test(request.header('content-type') ?? '')) throw fail('MEDIA_TYPE_UNSUPPORTED', { detail: 'Please send JSON.' });
}

/** Rows that a write gave back: as they stand where they hold nothing that is not shown. */
function several(api: ApiModel, rows: readonly ApiRow[]): readonly ApiRow[] {
  const [first] = rows;
  if (first && Object.keys(first).length === api.shown.length && api.shown.every((name) => name in first)) return rows;
  return rows.map((row) => rowJson(api, row, api.shown));
}

const nothing = (status: number, headers: Record<string, string> = {}): Reply => ({ status, headers, body: { kind: 'empty' } });
const wantsLittle = (request: Pick<Incoming, 'header'>): boolean => /\breturn=minimal\b/.test(request.header('prefer') ?? '');

function one(api: ApiModel, row: ApiRow, status: number, request: Pick<Incoming, 'header'>): Reply {
  const { name } = api.model;
  const headers: Record<string, string> = status === 201 ? { location: `/api/v1/${name}/${row.id}` } : {};
  if (wantsLittle(request)) return json({ id: row.id }, { status, headers });
  return json(rowJson(api, row, api.shown), { status, headers: { ...headers, etag: etagOf(api, row) } });
}

export const recordRoutes = [
  route({
    method: 'GET',
    path: MODELS,
    ...shared,
    summary: 'Lists records',
    params: ofModel,
    query: listQuery,
    async handler(env: Env<'api'>, { params, query }) {
      refuseKeyInAddress(env);
      return json(await listRecords(env, apiModel(env, params.model), query));
    },
  }),
  route({
    method: 'GET',
    path: `${MODELS}/group`,
    ...shared,
    summary: 'Counts records by values',
    params: ofModel,
    query: groupQuery,
    async handler(env: Env<'api'>, { params, query }) {
      refuseKeyInAddress(env);
      return json(await groupRecords(env, apiModel(env, params.model), query));
    },
  }),
  route({
    method: 'GET',
    path: RECORD,
    ...shared,
    summary: 'Reads a record',
    params: ofRecord,
    query: listQuery.pick({ fields: true, expand: true }),
    async handler(env: Env<'api'>, { params, query, header }) {
      refuseKeyInAddress(env);
      const api = apiModel(env, params.model);
      assertCan(api, 'read');
      const fields = chosenFields(api, query.fields);
      const expansion = readExpand(query.expand);
      const relations = neededFor(api, expansion);
      const [row] = z.uuid().safeParse(params.id).success
        ? await recordsOf(env, params.model).pick({ id: params.id }, [...new Set([...fields, ...relations])])
        : [];
      if (!row) throw fail('NOT_FOUND');
      const whole = query.fields === undefined && expansion.size === 0;
      const etag = whole ? etagOf(api, row) : undefined;
      if (etag !== undefined && isKnown(header('if-none-match'), etag)) return nothing(304, { etag });
      await expand(env, api, [row], expansion);
      return json(rowJson(api, row, [...new Set([...fields, ...relations])]), { headers: etag === undefined ? {} : { etag } });
    },
  }),
  route({
    method: 'POST',
    path: MODELS,
    ...shared,
    summary: 'Makes one record, or up to 1,000 in a list: all or none',
    idempotent: true,
    maxBody: LARGEST,
    params: ofModel,
    async handler(env: Env<'api'>, request) {
      refuseKeyInAddress(env);
      assertJson(request);
      const { body, params } = request;
      const api = apiModel(env, params.model);
      if (!Array.isArray(body)) {
        const [row] = await createRecords(env, api, [body], false);
        if (!row) throw fail('NOT_FOUND');
        return one(api, row, 201, request);
      }
      const rows = await createRecords(env, api, body, true);
      return json({ data: wantsLittle(request) ? rows.map(({ id }) => ({ id })) : several(api, rows) }, { status: 201 });
    },
  }),
  route({
    method: 'PATCH',
    path: MODELS,
    ...shared,
    summary: 'Sets the same values on up to 1,000 records: all or none',
    idempotent: true,
    maxBody: LARGEST,
    params: ofModel,
    body: manyBody,
    async handler(env: Env<'api'>, request) {
      refuseKeyInAddress(env);
      assertJson(request);
      const api = apiModel(env, request.params.model);
      const rows = await updateMany(env, api, request.body);
      return json({ data: wantsLittle(request) ? rows.map(({ id }) => ({ id })) : several(api, rows) });
    },
  }),
  route({
    method: 'PATCH',
    path: RECORD,
    ...shared,
    summary: 'Changes the fields that are sent',
    idempotent: true,
    maxBody: LARGEST,
    params: ofRecord,
    async handler(env: Env<'api'>, request) {
      refuseKeyInAddress(env);
      assertJson(request);
      const { params, body, header } = request;
      const api = apiModel(env, params.model);
      return one(api, await updateRecord(env, api, params.id, body, header('if-match')), 200, request);
    },
  }),
  route({
    method: 'DELETE',
    path: RECORD,
    ...shared,
    summary: 'Deletes a record',
    idempotent: true,
    params: ofRecord,
    async handler(env: Env<'api'>, { params, header }) {
      refuseKeyInAddress(env);
      await deleteRecord(env, apiModel(env, params.model), params.id, header('if-match'));
      return nothing(204);
    },
  }),
  route({
    method: 'GET',
    path: `${RECORD}/actions`,
    ...shared,
    summary: 'What can be done to a record just now',
    params: ofRecord,
    async handler(env: Env<'api'>, { params }) {
      refuseKeyInAddress(env);
      const api = apiModel(env, params.model);
      assertCan(api, 'read');
      const [row] = z.uuid().safeParse(params.id).success ? await recordsOf(env, params.model).pick({ id: params.id }, api.shown) : [];
      if (!row) throw fail('NOT_FOUND');
      return json({
        data: (await offeredOf(env, api, row)).map(({ name, label, ask = [] }) => ({
          name,
          label: env.t(label),
          ask: ask.map((part) => ({ ...part, label: env.t(part.label) })),
        })),
      });
    },
  }),
  route({
    method: 'POST',
    path: `${RECORD}/actions/:action{[a-z0-9-]+}`,
    ...shared,
    summary: 'Runs an action on a record',
    idempotent: true,
    params: ofRecord.extend({ action: z.string() }),
    body: actionBody,
    async handler(env: Env<'api'>, { params, body }) {
      refuseKeyInAddress(env);
      return json(await runAction(env, apiModel(env, params.model), params.id, params.action, body.answers));
    },
  }),
];
