import type { PersonalData } from '#core';

/** Visitors leave a name and no address: nothing here can be told to be a certain person's. Who adds an e-mail address adds it here too. */
export const personalData: PersonalData = {
  export: async () => ({}),
  erase: async () => 0,
};
