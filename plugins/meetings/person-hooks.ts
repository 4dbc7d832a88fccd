import type { Env } from '#core';
import { followPerson } from './follow-person.ts';
import { guardInvited } from './held-invitations.ts';

type Rows = readonly Record<string, unknown>[];

/** What the times that somebody reads are written by. */
const habits = ['timeZone', 'language', 'hour12'] as const;

/** What follows here when people change, in the same transaction. */
export const personHooks = [
  {
    model: 'base.person',
    on: 'update' as const,
    async run(env: Env<'meetings'>, rows: Rows, before: Rows) {
      const were = new Map(before.map((row) => [row['id'], row]));
      for (const row of rows) {
        const was = were.get(row['id']);
        const { id } = row;
        if (was && typeof id === 'string' && habits.some((habit) => was[habit] !== row[habit])) await env.asPlugin().enqueue(followPerson, { person: id });
      }
    },
  },
  {
    model: 'base.person',
    on: 'delete' as const,
    run: (env: Env<'meetings'>, _rows: Rows, before: Rows) =>
      guardInvited(
        env.asPlugin(),
        before.flatMap(({ email }) => (typeof email === 'string' ? [email] : [])),
      ),
  },
];
