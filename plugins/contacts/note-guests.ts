import type { Env, Row } from '#core';

type Contact = Row<'contacts', 'contacts.contact'>;
export type Guest = { event: string; name: string; email: string; phone: string | null; timeZone: string; language: string };

/** Differences that wait for somebody; what strangers type beyond that is not kept. */
const MOST_SUGGESTIONS = 10;
/** What stands where a person was erased. */
const erased = (email: string): boolean => email.endsWith('@invalid.example');

/** Who stands behind each address today, merged ones followed. */
async function contactsByEmail(env: Env<'contacts'>, emails: readonly string[]): Promise<Map<string, Contact>> {
  const found = await env.model('contacts.contact').find({ email: { in: emails } });
  const merged = found.flatMap(({ mergedInto }) => mergedInto ?? []);
  const targets = merged.length > 0 ? await env.model('contacts.contact').find({ id: { in: merged } }) : [];
  const byId = new Map(targets.map((contact) => [contact.id, contact]));
  return new Map(found.map((contact) => [contact.email, (contact.mergedInto && byId.get(contact.mergedInto)) || contact]));
}

/**
 * Finds or makes the contact of each guest and notes the meetings. What is known of a contact stays as it is: a name or number that differs becomes a
 * suggestion. As many statements for one guest as for a thousand; harmless to run twice.
 */
export async function noteGuests(env: Env<'contacts'>, given: readonly Guest[]): Promise<void> {
  const guests = given.filter(({ email }) => !erased(email));
  if (guests.length === 0) return;
  await env.tx(async () => {
    const emails = [...new Set(guests.map(({ email }) => email))];
    let known = await contactsByEmail(env, emails);
    const fresh = [...new Map(guests.filter(({ email }) => !known.has(email)).map((guest) => [guest.email, guest])).values()];
    if (fresh.length > 0) {
      await env.model('contacts.contact').create(
        fresh.map(({ name, email, phone, timeZone, language }) => ({ name, email, phone, timeZone, language })),
        { onConflict: { constraint: 'contacts_contact_email_key', do: 'nothing' } },
      );
      known = await contactsByEmail(env, emails);
    }
    const links = new Map<string, { contact: string; event: string }>();
    const differing = new Map<string, { contact: string; field: 'name' | 'phone'; value: string }>();
    for (const { event, email, name, phone } of guests) {
      const contact = known.get(email);
      if (!contact) continue;
      links.set(`${contact.id} ${event}`, { contact: contact.id, event });
      if (name !== contact.name && name !== email) differing.set(`${contact.id} name ${name}`, { contact: contact.id, field: 'name', value: name });
      if (phone && phone !== contact.phone) differing.set(`${contact.id} phone ${phone}`, { contact: contact.id, field: 'phone', value: phone });
    }
    await env.model('contacts.meeting').create([...links.values()], { onConflict: { constraint: 'contacts_meeting_contact_id_event_id_key', do: 'nothing' } });
    await suggest(env, [...differing.values()]);
  });
}

async function suggest(env: Env<'contacts'>, lines: readonly { contact: string; field: 'name' | 'phone'; value: string }[]): Promise<void> {
  if (lines.length === 0) return;
  const waiting = await env.model('contacts.suggestion').group({ contact: { in: lines.map(({ contact }) => contact) } }, ['contact']);
  const counts = new Map(waiting.map(({ contact, count }) => [contact, count]));
  const room = lines.filter(({ contact }) => {
    const count = counts.get(contact) ?? 0;
    counts.set(contact, count + 1);
    return count < MOST_SUGGESTIONS;
  });
  if (room.length === 0) return;
  await env.model('contacts.suggestion').create(room, { onConflict: { constraint: 'contacts_suggestion_contact_id_field_value_key', do: 'nothing' } });
}
