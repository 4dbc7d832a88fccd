import { z } from 'zod';
import { AtriumError, type Env, formatRange } from '#core';

const told = z.object({
  clashes: z.array(
    z.object({ resource: z.string(), kind: z.string(), start: z.date(), end: z.date(), subject: z.string().optional(), around: z.string().optional() }),
  ),
});
export type TakenThing = z.output<typeof told>['clashes'][number];

/** What stood in the way of a meeting; undefined for another refusal. */
export function clashesOf(error: unknown): TakenThing[] | undefined {
  return error instanceof AtriumError && error.code === 'MEETING_CLASH' ? told.safeParse(error.extra).data?.clashes : undefined;
}

/** Each time that is taken, with everybody and everything that it holds; what it is about only where the viewer may know that. */
export function ClashList({ env, clashes }: { env: Env<'meetings'>; clashes: readonly TakenThing[] }) {
  const times = new Map<string, { when: string; subject: string | undefined; names: string[] }>();
  for (const { resource, start, end, subject, around } of clashes) {
    const when = formatRange(start, end, env.preferences.timeZone, env.preferences);
    const key = `${when} ${subject}`;
    const known = times.get(key) ?? { when, subject, names: [] };
    known.names.push(around ? `${resource} (${around})` : resource);
    times.set(key, known);
  }
  return (
    <ul class="clashes">
      {[...times.values()].map(({ when, subject, names }) => (
        <li>
          <strong>{when}</strong>: {names.join(', ')}
          {subject === undefined ? null : <span class="muted"> · {subject}</span>}
        </li>
      ))}
    </ul>
  );
}
