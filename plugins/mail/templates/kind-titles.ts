import type { Env } from '#core';

/** What lists call the kinds of mail of all enabled apps, in the reader's language, in the order in which the apps declare them. */
export const kindTitles = (env: Env): ReadonlyMap<string, string> =>
  new Map([...env.implementations('mail.kind')].map(([key, kind]) => [key, kind.title(env.implementer('mail.kind', key))]));
