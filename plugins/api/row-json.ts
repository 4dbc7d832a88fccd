import type { ApiModel } from './api-model.ts';
import type { ApiRow } from './records.ts';

/** A row as JSON has it: instants become ISO texts by themselves, bytes base64. What was read besides the fields asked for goes. */
export function rowJson(api: ApiModel, row: ApiRow, fields: readonly string[]): ApiRow {
  const out: ApiRow = { id: row.id };
  for (const name of fields) {
    const value = row[name];
    out[name] = value instanceof Uint8Array ? Buffer.from(value).toString('base64') : (value ?? null);
  }
  for (const name in row) if (api.model.fields[name]?.kind === 'many') out[name] = row[name];
  return out;
}
