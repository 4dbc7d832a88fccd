import { type HttpClient, type HttpResponse, OutboundError } from '#core';
import { problemOf, problems, Unread } from './problems.ts';

const TIMEOUT_MS = 15_000;
const MOST_HOPS = 3;

export type Marks = { etag: string | null; lastModified: string | null };
/** `text` is null where nothing has changed since the marks. */
export type Fetched = { text: string | null } & Marks;

const mark = (value: string | null, most: number): string | null => (value !== null && value.length <= most && /^[\x20-\x7e]+$/.test(value) ? value : null);

/**
 * Fetches a calendar, or learns that it is as it was. Each address on the way is checked by the outbound client, so none leads into our own network.
 * @throws Unread
 */
export async function fetchCalendar(http: HttpClient, address: string, marks: Marks | undefined, signal: AbortSignal, timeout = TIMEOUT_MS): Promise<Fetched> {
  const headers = {
    accept: 'text/calendar, */*;q=0.1',
    'user-agent': 'Atrium',
    ...(marks?.etag ? { 'if-none-match': marks.etag } : {}),
    ...(marks?.lastModified ? { 'if-modified-since': marks.lastModified } : {}),
  };
  let url = address;
  for (let hop = 0; hop <= MOST_HOPS; hop++) {
    const response = await ask(http, url, headers, signal, timeout);
    if (response.status >= 300 && response.status < 400 && response.status !== 304) {
      url = onward(url, response.headers.get('location'));
      continue;
    }
    if (response.status === 304 && marks) return { text: null, ...marks };
    if (response.status !== 200) throw new Unread(problems.status);
    return { text: response.text(), etag: mark(response.headers.get('etag'), 200), lastModified: mark(response.headers.get('last-modified'), 100) };
  }
  throw new Unread(problems.lost);
}

/** Never from a sealed line to an open one. */
function onward(from: string, location: string | null): string {
  const next = location === null ? null : URL.parse(location, from);
  if (!next || !/^https?:$/.test(next.protocol) || (from.startsWith('https:') && next.protocol !== 'https:')) throw new Unread(problems.refused);
  return next.href;
}

async function ask(http: HttpClient, url: string, headers: Record<string, string>, signal: AbortSignal, timeout: number): Promise<HttpResponse> {
  try {
    return await http.request({ url, headers, timeout, signal });
  } catch (error) {
    if (error instanceof OutboundError) throw new Unread(problemOf(error), error.reason !== 'breaker-open');
    throw error;
  }
}
