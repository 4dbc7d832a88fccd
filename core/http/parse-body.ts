import { fail } from '../errors.ts';

export type BodyKind = 'none' | 'form' | 'multipart' | 'json' | 'other';

/** What the Content-Type says; anything JSON-like (`application/problem+json`) counts as JSON. */
export function bodyKind(contentType: string | null): BodyKind {
  if (contentType === null || contentType === '') return 'none';
  const type = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded') return 'form';
  if (type === 'multipart/form-data') return 'multipart';
  return /^application\/([\w.-]+\+)?json$/.test(type) ? 'json' : 'other';
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw fail('INPUT_MALFORMED', { detail: 'The text is not valid UTF-8.', cause });
  }
}

/** PostgreSQL text cannot hold NUL, and nobody types one. */
export function refuseNul(text: string, path: string): void {
  if (text.includes('\0')) throw fail('INPUT_INVALID', { issues: [{ path, message: 'This contains a character that cannot be used.' }] });
}

function refuseNulDeep(value: unknown, path: string): void {
  if (typeof value === 'string') refuseNul(value, path);
  else if (Array.isArray(value)) for (const [i, entry] of value.entries()) refuseNulDeep(entry, path === '' ? String(i) : `${path}.${i}`);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, entry] of Object.entries(value)) {
      refuseNul(key, path);
      refuseNulDeep(entry, path === '' ? key : `${path}.${key}`);
    }
  }
}

/** Names to values; a name that comes several times gives a list. Files stay Blobs. */
function collect(entries: Iterable<[string, unknown]>): Record<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [name, value] of entries) {
    refuseNul(name, '');
    if (typeof value === 'string') refuseNul(value, name);
    const before = found.get(name);
    found.set(name, before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]);
  }
  return Object.fromEntries(found);
}

/** @throws INPUT_MALFORMED where the bytes are not what the type says, INPUT_INVALID where a NUL is in them */
export async function parseBody(kind: BodyKind, bytes: Uint8Array, contentType: string): Promise<unknown> {
  if (bytes.byteLength === 0) return {};
  if (kind === 'form') {
    const text = decode(bytes);
    if (/%(?![0-9a-fA-F]{2})/.test(text)) throw fail('INPUT_MALFORMED');
    return collect(new URLSearchParams(text));
  }
  if (kind === 'multipart') {
    try {
      const form = await new Response(Buffer.from(bytes), { headers: { 'content-type': contentType } }).formData();
      return collect(form);
    } catch (cause) {
      if (cause instanceof TypeError) throw fail('INPUT_MALFORMED', { cause });
      throw cause;
    }
  }
  const text = decode(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw fail('INPUT_MALFORMED', { detail: 'The JSON could not be read.', cause });
  }
  if (/\\u0000/i.test(text)) refuseNulDeep(value, '');
  return value;
}

/** Query of an address: the first value of each name, or all of them where a name comes several times and `lists` is set. */
export function parseQuery(url: string, lists: boolean): Record<string, string> | Record<string, unknown> {
  const start = url.indexOf('?');
  if (start === -1) return {};
  const search = url.slice(start + 1).split('#', 1)[0] ?? '';
  const all = collect(new URLSearchParams(search));
  if (lists) return all;
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, String(Array.isArray(value) ? value[0] : value)]));
}
