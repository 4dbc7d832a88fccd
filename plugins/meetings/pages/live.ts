import type { Env, Incoming, Reply } from '#core';

/** A mark of what a page shows: the same for the same content, and nothing can be read from it. */
const markOf = (env: Env, content: unknown): string => `"${env.secrets.sign('meetings.live', JSON.stringify(content)).slice(0, 27)}"`;

/** 304 where the page that asks already shows this content. @returns the answer, or the headers that the next question comes back with */
export function live(env: Env, request: Pick<Incoming, 'header'>, content: unknown): { same: Reply } | { headers: Record<string, string> } {
  const etag = markOf(env, content);
  const headers = { etag, 'cache-control': 'private, no-cache' };
  return request.header('if-none-match') === etag ? { same: { status: 304, headers, body: { kind: 'empty' } } } : { headers };
}
