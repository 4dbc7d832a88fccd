import type { Preferences } from '#core';
import type { PublicPerson } from './contract.ts';

/** The same env in a person's own language, zone and clock: for what is written to them. */
export const forReader = <E>(
  env: { withPreferences: (preferences: Partial<Preferences>) => E },
  person: Pick<PublicPerson, 'language' | 'timeZone' | 'hour12'>,
): E => env.withPreferences({ language: person.language, timeZone: person.timeZone, hour12: person.hour12 });
