import type { AtriumError, Env } from '#core';
import { ChangesSince } from './history/changes-since.tsx';
import { conflictOf } from './history/on-seen-version.ts';

/** What a refusal of something that was to be done to a meeting has to say besides its sentence. */
export async function refusedPiece(env: Env<'meetings'>, _id: string, error: AtriumError) {
  const conflict = conflictOf(error);
  return conflict ? <ChangesSince env={env} changes={conflict.changes} /> : null;
}
