import type { Env } from '#core';

/** The same env, whose `t` also knows what apps that are not turned on call themselves. */
export function withAppWords(env: Env<'base'>): Env<'base'> {
  const words = env.platform.words(env.preferences.language);
  const t = (text: string, values?: Record<string, string | number>): string => {
    const known = env.t(text, values);
    return known === text ? (words.get(text) ?? known) : known;
  };
  return Object.create(env, { t: { value: t } });
}
