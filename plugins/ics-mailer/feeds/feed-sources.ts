import type { AnyDomain, Env } from '#core';
import type { FeedSource, FeedSpan } from '../contract.ts';

type IcsEnv = Env<'ics-mailer'>;

const MOST = 2_000;

/** What overlaps; cancelled meetings only where they were so lately. */
export const within = ({ from, to, cancelledSince }: FeedSpan): AnyDomain => ({
  start: { lt: to },
  end: { gt: from },
  $or: [{ state: { in: ['confirmed', 'done'] } }, { state: 'cancelled', updatedAt: { gte: cancelledSince } }],
});

const idsOf = async (env: IcsEnv, which: AnyDomain, span: FeedSpan): Promise<string[]> =>
  (await env.model('meeting.event').pick({ $and: [which, within(span)] } as AnyDomain, ['id'], { order: ['start'], limit: MOST })).map(({ id }) => id);

/** Everybody's own meetings: those that somebody takes part in and has not declined. */
export const personSource: FeedSource = {
  title: 'My meetings',
  choices: async (env: IcsEnv, person) => (await env.service('base').people({ ids: [person] })).map(({ id, name }) => ({ record: id, name })),
  meetings: (env: IcsEnv, person, span) => idsOf(env, { attendees: { some: { person, partstat: { ne: 'DECLINED' } } } }, span),
};

/** What takes place in a room. */
export const roomSource: FeedSource = {
  title: 'Room',
  choices: async (env: IcsEnv) =>
    (await env.model('meeting.room').pick({ active: true }, ['name'], { order: ['name'], limit: 500 })).map(({ id, name }) => ({ record: id, name })),
  meetings: (env: IcsEnv, room, span) => idsOf(env, { rooms: { some: { room } } }, span),
};
