import { type Env, on } from '#core';
import { meetingCancelled } from '../../meetings/contract.ts';

/** Declined, lapsed, taken back by the guest or called off: a cancelled meeting does not tell them apart. */
export const noteEnded = on(meetingCancelled, async (env: Env<'booking-portal'>, { meeting, was, by, gone }) => {
  if (gone) return;
  const ended = by === 'lapse' ? 'lapsed' : by === 'guest' ? 'taken-back' : was === 'draft' ? 'declined' : 'cancelled';
  await env.model('booking.booking').update({ meeting }, { ended });
});
