import { createHash } from 'node:crypto';
import type { ApiModel } from './api-model.ts';
import { apiFault } from './fault.ts';
import type { ApiRow } from './records.ts';

/** A mark of what the caller sees of a record: another one as soon as anything in it changes. Bytes and secrets count through `updatedAt`. */
export function etagOf({ shown }: ApiModel, row: ApiRow): string {
  const hash = createHash('sha256');
  for (const name of shown) hash.update(JSON.stringify(row[name] ?? null)).update('\n');
  return `"${hash.digest('base64url').slice(0, 22)}"`;
}

const listed = (header: string): string[] => header.split(',').map((one) => one.trim());

/** @throws API_PRECONDITION_FAILED where `If-Match` names another state of the record */
export function assertMatch(header: string | undefined, etag: string): void {
  if (header === undefined || listed(header).some((one) => one === '*' || one === etag)) return;
  throw apiFault('API_PRECONDITION_FAILED');
}

/** Has the caller this state already (`If-None-Match`)? */
export const isKnown = (header: string | undefined, etag: string): boolean =>
  header !== undefined && listed(header).some((one) => one === '*' || one.replace(/^W\//, '') === etag);
