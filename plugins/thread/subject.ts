import { type CatalogModel, type Env, fail } from '#core';

export type RecordRow = Readonly<Record<string, unknown>> & { readonly id: string };

/** A record that is talked about, as the viewer may read it. */
export type Subject = { model: CatalogModel; thread: NonNullable<CatalogModel['thread']>; row: RecordRow; title: string };

/** @returns undefined where the model says nothing of being talked about */
export function subjectOf(env: Env<'thread'>, name: string, row: RecordRow): Subject | undefined {
  if (!env.catalog.models().includes(name)) return undefined;
  const model = env.catalog.model(name);
  if (!model.thread) return undefined;
  return { model, thread: model.thread, row, title: String(row[model.title] ?? env.t(model.label)) };
}

/** The record, read as whoever asks: this is the only way to a thread. One statement. @throws NOT_FOUND for a record that is not there, or not for them */
export async function openSubject(env: Env<'thread'>, name: string, id: string): Promise<Subject> {
  if (!env.catalog.models().includes(name) || !env.catalog.model(name).thread || !env.can(name, 'read')) throw fail('NOT_FOUND');
  const row = (await env.model(name as never).get(id)) as unknown as RecordRow;
  const subject = subjectOf(env, name, row);
  if (!subject) throw fail('NOT_FOUND');
  return subject;
}

/** Where the record's page shows the conversation. */
export const recordPage = ({ model, row }: Subject): string => `/app/${model.name}/${row.id}#thread`;
