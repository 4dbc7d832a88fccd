import type { Env } from '#core';
import type {} from '../../thread/contract.ts';

/** A line in the conversation of the meeting, which its host follows; nothing where that plugin is turned off. The text is a key of the translations. */
export async function tellThread(env: Env<'booking-portal'>, meeting: string, text: string, values: Readonly<Record<string, string | number>>): Promise<void> {
  if (!env.catalog.plugins().some(({ name }) => name === 'thread')) return;
  await env.asPlugin().service('thread').post({ model: 'meeting.event', record: meeting, text, values });
}
