import { AtriumError, type Env } from '#core';
import { fault } from './faults.ts';
import { manageToken } from './manage-link.ts';
import { type Link, nearestTimes, openTimes, queryOf } from './open-times.ts';
import { settings } from './settings.ts';

export type BookingForm = {
  start: Date;
  name: string;
  email: string;
  note: string | undefined;
  timeZone: string;
  language: string;
  browser: string | undefined;
};
export type Booked = { booking: string; meeting: string; manage: string; version: number; state: 'draft' | 'confirmed' };

const MINUTE_MS = 60_000;

/**
 * A guest takes a time. In one transaction: the host's and the rooms' times are locked, the start is checked against what would be offered now, claims are taken,
 * the meeting is made for the host. Either everything is there afterwards or nothing.
 * @throws BOOKING_SLOT_TAKEN, BOOKING_SLOT_UNKNOWN with the three nearest free times as `alternatives`
 */
export async function book(env: Env<'booking-portal'>, link: Link, form: BookingForm): Promise<Booked> {
  const { holdHours } = await env.settings(settings);
  const end = new Date(form.start.getTime() + link.durationMin * MINUTE_MS);
  const asPlugin = env.asPlugin();
  try {
    return await env.tx(async () => {
      await asPlugin.service('calendar').guard({
        resources: [
          { kind: 'person', id: link.host },
          ...(link.room ? [{ kind: 'room' as const, id: link.room }] : []),
          ...(link.virtualRoom ? [{ kind: 'virtual_room' as const, id: link.virtualRoom }] : []),
        ],
        during: { start: form.start, end },
      });
      const open = await openTimes(env, link, { from: form.start, to: end, viewerTimeZone: form.timeZone });
      if (!open.some((start) => start.getTime() === form.start.getTime())) throw await refusal(asPlugin, link, form.start, form.timeZone);
      const state = link.approval ? 'draft' : 'confirmed';
      const holdUntil = link.approval ? new Date(Math.min(env.now().getTime() + holdHours * 60 * MINUTE_MS, form.start.getTime())) : undefined;
      const meeting = await env.service('meetings').request({
        subject: `${link.name}: ${form.name}`.slice(0, 200),
        host: link.host,
        rooms: link.room ? [link.room] : [],
        virtualRoom: link.virtualRoom,
        start: form.start,
        end,
        timeZone: link.timeZone,
        guests: [{ name: form.name, email: form.email, timeZone: form.timeZone, language: form.language, ...(form.note ? { note: form.note } : {}) }],
        bufferBefore: link.bufferBeforeMin,
        bufferAfter: link.bufferAfterMin,
        state,
        ...(holdUntil ? { holdUntil } : {}),
      });
      const booking = await asPlugin.model('booking.booking').create({
        link: link.id,
        meeting: meeting.id,
        guestName: form.name,
        guestEmail: form.email,
        timeZone: form.timeZone,
        language: form.language,
        browser: form.browser ?? null,
      });
      return { booking: booking.id, meeting: meeting.id, manage: await manageToken(asPlugin, booking.id), version: meeting.version, state };
    });
  } catch (error) {
    throw await withAlternatives(env, link, form.start, form.timeZone, error);
  }
}

/** Was the time taken, or was it never offered? A guest who was beaten to it is told so. */
export async function refusal(env: Env<'booking-portal'>, link: Link, start: Date, viewerTimeZone: string): Promise<AtriumError> {
  const end = new Date(start.getTime() + link.durationMin * MINUTE_MS);
  const reasons = await env.service('calendar').explain(await queryOf(env, link, { from: start, to: end, viewerTimeZone }));
  return fault(
    reasons.some(({ reason }) => reason === 'conflict') && reasons.every(({ reason }) => reason === 'conflict' || reason === 'buffer')
      ? 'BOOKING_SLOT_TAKEN'
      : 'BOOKING_SLOT_UNKNOWN',
  );
}

/** A refusal for lack of time carries the three nearest free starts. */
export async function withAlternatives(env: Env<'booking-portal'>, link: Link, wanted: Date, timeZone: string, error: unknown): Promise<unknown> {
  if (!(error instanceof AtriumError)) return error;
  if (error.code !== 'MEETING_CLASH' && error.code !== 'BOOKING_SLOT_UNKNOWN' && error.code !== 'BOOKING_SLOT_TAKEN') return error;
  const alternatives = (await nearestTimes(env, link, wanted, timeZone)).map((start) => ({
    start: start.toISOString(),
    end: new Date(start.getTime() + link.durationMin * MINUTE_MS).toISOString(),
  }));
  const code = error.code === 'BOOKING_SLOT_UNKNOWN' ? 'BOOKING_SLOT_UNKNOWN' : 'BOOKING_SLOT_TAKEN';
  return fault(code, { extra: { alternatives } });
}
