import { zone } from '#core';

/** The zone that a script noted in a form; anything odd counts as not given. */
export const optionalZone = zone().optional().catch(undefined);
