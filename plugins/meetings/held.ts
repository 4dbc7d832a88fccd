import type { Env } from '#core';
import { handOverAll } from './hand-over.ts';

/** One thing that is in somebody's hands, and where it can be looked at. */
export type HeldThing = { id: string; label: string; href: string; start?: Date };

/** Things of one kind that hang on a person, and how they go to another. The contract `meetings.held`; runs with the implementing plugin's own env. */
export type Held = {
  /** English; translated in the plugin that provides it. */
  title: string;
  /** Nobody waits for it: it is not left behind, and goes only where somebody asks for it, so that the person can be deleted. What will become of it, in English. */
  quiet?: string;
  /** Of a quiet kind the last of it are enough; of another nothing that is over. */
  list(env: Env<never>, person: string): Promise<HeldThing[]>;
  /** Where the list does not hold everything. */
  count?(env: Env<never>, person: string): Promise<number>;
  /** @returns what could not be handed over, in words */
  handOver(env: Env<never>, from: string, to: string): Promise<{ done: number; refused: string[] }>;
};

declare module '#core' {
  interface Contracts {
    'meetings.held': Held;
  }
}

const coming = (env: Env<'meetings'>, person: string) => ({ host: person, state: { in: ['draft', 'confirmed'] }, end: { gt: env.now() } });

/** Meetings to come that somebody hosts; those that wait for the host's decision among them. */
export const heldMeetings: Held = {
  title: 'Meetings to come',
  list: async (env: Env<'meetings'>, person) =>
    (await env.model('meeting.event').pick(coming(env, person), ['subject', 'start', 'state'], { order: ['start'] })).map(({ id, subject, start, state }) => ({
      id,
      label: state === 'draft' ? env.t('{subject} (to confirm)', { subject }) : subject,
      href: `/app/meeting.event/${id}`,
      start,
    })),
  handOver: async (env: Env<'meetings'>, from, to) => {
    const meetings = await env.model('meeting.event').pick(coming(env, from), ['version', 'subject', 'series'], { order: ['start'] });
    const theirs = await env.model('meeting.series').pick({ host: from, id: { in: meetings.flatMap(({ series }) => series ?? []) } }, []);
    const outcome = await handOverAll(env, meetings, new Set(theirs.map(({ id }) => id)), to);
    await handOverEmptied(env, from, to);
    return outcome;
  },
};

/** A series whose dates to come are all in other hands already goes after them, so that whoever has the dates may change it, and it can be planned on. */
async function handOverEmptied(env: Env<'meetings'>, from: string, to: string): Promise<void> {
  const still = await env.model('meeting.event').pick({ ...coming(env, from), series: { ne: null } }, ['series']);
  const live = { state: { in: ['draft', 'confirmed'] }, end: { gt: env.now() } } as const;
  await env.model('meeting.series').update({ host: from, id: { notIn: still.flatMap(({ series }) => series ?? []) }, meetings: { some: live } }, { host: to });
}

/** Virtual rooms in whose name the provider makes meetings. */
export const heldVirtualRooms: Held = {
  title: 'Virtual rooms',
  list: async (env: Env<'meetings'>, person) =>
    (await env.model('meeting.virtual_room').pick({ host: person }, ['name'], { order: ['name'] })).map(({ id, name }) => ({
      id,
      label: name,
      href: `/app/meeting.virtual_room/${id}`,
    })),
  handOver: async (env: Env<'meetings'>, from, to) => ({
    done: (await env.model('meeting.virtual_room').update({ host: from }, { host: to })).length,
    refused: [],
  }),
};
