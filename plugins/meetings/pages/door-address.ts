import type { Env, Row } from '#core';

/** Kind of the directory's tokens that open the display at a room's door. */
export const DOOR = 'meeting.door';

export type Door = Row<'meetings', 'meeting.door'>;

/** The display's address. The token is derived from the door's seed, so that it can always be shown to who keeps the rooms, and only its hash is stored. */
export async function doorUrl(env: Env<'meetings'>, { id, seed }: Door): Promise<string> {
  const plugin = env.asPlugin();
  return `${env.baseUrl}/door/${await plugin.tokens.issue(DOOR, id, { token: plugin.secrets.sign(DOOR, id, seed).slice(0, 32) })}`;
}

/** Who is at the door may check in from so long before the start, in milliseconds, until the end. */
export const EARLY_MS = 15 * 60_000;

/** Signs the one meeting in the one room at the one time: a moved meeting needs a new code. */
export const checkInMark = (env: Env<'meetings'>, take: { id: string; start: Date }): string =>
  env.asPlugin().secrets.sign('meetings.check-in', take.id, take.start.toISOString()).slice(0, 32);
