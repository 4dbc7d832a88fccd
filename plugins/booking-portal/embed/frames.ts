import type { Env } from '#core';

const site = /^https?:\/\/(\*\.)?[a-z0-9.-]+(:\d+)?$/i;

/** The sites that a host wrote down, one per line; what is no origin is left out, so that a slip opens nothing. */
export const sitesIn = (lines: string | null): string[] =>
  (lines ?? '')
    .split(/[\s,]+/)
    .map((line) => line.replace(/\/+$/, ''))
    .filter((line) => site.test(line));

/** By principal, which lives as long as the request: the link has been read already when its page asks who may frame it. */
const allowed = new WeakMap<object, readonly string[]>();

/** Notes which sites may frame the answer to this request. */
export function allowFrames(env: Pick<Env, 'principal'>, lines: string | null): void {
  allowed.set(env.principal, sitesIn(lines));
}

/** None unless the request's link names some. */
export const frameAncestors = (env: Pick<Env, 'principal'>): Promise<readonly string[]> => Promise.resolve(allowed.get(env.principal) ?? []);
