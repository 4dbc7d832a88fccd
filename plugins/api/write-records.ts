import { z } from 'zod';
import { type Env, fail, type Issue } from '#core';
import { type ApiModel, assertCan } from './api-model.ts';
import { assertMatch, etagOf } from './etag.ts';
import { readValues } from './read-values.ts';
import { type ApiRow, recordsOf, type Values } from './records.ts';

/** Records that one call may make or change. */
export const MOST_ROWS = 1_000;

const isId = (text: string): boolean => z.uuid().safeParse(text).success;

const defaultsOf = ({ model }: ApiModel): Values =>
  Object.fromEntries(Object.entries(model.fields).flatMap(([name, { column, options }]) => (column === null ? [] : [[name, options.default ?? null]])));

/** All or none. Where the form has an action of its own for saving, that action makes each record. */
export async function createRecords(env: Env<'api'>, api: ApiModel, list: readonly unknown[], many: boolean): Promise<ApiRow[]> {
  assertCan(api, 'create');
  if (list.length > MOST_ROWS) throw fail('INPUT_INVALID', { issues: [{ path: 'body', message: `Send at most ${MOST_ROWS} records at once.` }] });
  const defaults = defaultsOf(api);
  const issues: Issue[] = [];
  const rows = list.flatMap((sent, index): Values[] => {
    try {
      return [readValues(env, api, sent, defaults, many ? `${index}.` : '')];
    } catch (error) {
      if (error instanceof Error && 'issues' in error && Array.isArray(error.issues)) issues.push(...(error.issues as Issue[]));
      else throw error;
      return [];
    }
  });
  if (issues.length > 0) throw fail('INPUT_INVALID', { issues: issues.slice(0, 100) });
  const records = recordsOf(env, api.model.name);
  const { save } = api.model.api === 'write' ? {} : (api.form ?? {});
  if (!save) return many ? records.create(rows) : [await records.create(rows[0] ?? {})];
  return env.tx(async () => {
    const ids: string[] = [];
    for (const values of rows) ids.push(await save(env as unknown as Env<never>, undefined, { ...values }));
    const made = new Map((await records.pick({ id: { in: ids } }, api.shown)).map((row) => [row.id, row]));
    return ids.flatMap((id) => made.get(id) ?? []);
  });
}

/** The record as it is now, locked. @throws NOT_FOUND for one that is not there and for one that the caller may not read */
async function locked(env: Env<'api'>, api: ApiModel, id: string): Promise<ApiRow> {
  if (!isId(id)) throw fail('NOT_FOUND');
  const [row] = await recordsOf(env, api.model.name).lock({ id });
  if (!row) throw fail('NOT_FOUND');
  return row;
}

/** Changes one record. With `If-Match` only while it is as the caller knows it. */
export async function updateRecord(env: Env<'api'>, api: ApiModel, id: string, sent: unknown, ifMatch: string | undefined): Promise<ApiRow> {
  assertCan(api, 'update');
  const records = recordsOf(env, api.model.name);
  const { save } = api.model.api === 'write' ? {} : (api.form ?? {});
  const conditional = [...api.writable.values()].some((conditions) => conditions.length > 0);
  // Without any of these one statement does it.
  if (ifMatch === undefined && !save && !conditional) return records.update(id, readValues(env, api, sent, undefined));
  return env.tx(async () => {
    const before = await locked(env, api, id);
    assertMatch(ifMatch, etagOf(api, before));
    const values = readValues(env, api, sent, before);
    if (!save) return records.update(id, values);
    const saved = await save(env as unknown as Env<never>, id, { ...values });
    const [row] = await records.pick({ id: saved }, api.shown);
    if (!row) throw fail('NOT_FOUND');
    return row;
  });
}

export const manyBody = z.strictObject({ ids: z.array(z.uuid()).min(1).max(MOST_ROWS), values: z.record(z.string(), z.unknown()) });

/** The same values for many records: one statement. All or none: an id that is not there, or not for the caller, refuses the call. */
export async function updateMany(env: Env<'api'>, api: ApiModel, { ids, values: sent }: z.output<typeof manyBody>): Promise<ApiRow[]> {
  assertCan(api, 'update');
  const values = readValues(env, api, sent, undefined, 'values.');
  const secrets = Object.keys(values).filter((name) => api.model.fields[name]?.kind === 'secret');
  if (secrets.length > 0 || (api.form?.save && api.model.api !== 'write')) {
    throw fail('INPUT_INVALID', { issues: [{ path: secrets[0] ? `values.${secrets[0]}` : 'ids', message: 'This is changed one record at a time.' }] });
  }
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  return env.tx(async () => {
    const rows = await recordsOf(env, api.model.name).update({ id: { in: [...wanted] } }, values);
    if (rows.length < wanted.size) throw fail('NOT_FOUND');
    return rows;
  });
}

/** With `If-Match` only while the record is as the caller knows it. */
export async function deleteRecord(env: Env<'api'>, api: ApiModel, id: string, ifMatch: string | undefined): Promise<void> {
  assertCan(api, 'delete');
  const records = recordsOf(env, api.model.name);
  if (ifMatch === undefined) {
    await records.delete(id);
    return;
  }
  await env.tx(async () => {
    assertMatch(ifMatch, etagOf(api, await locked(env, api, id)));
    await records.delete(id);
  });
}
