import { z } from 'zod';
import { AtriumError, type Env, fail, formatDateTime } from '#core';
import { type Difference, type Movement, readVersions, whoDid } from './read-versions.ts';

/** Of a long text that is another now, so much. */
const SHOWN = 80;
const short = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

const differenceWords = (env: Env<'meetings'>, { label, from, to, told }: Difference): string =>
  told ? `${label}: ${short(from)} → ${short(to)}` : env.t('{field} changed', { field: label });

const movementWords = (env: Env<'meetings'>, { kind, name, came }: Movement): string =>
  `${kind === 'room' ? env.t('Rooms') : env.t('Attendees')}: ${name} (${came ? env.t('added') : env.t('taken off')})`;

/** What was done to a meeting since that version, one line a step, oldest first. Links that came and answers take nothing away from whoever changes the plan. */
async function changesSince(env: Env<'meetings'>, id: string, seen: number): Promise<{ version: number; changes: string[] }> {
  const meeting = await env.model('meeting.event').get(id);
  const { versions, names } = await readVersions(env, meeting);
  const changes = versions
    .filter(({ number }) => number !== null && number > seen)
    .reverse()
    .flatMap((step) => {
      const differences = step.differences.filter(({ key }) => key !== 'link' && !key.startsWith('answer '));
      const what = [...differences.map((one) => differenceWords(env, one)), ...step.movements.map((one) => movementWords(env, one))];
      const when = formatDateTime(step.at, env.preferences.timeZone, env.preferences);
      return what.length > 0 ? [env.t('{who}, {when}: {what}', { who: whoDid(env, step, names), when, what: what.join('; ') })] : [];
    });
  return { version: meeting.version, changes };
}

/**
 * Does something to a meeting as the person saw it. Where somebody has changed it since, nothing is done and it is said what; a version that has only counted something up
 * is no reason to ask.
 * @param seen the version on the page; the newest where no page was looked at
 * @throws VERSION_CONFLICT with `changes`
 */
export async function onSeenVersion<T>(
  env: Env<'meetings'>,
  id: string,
  seen: number | undefined,
  run: (at: { id: string; version: number }) => Promise<T>,
): Promise<T> {
  const at = seen ?? (await env.model('meeting.event').get(id)).version;
  try {
    return await run({ id, version: at });
  } catch (error) {
    if (!(error instanceof AtriumError) || error.code !== 'VERSION_CONFLICT') throw error;
    const { version, changes } = await changesSince(env, id, at);
    if (changes.length === 0) return run({ id, version });
    throw fail('VERSION_CONFLICT', { detail: env.t('The meeting has changed since you opened this page.'), extra: { version, changes } });
  }
}

const told = z.object({ version: z.number(), changes: z.array(z.string()) });

/** What `onSeenVersion` refused for; undefined for any other refusal. */
export function conflictOf(error: unknown): z.output<typeof told> | undefined {
  return error instanceof AtriumError && error.code === 'VERSION_CONFLICT' ? told.safeParse(error.extra).data : undefined;
}
