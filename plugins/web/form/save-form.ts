import { type Env, fail, type Issue } from '#core';
import { readForm } from '../field-input.tsx';
import type { RecordRow } from '../field-value.tsx';
import type { ModelViews } from '../views-of.ts';
import { chosenOf, writeJoined } from './joined.ts';
import { defaultsOf, sheetsOf, spotsOf } from './layout.ts';

/**
 * What a form sent, as values that may be written: fields that the conditions hide or lock on the record as it would be are left out,
 * whatever was sent, and those that they ask for must be there.
 */
export function valuesOf(
  env: Env,
  views: ModelViews,
  record: RecordRow | undefined,
  raw: Readonly<Record<string, unknown>>,
): { values: Record<string, unknown>; issues: Issue[] } {
  const before = record ?? defaultsOf(views);
  const open = spotsOf(sheetsOf(env, views, before)).filter(({ field, joins }) => !joins && field.options.readonly !== true && field.kind !== 'bytes');
  const sent = readForm(
    env,
    open.map(({ name, field }) => [name, field] as const),
    raw,
  );
  const after = spotsOf(sheetsOf(env, views, { ...before, ...sent.values }));
  const writable = new Set(after.filter((spot) => spot.writable).map(({ name }) => name));
  const values = Object.fromEntries(Object.entries(sent.values).filter(([name]) => writable.has(name)));
  const row: Record<string, unknown> = { ...before, ...values };
  const issues = sent.issues.filter(({ path }) => writable.has(path));
  for (const { name, field, required } of after) {
    const empty = row[name] === null || row[name] === undefined || row[name] === '';
    if (!required || field.options.required || !writable.has(name) || !empty || issues.some(({ path }) => path === name)) continue;
    // A secret reads as empty whether it is set or not.
    if (field.kind !== 'secret') issues.push({ path: name, message: env.t('This is needed.') });
  }
  return { values, issues };
}

/**
 * Writes what a form sent, through the plugin's own action where it has one.
 * @param fixed values that the page decides, whatever was sent
 * @returns the record's id
 * @throws INPUT_INVALID with words for each field
 */
export async function saveForm(
  env: Env,
  views: ModelViews,
  record: RecordRow | undefined,
  raw: Readonly<Record<string, unknown>>,
  fixed: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const read = valuesOf(env, views, record, raw);
  const values = { ...read.values, ...fixed };
  const issues = read.issues.filter(({ path }) => !(path in fixed));
  if (issues.length > 0) throw fail('INPUT_INVALID', { issues });
  const { form } = views;
  const write = async (): Promise<string> => {
    if (form?.save) return form.save(env as Env<never>, record?.id, values);
    const repository = env.model(views.model.name as never);
    const saved = record ? await repository.update(record.id, values as never) : await repository.create(values as never);
    return (saved as unknown as RecordRow).id;
  };
  const joined = spotsOf(sheetsOf(env, views, { ...(record ?? defaultsOf(views)), ...values })).filter(
    ({ name, joins, writable }) => joins && writable && raw[name] !== undefined,
  );
  if (joined.length === 0) return write();
  return env.tx(async () => {
    const id = await write();
    for (const { name, joins } of joined) if (joins) await writeJoined(env, joins, id, chosenOf(raw[name]));
    return id;
  });
}
