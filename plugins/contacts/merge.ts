import { type Env, fail } from '#core';
import { fault } from './faults.ts';

/**
 * Puts one contact into another, under the rules of whoever asks: meetings and suggestions move, empty fields of the one that stays are filled, the other is
 * archived with its notes and talks and leads to it from now on.
 * @param email of the contact that stays
 * @returns its id
 * @throws CONTACT_UNKNOWN, CONTACT_SAME, CONTACT_MERGED
 */
export function merge(env: Env<'contacts'>, id: string, email: string): Promise<{ id: string; name: string }> {
  return env.tx(async () => {
    const contacts = env.model('contacts.contact');
    const [target] = await contacts.pick({ email: email.trim().toLowerCase() }, ['id']);
    if (!target) throw fault('CONTACT_UNKNOWN');
    if (target.id === id) throw fault('CONTACT_SAME');
    const both = await contacts.lock({ id: { in: [id, target.id] } });
    const from = both.find((one) => one.id === id);
    const into = both.find((one) => one.id === target.id);
    if (!from || !into) throw fail('NOT_FOUND');
    if (from.mergedInto !== null || into.mergedInto !== null) throw fault('CONTACT_MERGED');
    await contacts.update(into.id, {
      phone: into.phone ?? from.phone,
      company: into.company ?? from.company,
      notes: [into.notes, from.notes].filter(Boolean).join('\n\n').slice(0, 10_000) || null,
    });
    await contacts.update({ mergedInto: from.id }, { mergedInto: into.id });
    await contacts.update(from.id, { active: false, mergedInto: into.id });
    await moveMeetings(env.asPlugin(), from.id, into.id);
    return { id: into.id, name: into.name };
  });
}

/** Those of both stay once. */
async function moveMeetings(env: Env<'contacts'>, from: string, into: string): Promise<void> {
  const links = env.model('contacts.meeting');
  const moved = await links.pick({ contact: from }, ['event']);
  if (moved.length === 0) return;
  await links.create(
    moved.map(({ event }) => ({ contact: into, event })),
    { onConflict: { constraint: 'contacts_meeting_contact_id_event_id_key', do: 'nothing' } },
  );
  await links.delete({ contact: from });
}
