import type { Env } from '#core';

/** Marks an item as done, under the rules of whoever asks. @returns what the page says */
export async function finish(env: Env<'{{name}}'>, id: string): Promise<{ message: string }> {
  const { name } = await env.model('{{area}}.item').update(id, { state: 'done' });
  return { message: env.t('“{name}” is done.', { name }) };
}
