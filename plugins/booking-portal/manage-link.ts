import type { Env } from '#core';

/** Kind of the directory's tokens that lead a guest to the own booking. */
export const MANAGE = 'booking.manage';

/** The guest's secret for one booking: derived, so that a mail written later can name it although only its hash is stored. */
export async function manageToken(env: Env<'booking-portal'>, booking: string): Promise<string> {
  return env.tokens.issue(MANAGE, booking, { token: env.secrets.sign(MANAGE, booking) });
}

/** Binds a link that acts to one version of the meeting, so that it works once and afterwards explains itself. */
export const versionMark = (env: Env<'booking-portal'>, booking: string, version: number): string =>
  `${version}.${env.secrets.sign('booking-version', booking, String(version))}`;

/**
 * What the links of a mail are bound to: the version of the meeting. Where several guests share it that rises with each of them, so there it is what concerns this guest
 * alone: the meeting's SEQUENCE, moves to another time, and whether the seat was given back.
 */
export const revisionOf = (booking: { shared: boolean; moves: number; leftAt: Date | null }, meeting: { version: number; sequence: number }): number =>
  booking.shared ? booking.moves * 10_000 + (booking.leftAt ? 5_000 : 0) + meeting.sequence : meeting.version;

/** @returns the version that the mark was made for, or undefined where it was tampered with. */
export function markedVersion(env: Env<'booking-portal'>, booking: string, mark: string): number | undefined {
  const [number = '', signature = ''] = mark.split('.');
  return /^\d{1,9}$/.test(number) && env.secrets.verify(signature, 'booking-version', booking, number) ? Number(number) : undefined;
}

/** Where the guest sees, moves and cancels the booking. */
export function manageUrl(env: Env<'booking-portal'>, token: string, mark: string, step?: 'reschedule' | 'cancel'): string {
  return `${env.baseUrl}/booking/${token}${step ? `/${step}` : ''}?v=${mark}`;
}
