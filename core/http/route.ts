import type { z } from 'zod';
import type { Env } from '../env.ts';
import type { Issue } from '../errors.ts';

export type Auth =
  /** Anybody. Runs as `anonymous`, or as the user where there is a session. */
  | 'public'
  /** A signed-in person. */
  | 'user'
  /** … who is in this group. */
  | `group:${string}`
  /** The holder of a token of the directory. */
  | 'portal'
  /** Another system; the handler checks the signature over the raw bytes. No cookie is read. */
  | 'webhook';

export type RateLimit = {
  /** Part of the row's key: routes with the same name share it. */
  name: string;
  /** What is counted: the client's address, what the portal token opens, the signed-in account, the caller (API key, else account), or what the function gives (lower-cased e-mail; each of a list); undefined: not counted. */
  per: 'address' | 'token' | 'account' | 'caller' | ((request: Incoming) => string | readonly string[] | undefined);
  /** How many in `window` seconds; a function reads settings. */
  max: number | ((env: Env) => Promise<number>);
  /** Above so many the request still goes on, and `request.doubts` names the limit: for what asks more of whoever tries often. */
  doubt?: number | ((env: Env) => Promise<number | undefined>);
  window: number;
  /** Reading counts too; a GET route must say it. */
  reads?: true;
};

/** What a handler gets; hono's Context stays inside the host. */
export type Incoming<Params = Record<string, string>, Query = Record<string, string>, Body = unknown> = {
  params: Params;
  query: Query;
  body: Body;
  /** Form or JSON as sent, for forms that must be shown again; never logged. */
  raw: Record<string, unknown>;
  /** The untouched bytes (webhooks, uploads). */
  bytes: Uint8Array;
  header(name: string): string | undefined;
  /** Cookies are the host's; a handler may read only those that its plugin set with `Reply.cookies`. */
  cookie(name: string): string | undefined;
  /** The client prefers JSON, or sent it. */
  wantsJson: boolean;
  /** Names of this route's limits that are beyond their `doubt`, with the seconds until their windows end. */
  doubts: ReadonlyMap<string, number>;
  /** Aborted when the route's time is up: hand it to whatever may take long. */
  readonly signal: AbortSignal;
};

export type Reply = {
  status: number;
  headers: Record<string, string>;
  /** A JSX node (HTML), a string, bytes, or a value to be sent as JSON. */
  body:
    | { kind: 'html'; node: unknown }
    | { kind: 'text'; text: string }
    | { kind: 'json'; value: unknown }
    | { kind: 'bytes'; bytes: Uint8Array }
    | { kind: 'empty' };
  /** Sets (token) or clears (null) the session cookie. */
  session?: { token: string; expiresAt: Date } | null;
  cookies?: readonly { name: string; value: string; maxAge: number }[];
};

type ReplyOptions = { status?: number; headers?: Record<string, string>; session?: Reply['session']; cookies?: Reply['cookies'] };

const reply = (status: number, body: Reply['body'], o: ReplyOptions = {}): Reply => ({
  status: o.status ?? status,
  headers: o.headers ?? {},
  body,
  ...(o.session === undefined ? {} : { session: o.session }),
  ...(o.cookies === undefined ? {} : { cookies: o.cookies }),
});

/** A whole HTML page: a JSX `<html>` node. */
export const html = (node: unknown, o?: ReplyOptions): Reply => reply(200, { kind: 'html', node }, o);
export const json = (value: unknown, o?: ReplyOptions): Reply => reply(200, { kind: 'json', value }, o);
export const text = (value: string, o?: ReplyOptions): Reply => reply(200, { kind: 'text', text: value }, o);
export const bytes = (value: Uint8Array, o?: ReplyOptions): Reply => reply(200, { kind: 'bytes', bytes: value }, o);
/** 303, to an address on this site. */
export const redirect = (to: string, o: ReplyOptions = {}): Reply => reply(303, { kind: 'empty' }, { ...o, headers: { ...o.headers, location: to } });

export type Route<PS extends z.ZodType = z.ZodType, QS extends z.ZodType = z.ZodType, BS extends z.ZodType = z.ZodType> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** hono's path syntax: `/book/:token/slots`. */
  path: string;
  auth: Auth;
  /** With `auth: 'portal'`: which kind of token stands in which path parameter. `optional`: an unknown or dead token still reaches the handler, as `anonymous`, so that it can explain itself. */
  portal?: { kind: string; param: string; optional?: boolean };
  summary: string;
  /** Belongs to the HTTP API: described in OpenAPI, and with `auth: 'user'` or `group:…` open to API keys too. Keys open no other route. */
  api?: true;
  params?: PS;
  query?: QS;
  body?: BS;
  limits?: readonly RateLimit[];
  /**
   * Takes an Idempotency-Key (header, or form field `idempotency_key`): same key and body → stored answer. With a key the handler and the storing of its answer are
   * one transaction, which may run again after a deadlock; a refusal (thrown, or a reply of 400 and up) rolls all of it back and is not stored.
   */
  idempotent?: boolean;
  /** Bytes; 64 kB unless given. */
  maxBody?: number;
  /** Seconds until the answer must be there; 30 unless given. Then the client is told 504 and `request.signal` is aborted; a work that goes on is on its own. */
  timeout?: number;
  /** May be framed by these sites; none unless given. */
  frameAncestors?: (env: Env, request: Incoming) => Promise<readonly string[]>;
  handler(env: Env<never>, request: Incoming<z.output<PS>, z.output<QS>, z.output<BS>>): Promise<Reply>;
  /**
   * Answers a refused request (bad input, a rate limit, an error thrown by the handler) with a page that keeps the form. Called only for clients that want HTML.
   * Without it the host shows its own error page.
   */
  onError?(
    env: Env<never>,
    request: Incoming,
    error: { code: string; status: number; title: string; detail: string; issues: readonly Issue[]; extra: Readonly<Record<string, unknown>> },
  ): Promise<Reply>;
};

/** Types flow from the schemas into the handler; `P` is the plugin. */
export function route<
  P extends string,
  PS extends z.ZodType = z.ZodType<Record<string, string>>,
  QS extends z.ZodType = z.ZodType<Record<string, string>>,
  BS extends z.ZodType = z.ZodType<unknown>,
>(
  definition: Omit<Route<PS, QS, BS>, 'handler' | 'onError'> & {
    handler(env: Env<P>, request: Incoming<z.output<PS>, z.output<QS>, z.output<BS>>): Promise<Reply>;
    onError?(env: Env<P>, request: Incoming, error: Parameters<NonNullable<Route['onError']>>[2]): Promise<Reply>;
  },
): Route {
  return definition as unknown as Route;
}
