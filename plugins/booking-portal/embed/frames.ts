import { type Env, fail } from '#core';

const site = /^https?:\/\/(\*\.)?[a-z0-9.-]+(:\d+)?$/i;

/** One per line; what has no scheme is meant to be https. */
const linesOf = (lines: string | null): string[] =>
  (lines ?? '')
    .split(/[\s,]+/)
    .filter((line) => line !== '')
    .map((line) => (line.includes('://') ? line : `https://${line}`).replace(/\/+$/, ''));

/** The sites that a host wrote down; what is no origin is left out, so that a slip opens nothing. */
export const sitesIn = (lines: string | null): string[] => linesOf(lines).filter((line) => site.test(line));

/** Whoever writes down what is no site is told so, instead of a page that nobody may show. @throws INPUT_INVALID */
export function checkSites(env: Env<'booking-portal'>, rows: readonly Record<string, unknown>[]): Promise<void> {
  for (const { embedSites } of rows) {
    const wrong = typeof embedSites === 'string' ? linesOf(embedSites).find((line) => !site.test(line)) : undefined;
    if (wrong === undefined) continue;
    const message = env.t('“{line}” is no site. Write for example https://www.example.org, without a page behind it.', { line: wrong });
    throw fail('INPUT_INVALID', { issues: [{ path: 'embedSites', message }] });
  }
  return Promise.resolve();
}

/** By principal, which lives as long as the request: the link has been read already when its page asks who may frame it. */
const allowed = new WeakMap<object, readonly string[]>();

/** Notes which sites may frame the answer to this request. */
export function allowFrames(env: Pick<Env, 'principal'>, lines: string | null): void {
  allowed.set(env.principal, sitesIn(lines));
}

/** None unless the request's link names some. */
export const frameAncestors = (env: Pick<Env, 'principal'>): Promise<readonly string[]> => Promise.resolve(allowed.get(env.principal) ?? []);
