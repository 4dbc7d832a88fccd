import type { Env } from '#core';

/** Writes what a guest typed into the contact, under the rules of whoever asks, and takes the line away. */
export async function takeOver(env: Env<'contacts'>, id: string): Promise<{ to: string; message: string }> {
  return env.tx(async () => {
    const { contact, field, value } = await env.model('contacts.suggestion').get(id);
    await env.model('contacts.contact').update(contact, { [field]: value });
    await env.model('contacts.suggestion').delete(id);
    return { to: `/app/contacts.contact/${contact}`, message: env.t('Saved.') };
  });
}

/** The line stays as dismissed, so that the same is not suggested again. */
export async function dismiss(env: Env<'contacts'>, id: string): Promise<{ to: string; message: string }> {
  const { contact } = await env.model('contacts.suggestion').update(id, { state: 'dismissed' });
  return { to: `/app/contacts.contact/${contact}`, message: env.t('Dismissed. The same will not be suggested again.') };
}
