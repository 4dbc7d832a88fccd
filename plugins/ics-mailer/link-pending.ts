import type { MeetingDetails } from '../meetings/contract.ts';

/** How long an invitation waits for its join link. */
export const PATIENCE_MS = 10 * 60_000;

/** Is a join link on its way? One that failed is not waited for. */
export const linkPending = ({ conference }: Pick<MeetingDetails, 'conference'>): boolean =>
  conference === 'queued' || conference === 'creating' || conference === 'pending';
