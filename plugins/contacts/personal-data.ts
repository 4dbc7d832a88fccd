import type { Env } from '#core';

type Person = { id?: string; email: string };

/** The contact of this address, with those that were merged with it. */
async function contactsOf(env: Env<'contacts'>, email: string) {
  const [named] = await env.model('contacts.contact').find({ email });
  if (!named) return [];
  const head = named.mergedInto ?? named.id;
  return env.model('contacts.contact').find({ $or: [{ id: { in: [named.id, head] } }, { mergedInto: head }] });
}

/** What the directory holds about an outside person; erasing takes the contact with everything that hangs on it. */
export const personalData = {
  export: async (env: Env<'contacts'>, { email }: Person) => {
    const contacts = await contactsOf(env, email);
    const suggestions = await env.model('contacts.suggestion').find({ contact: { in: contacts.map(({ id }) => id) } });
    return {
      contacts: contacts.map(({ name, email: address, company, phone, timeZone, language, notes }) => ({
        name,
        email: address,
        company,
        phone,
        timeZone,
        language,
        notes,
      })),
      suggestions: suggestions.map(({ field, value }) => ({ field, value })),
    };
  },
  erase: async (env: Env<'contacts'>, { email }: Person) => {
    const contacts = await contactsOf(env, email);
    if (contacts.length === 0) return 0;
    return env.model('contacts.contact').delete({ id: { in: contacts.map(({ id }) => id) } });
  },
};
