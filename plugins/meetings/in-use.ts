import type { InUse } from '#core';

/** What somebody holds keeps them here; it is handed over on one page. */
export const inHands = (words: string): InUse => ({ words, page: '/app/people/:id/hand-over' });

export const hosting = inHands('This person hosts meetings, to come or past. Hand them over first, or deactivate the person instead.');

export const roomUsed = 'Meetings have taken place here or will. Put it into the archive instead: then nobody can book it any more.';
