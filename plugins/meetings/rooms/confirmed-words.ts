import { type Env, formatDateTime } from '#core';
import type { Changed } from '../contract.ts';

/** What is said when somebody has confirmed: it stands, or it waits for a room manager. */
export function confirmedWords(env: Env<'meetings'>, { waiting }: Changed): string {
  if (!waiting) return env.t('The meeting is confirmed. Invitations are on their way.');
  const until = formatDateTime(waiting.until, env.preferences.timeZone, env.preferences);
  return env.t('{rooms} must be approved by a room manager first. The time is held until {until}.', { rooms: waiting.rooms.join(', '), until });
}
