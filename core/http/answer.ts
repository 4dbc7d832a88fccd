import type { CookieJar } from './cookies.ts';
import { renderPage } from './render.ts';
import type { Reply } from './route.ts';
import { checkAncestors, contentSecurityPolicy } from './security-headers.ts';

/** A reply as it goes over the wire, before the headers that every answer has. */
export type Answer = { status: number; headers: Record<string, string>; body: string | Uint8Array | null; cookies: readonly string[] };

export type AnswerContext = { plugin: string; nonce: string; jar: CookieJar; ancestors: readonly string[]; now: Date; origin: string };

/** @throws TypeError where a 303 would lead to another site (whoever wants that says 302 or 307 and means it) */
function checkLocation(status: number, location: string, origin: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop them, so that `/\t/host` would become `//host`
  if (/[\\\u0000-\u001f\u007f]/.test(location) || location.startsWith('//'))
    throw new TypeError('a redirect leads to an address that browsers read as another site');
  if (status === 303 && !location.startsWith('/') && location !== origin && !location.startsWith(`${origin}/`))
    throw new TypeError('a redirect leads to another site');
}

export async function answerOf(reply: Reply, context: AnswerContext): Promise<Answer> {
  const cookies: string[] = [];
  if (reply.session === null) cookies.push(context.jar.write(context.jar.session, '', 0));
  else if (reply.session) {
    cookies.push(context.jar.write(context.jar.session, reply.session.token, (reply.session.expiresAt.getTime() - context.now.getTime()) / 1000));
  }
  for (const cookie of reply.cookies ?? []) cookies.push(context.jar.write(context.jar.own(context.plugin, cookie.name), cookie.value, cookie.maxAge));
  const headers: Record<string, string> = {};
  for (const name in reply.headers) headers[name.toLowerCase()] = reply.headers[name] ?? '';
  if (headers.location !== undefined) checkLocation(reply.status, headers.location, context.origin);
  const { body } = reply;
  switch (body.kind) {
    case 'html':
      headers['content-type'] ??= 'text/html; charset=utf-8';
      headers['content-security-policy'] ??= contentSecurityPolicy(
        context.nonce,
        context.ancestors.length === 0 ? context.ancestors : checkAncestors(context.ancestors),
      );
      return { status: reply.status, headers, body: await renderPage(body.node), cookies };
    case 'json':
      headers['content-type'] ??= 'application/json; charset=utf-8';
      return { status: reply.status, headers, body: JSON.stringify(body.value) ?? 'null', cookies };
    case 'text':
      headers['content-type'] ??= 'text/plain; charset=utf-8';
      return { status: reply.status, headers, body: body.text, cookies };
    case 'bytes':
      headers['content-type'] ??= 'application/octet-stream';
      return { status: reply.status, headers, body: body.bytes, cookies };
    case 'empty':
      return { status: reply.status, headers, body: null, cookies };
  }
}

/** Plain header records stay plain as long as possible: the server writes them without a Headers object. */
export function responseOf(answer: Answer, common: Readonly<Record<string, string>>, requestId: string, cacheControl: string): Response {
  const headers: Record<string, string> = { ...common, 'x-request-id': requestId, 'cache-control': cacheControl, ...answer.headers };
  const body = typeof answer.body === 'string' || answer.body === null ? answer.body : Buffer.from(answer.body);
  const [first, ...more] = answer.cookies;
  if (first === undefined) return new Response(body, { status: answer.status, headers });
  if (more.length === 0) {
    headers['set-cookie'] = first;
    return new Response(body, { status: answer.status, headers });
  }
  const list = new Headers(headers);
  for (const cookie of answer.cookies) list.append('set-cookie', cookie);
  return new Response(body, { status: answer.status, headers: list });
}
