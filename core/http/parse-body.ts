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

/** Walks without calling itself: how deep a value goes is up to whoever sent it. */
function refuseNulDeep(root: unknown): void {
  const open: [value: unknown, path: string][] = [[root, '']];
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, path] = next;
    if (typeof value === 'string') refuseNul(value, path);
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, entry] of Object.entries(value)) {
      refuseNul(key, path);
      open.push([entry, path === '' ? key : `${path}.${key}`]);
    }
  }
}

/** Names and values of one form or one address; a list with a thousand marked rows has some more than a thousand. */
const MOST_FIELDS = 10_000;
/** Objects and lists within one another. */
const DEEPEST = 100;

const tooMany = () => fail('INPUT_MALFORMED', { detail: 'The form has more than 10,000 fields. Please send it in several parts.' });

function refuseMany(count: Iterator<unknown>): void {
  let seen = 0;
  while (!count.next().done) if (++seen > MOST_FIELDS) throw tooMany();
}

function* places(bytes: Uint8Array, text: string): Generator<number> {
  const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = found.indexOf(text); at !== -1; at = found.indexOf(text, at + text.length)) yield at;
}

/** Looks at the text alone: whatever walks a value later may call itself, and must come to an end. */
function refuseDeep(text: string): void {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    if (quoted) {
      if (letter === 0x5c) at++;
      else if (letter === 0x22) quoted = false;
    } else if (letter === 0x22) quoted = true;
    else if (letter === 0x5b || letter === 0x7b) {
      if (++depth > DEEPEST) throw fail('INPUT_MALFORMED', { detail: 'The JSON is nested too deeply.' });
    } else if (letter === 0x5d || letter === 0x7d) depth--;
  }
}

/** The one boundary of a multipart form (RFC 2046 §5.1.1). Readers differ on what else there may be, and what is counted must be what is read. @throws INPUT_MALFORMED */
function boundaryOf(contentType: string): string {
  const named = contentType
    .split(';')
    .slice(1)
    .map((parameter) => /^\s*([^\s=]+)=(.*?)\s*$/.exec(parameter))
    .filter((found) => found?.[1]?.toLowerCase() === 'boundary');
  const [, boundary] = /^"?([\w'()+,./:=?-]{1,70})"?$/.exec(named[0]?.[2] ?? '') ?? [];
  if (named.length !== 1 || boundary === undefined) throw fail('INPUT_MALFORMED');
  return boundary;
}

/** Names to values; a name that comes several times gives a list. Files stay Blobs. */
function collect(entries: Iterable<[string, unknown]>): Record<string, unknown> {
  const found = new Map<string, unknown>();
  const lists = new Map<string, unknown[]>();
  for (const [name, value] of entries) {
    refuseNul(name, '');
    if (typeof value === 'string') refuseNul(value, name);
    const list = lists.get(name);
    if (list) list.push(value);
    else if (found.has(name)) {
      const made = [found.get(name), value];
      lists.set(name, made);
      found.set(name, made);
    } else found.set(name, value);
  }
  return Object.fromEntries(found);
}

/** @throws INPUT_MALFORMED where the bytes are not what the type says, or are more fields or deeper than anybody needs; INPUT_INVALID where a NUL is in them */
export async function parseBody(kind: BodyKind, bytes: Uint8Array, contentType: string): Promise<unknown> {
  if (bytes.byteLength === 0) return {};
  if (kind === 'form') {
    refuseMany(places(bytes, '&'));
    const text = decode(bytes);
    if (/%(?![0-9a-fA-F]{2})/.test(text)) throw fail('INPUT_MALFORMED');
    return collect(new URLSearchParams(text));
  }
  if (kind === 'multipart') {
    const boundary = boundaryOf(contentType);
    refuseMany(places(bytes, `--${boundary}`));
    try {
      const form = await new Response(Buffer.from(bytes), { headers: { 'content-type': `multipart/form-data; boundary="${boundary}"` } }).formData();
      return collect(form);
    } catch (cause) {
      if (cause instanceof TypeError) throw fail('INPUT_MALFORMED', { cause });
      throw cause;
    }
  }
  const text = decode(bytes);
  refuseDeep(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw fail('INPUT_MALFORMED', { detail: 'The JSON could not be read.', cause });
  }
  if (/\\u0000/i.test(text)) refuseNulDeep(value);
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
