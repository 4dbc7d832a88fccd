import type { Env, Row, Update } from '#core';
import { type LinkEffect, type LinkEvent, nextLink } from './link-state.ts';

type ConferenceRow = Row<'meetings', 'meeting.conference'>;
type Values = Update<'meetings', 'meeting.conference'>;

export type Moved = { before: ConferenceRow; row: ConferenceRow; effects: readonly LinkEffect[] };

/**
 * Lets something happen to a link, under a lock on its row, so that an answer of the provider and a change by somebody never both win.
 * @param values what else is written, where the event belongs to the generation that stands; a function sees the row
 * @returns what is to be done besides; undefined: the link is gone
 */
export function moveLink(
  env: Env<'meetings'>,
  id: string,
  event: LinkEvent,
  values: Values | ((row: ConferenceRow) => Values) = {},
): Promise<Moved | undefined> {
  return env.tx(async () => {
    const [before] = await env.model('meeting.conference').lock({ id });
    if (!before) return undefined;
    const { link, effects } = nextLink(before, event);
    const late = 'generation' in event && event.generation !== before.generation;
    if (late) return { before, row: before, effects };
    const more = typeof values === 'function' ? values(before) : values;
    const { state, generation, externalId } = link;
    return { before, row: await env.model('meeting.conference').update(id, { ...more, state, generation, externalId }), effects };
  });
}
