import { f } from '#core';

/** Of a link: how long a request waits for the host. */
export const linkRequestFields = {
  answerHours: f.int({
    min: 1,
    max: 720,
    label: 'Time for my answer (hours)',
    help: 'After that a request lapses: its time is free again and the guest is told. Empty: as in the settings of the booking portal.',
  }),
};

/** Of a booking that waits for its host: until when, and when the host is reminded; null: nothing is open any more. */
export const bookingRequestFields = {
  answerBy: f.instant({ readonly: true, audited: false, label: 'Waits until' }),
  remindAt: f.instant({ readonly: true, audited: false }),
  /** How it came to an end that was not its time. */
  ended: f.choice(['declined', 'lapsed', 'taken-back', 'cancelled'], { readonly: true, audited: false }),
};

const HOUR_MS = 3_600_000;

/** @returns until when a request made now waits (never past its start), and when its host is reminded: halfway, where that is an hour or more */
export function waits(now: Date, start: Date, hours: number): { answerBy: Date; remindAt: Date | null } {
  const answerBy = new Date(Math.min(now.getTime() + hours * HOUR_MS, start.getTime()));
  const half = (answerBy.getTime() - now.getTime()) / 2;
  return { answerBy, remindAt: half >= HOUR_MS ? new Date(now.getTime() + half) : null };
}
