import { type Env, fail, type Issue } from '#core';
import type { ApiModel } from './api-model.ts';
import type { Values } from './records.ts';

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Stands for what cannot be read as the kind; the field's own check then says what is wrong with it. */
function dateOf(value: unknown): unknown {
  return typeof value === 'string' && instant.test(value) ? new Date(value) : value;
}

function fieldValue(kind: string, value: unknown): unknown {
  if (value === null) return null;
  if (kind === 'instant') return dateOf(value);
  if (kind === 'range' && typeof value === 'object' && 'start' in value && 'end' in value) return { start: dateOf(value.start), end: dateOf(value.end) };
  if (kind === 'bytes' && typeof value === 'string' && base64.test(value)) return new Uint8Array(Buffer.from(value, 'base64'));
  return value;
}

/** Do the form's conditions let the field be written on this record? What hangs on other records counts as no. */
const open = (env: Env, api: ApiModel, name: string, record: Values | undefined): boolean =>
  (api.writable.get(name) ?? []).every(({ domain, must }) => record !== undefined && env.catalog.matches(api.model.name, domain, record) === must);

/**
 * One record as sent, as the repository takes it. Names that the caller may not write (`id`, `createdAt`, read-only ones, what the form does not offer) are refused by
 * name, and names that the caller may not see just as those that do not exist.
 * @param record as it stands before (update) or undefined where there are several; the values sent are put over it before the form's conditions are asked
 * @throws INPUT_INVALID
 */
export function readValues(env: Env, api: ApiModel, sent: unknown, record: Values | undefined, prefix = ''): Values {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
    throw fail('INPUT_INVALID', { issues: [{ path: prefix.replace(/\.$/, '') || 'body', message: 'A record is an object of fields and values.' }] });
  }
  const issues: Issue[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(sent)) {
    const field = Object.hasOwn(api.model.fields, name) ? api.model.fields[name] : undefined;
    if (!field) issues.push({ path: prefix + name, message: 'There is no such field.' });
    else if (!api.writable.has(name)) issues.push({ path: prefix + name, message: 'This cannot be set.' });
    else values[name] = fieldValue(field.kind, value);
  }
  const after = record ? { ...record, ...values } : undefined;
  for (const name in values) if (!open(env, api, name, after)) issues.push({ path: prefix + name, message: 'This cannot be set.' });
  if (issues.length > 0) throw fail('INPUT_INVALID', { issues });
  return values;
}
