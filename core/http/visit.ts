import type { Env, Preferences, RequestInfo } from '../env.ts';
import type { AtriumError } from '../errors.ts';
import type { Generation } from '../plugin/generation.ts';
import type { Principal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { pickLanguage, wantsHtml } from './accepts.ts';
import type { Deadline } from './answer-in-time.ts';
import { type Authenticator, visitor } from './authenticate.ts';
import type { CookieJar } from './cookies.ts';
import type { Gate } from './create-gate.ts';
import { bodyKind } from './parse-body.ts';
import { randomText } from './random-text.ts';
import type { Incoming } from './route.ts';

/** What all requests of one generation share. */
export type Site = {
  readonly runtime: Runtime;
  readonly generation: Generation;
  readonly authenticator: Authenticator;
  readonly jar: CookieJar;
  readonly headers: Readonly<Record<string, string>>;
  readonly origin: string;
  /** May the origin that the Host header names be ours too? Not in production. */
  readonly anyHost: boolean;
  /** So many requests that read are at work at once; others wait for their turn. */
  readonly reading: Gate;
};

/** One request on its way; grows from step to step, so that an error at any step knows as much as there is. */
export type Visit = {
  readonly request: Request;
  readonly info: RequestInfo;
  readonly html: boolean;
  readonly sentJson: boolean;
  principal: Principal;
  preferences: Preferences | undefined;
  env: Env | undefined;
  incoming: Incoming | undefined;
  deadline: Deadline | undefined;
  /** What went wrong, and the thing that was thrown (anything at all). */
  failed: { fault: AtriumError; thrown: unknown } | undefined;
};

export function startVisit(site: Site, request: Request, id: string, address: string): Visit {
  let url: URL | undefined;
  let nonce: string | undefined;
  const info: RequestInfo = {
    id,
    method: request.method,
    get url() {
      url ??= new URL(request.url.slice(request.url.indexOf('/', request.url.indexOf('://') + 3)), site.origin);
      return url;
    },
    address,
    get nonce() {
      nonce ??= randomText(16);
      return nonce;
    },
  };
  const sentJson = request.method !== 'GET' && request.method !== 'HEAD' && bodyKind(request.headers.get('content-type')) === 'json';
  return {
    request,
    info,
    html: wantsHtml(request.headers, sentJson),
    sentJson,
    principal: visitor,
    preferences: undefined,
    env: undefined,
    incoming: undefined,
    deadline: undefined,
    failed: undefined,
  };
}

async function preferencesOf(site: Site, visit: Visit): Promise<Preferences> {
  if (visit.preferences) return visit.preferences;
  const defaults = await site.runtime.defaultPreferences(visit.principal.org);
  const language = pickLanguage(visit.request.headers.get('accept-language'), site.generation.translations.languages, defaults.language);
  visit.preferences = language === defaults.language ? defaults : { ...defaults, language };
  return visit.preferences;
}

export const makeEnv = async (site: Site, visit: Visit, plugin: string): Promise<Env> =>
  site.runtime.env({ plugin, principal: visit.principal, request: visit.info, preferences: await preferencesOf(site, visit) });
