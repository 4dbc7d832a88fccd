import type { Env } from '#core';

/** Every video service that is enabled, by its title. */
export const providerChoices = (env: Env<'meetings'>): { value: string; label: string }[] =>
  [...env.implementations('meeting.provider')].map(([value, { title: label }]) => ({ value, label })).sort((a, b) => (a.label < b.label ? -1 : 1));
