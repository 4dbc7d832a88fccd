import type { Env } from '#core';

/**
 * Whose rights count where a room is taken: those of whoever is signed in; for a guest those of the person on whose behalf the time is offered (`asking`), of the host where
 * that is not said. Undefined: a plugin, which does what was decided before.
 */
export function whoseRights({ caller }: Env<'meetings'>, { host, asking }: { host: string; asking?: string | undefined }): string | undefined {
  if (caller.kind === 'user') return caller.person;
  return asking ?? (caller.kind === 'portal' || caller.kind === 'anonymous' ? host : undefined);
}
