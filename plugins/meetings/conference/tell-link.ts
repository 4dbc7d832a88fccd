import type { Env, Row } from '#core';
import { conferenceReady } from '../contract.ts';
import { talks } from '../talks.ts';

/** A link is there, or another than before, and nothing else tells of it: who takes part hears of it. */
export async function tellLink(env: Env<'meetings'>, { event, provider }: Pick<Row<'meetings', 'meeting.conference'>, 'event' | 'provider'>): Promise<void> {
  await env.emit(conferenceReady, { meeting: event });
  if (!talks(env)) return;
  const title = env.implementations('meeting.provider').get(provider)?.title ?? provider;
  await env
    .service('thread')
    .post({ model: 'meeting.event', record: event, text: 'The link to the online meeting is ready ({provider}).', values: { provider: title } });
}
