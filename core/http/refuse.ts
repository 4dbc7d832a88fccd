import type { Env } from '../env.ts';
import { AtriumError } from '../errors.ts';
import { callPlugin, PIECE_S } from '../plugin/plugin-deadline.ts';
import { pluginPlaces } from '../plugin/running-plugin.ts';
import { framesOf, suspect } from '../plugin/suspect.ts';
import { describeThrown, readMember } from '../thrown.ts';
import { pickLanguage } from './accepts.ts';
import { type Answer, answerOf } from './answer.ts';
import { DEFAULT_ANSWER_S } from './answer-in-time.ts';
import type { CompiledRoute } from './compile-routes.ts';
import { ErrorPage } from './error-page.tsx';
import { problemOf, toFault } from './problem.ts';
import { signInAddress } from './sign-in-address.ts';
import { makeEnv, type Site, type Visit } from './visit.ts';

const isRetryAfter = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0;

/** The same refusal, for a browser as a page (the route's own, the slot's or the plain one), for anything else as a problem document. */
export async function refuse(site: Site, visit: Visit, thrown: unknown, compiled?: CompiledRoute): Promise<Answer> {
  const fault = toFault(thrown);
  visit.failed = { fault, thrown };
  if (compiled && (fault.code === 'INTERNAL' || fault.code === 'ANSWER_LATE')) {
    const plugin = suspect(framesOf(readMember(thrown, 'stack')), compiled.plugin, pluginPlaces()) ?? compiled.plugin;
    site.runtime.faults?.count(plugin, fault.code === 'INTERNAL' ? 'thrown' : 'late', `route ${compiled.pattern}`, thrown);
  }
  const answer = await refusal(site, visit, fault, compiled).catch((error: unknown) => {
    site.runtime.log.error({ request: visit.info.id, ...describeThrown(error) }, 'error page failed');
    return problemAnswer(fault, visit, (text) => text);
  });
  if (compiled?.route.api && answer.status === 401) answer.headers['www-authenticate'] = 'Bearer';
  if (isRetryAfter(fault.extra.retryAfter)) answer.headers['retry-after'] = String(Math.ceil(fault.extra.retryAfter));
  return answer;
}

const problemAnswer = (fault: AtriumError, visit: Visit, t: (text: string) => string): Answer => ({
  status: fault.status,
  headers: { 'content-type': 'application/problem+json; charset=utf-8' },
  body: JSON.stringify(problemOf(fault, visit.info.id, t)),
  cookies: [],
});

async function refusal(site: Site, visit: Visit, fault: AtriumError, compiled: CompiledRoute | undefined): Promise<Answer> {
  const { translations, plugins } = site.generation;
  const language = visit.preferences?.language ?? pickLanguage(visit.request.headers.get('accept-language'), translations.languages, 'en');
  const t = (text: string): string => translations.translate(language, text);
  if (!visit.html) return problemAnswer(fault, visit, t);
  const context = { plugin: compiled?.plugin ?? 'core', nonce: visit.info.nonce, jar: site.jar, ancestors: [], now: site.runtime.now(), origin: site.origin };
  if (fault.code === 'AUTH_REQUIRED' && !visit.request.headers.has('authorization')) {
    return { status: 303, headers: { location: signInAddress(visit.request.method, visit.request.url) }, body: null, cookies: [] };
  }
  const error = {
    code: fault.code,
    status: fault.status,
    title: t(fault.title),
    detail: t(fault.message),
    issues: fault.issues,
    extra: fault.extra,
  };
  if (compiled?.route.onError && visit.incoming && fault.status < 500) {
    try {
      const env = visit.env ?? (await makeEnv(site, visit, compiled.plugin));
      const { plugin, route, pattern } = compiled;
      const { incoming } = visit;
      return await callPlugin(plugin, `onError of ${pattern}`, DEFAULT_ANSWER_S, async () => {
        const reply = (await route.onError?.(env as Env<never>, incoming, error)) ?? { status: fault.status, headers: {}, body: { kind: 'empty' as const } };
        // After the page, which may be the first to know: what was refused for its input never reached the handler.
        const ancestors = route.frameAncestors ? await route.frameAncestors(env as Env<never>, incoming) : [];
        return answerOf(reply, { ...context, ancestors });
      });
    } catch (thrown) {
      // the page cannot be shown for the very reason of the refusal: the plain page says it
      if (!(thrown instanceof AtriumError && thrown.code === fault.code))
        site.runtime.log.error({ request: visit.info.id, plugin: compiled.plugin, route: compiled.pattern, ...describeThrown(thrown) }, 'onError failed');
    }
  }
  for (const plugin of plugins) {
    const slot = plugin.slots?.['error-page'];
    if (!slot) continue;
    try {
      const env = await makeEnv(site, visit, plugin.name);
      const node: unknown = await callPlugin(plugin.name, 'slot error-page', PIECE_S, () => slot(env as Env<never>, { error, requestId: visit.info.id }));
      return await answerOf({ status: fault.status, headers: {}, body: { kind: 'html', node } }, context);
    } catch (thrown) {
      site.runtime.log.error({ request: visit.info.id, plugin: plugin.name, ...describeThrown(thrown) }, 'slot error-page failed');
    }
  }
  const node = ErrorPage({ fault, requestId: visit.info.id, nonce: visit.info.nonce, language, t });
  return answerOf({ status: fault.status, headers: {}, body: { kind: 'html', node } }, context);
}
