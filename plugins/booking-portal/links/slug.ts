import { type Env, fail } from '#core';
import { LINK, linkUrl } from '../views.tsx';

/** What an address could be taken for, or what we may want to put there some day. */
const reserved: ReadonlySet<string> = new Set(
  'admin api app book booking booking-link cancel embed help hold link login new preview team test wait'.split(' '),
);

/** Small letters, digits and single hyphens. */
const isSlug = (text: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);

/** Checks a readable address where one was chosen. @throws INPUT_INVALID */
export function checkSlug(env: Env<'booking-portal'>, slug: string): void {
  const message = !isSlug(slug)
    ? env.t('Use small letters, digits and single hyphens.')
    : slug.length < 3 || reserved.has(slug)
      ? env.t('This address is kept free. Please choose another one.')
      : undefined;
  if (message) throw fail('INPUT_INVALID', { issues: [{ path: 'slug', message }] });
}

/** A link that is made or changed is found under its readable address from then on, and not under the former one. */
export async function keepSlugs(
  env: Env<'booking-portal'>,
  rows: readonly Record<string, unknown>[],
  before: readonly Record<string, unknown>[],
): Promise<void> {
  const were = new Map(before.map((row) => [row['id'], row]));
  for (const { id, slug } of rows) {
    const old = were.get(id);
    if (typeof id !== 'string' || slug === undefined || (old?.['slug'] ?? null) === slug) continue;
    if (typeof slug === 'string') checkSlug(env, slug);
    if (!old) continue;
    await env.asPlugin().tokens.revoke(LINK, id);
    await linkUrl(env, id);
  }
}
