import { AtriumError, type Env } from '#core';
import { fault } from './faults.ts';
import { letGo } from './hold.ts';
import { asResources, chooseHosts, hostsOf, personsOf } from './hosts.ts';
import { waits } from './inbox/request-fields.ts';
import { guestsOf, noteBooking } from './note-booking.ts';
import { type Asked, freeRooms, type Link, lockedCounts, lockedPlaces, nearestTimes, openHosts, queryOf } from './open-times.ts';
import { locationOf } from './places/chosen-place.ts';
import type { Answer } from './questions.ts';
import { giveBack, type SharedBooking } from './seats/give-back.ts';
import { joinSeat } from './seats/join-seat.ts';
import { settings } from './settings.ts';
import { isUsedUp } from './used-up.ts';
import { takeOffer } from './waiting/take-offer.ts';

export type BookingForm = {
  start: Date;
  name: string;
  email: string;
  note: string | undefined;
  timeZone: string;
  language: string;
  browser: string | undefined;
  /** The browser holds a time of this link, which is given back first. */
  held?: boolean | undefined;
  /** To the link's questions. */
  answers: readonly Answer[];
  /** Others whom the guest brings; they read the guest's language, in the guest's zone. */
  others: readonly { name: string; email: string }[];
  /** Where the host calls the guest. */
  phone?: string | undefined;
  /** A shared seat that goes to this time; it is given back first. */
  moving?: SharedBooking | undefined;
  /** A guest of the waiting list, for whom the time is kept. */
  waiting?: string | undefined;
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
  const note = [form.note, ...form.answers.map(({ question, answer }) => `${question}: ${answer}`)].filter(Boolean).join('\n').slice(0, 2_000);
  const asPlugin = env.asPlugin();
  const location = locationOf(link, form.phone);
  try {
    return await env.tx(async () => {
      const hosts = await hostsOf(env, link);
      await asPlugin.service('calendar').guard({
        resources: [...asResources(personsOf(hosts)), ...lockedPlaces(link), ...lockedCounts(link)],
        during: { start: form.start, end },
      });
      if (form.held && form.browser) await letGo(env, link, form.browser);
      if (form.moving) await giveBack(asPlugin, form.moving);
      else await assertNotUsedUp(asPlugin, link);
      if (form.waiting) await takeOffer(asPlugin, form.waiting);
      const joined = link.seats > 1 ? await joinSeat(env, link, form, note) : undefined;
      if (joined) return joined;
      const open = await openHosts(env, link, { from: form.start, to: end, viewerTimeZone: form.timeZone }, { hosts });
      const free = open.get(form.start.getTime());
      if (!free) throw await refusal(asPlugin, link, form.start, form.timeZone, personsOf(hosts));
      const chosen = [...hosts.fixed, ...(hosts.needed > 0 ? await chooseHosts(env, link, hosts, free) : [])];
      const host = chosen.includes(link.host) ? link.host : (chosen[0] ?? link.host);
      const state = link.approval ? 'draft' : 'confirmed';
      const waiting = link.approval ? waits(env.now(), form.start, link.answerHours ?? holdHours) : undefined;
      const meeting = await env.service('meetings').request({
        // Guests who share it read its name, and not that of another guest.
        subject: (link.seats > 1 ? link.name : `${link.name}: ${form.name}`).slice(0, 200),
        host,
        // The owner chooses who meets the guest, and gains no rooms by that.
        asking: link.host,
        ...(chosen.length > 1 ? { people: chosen.filter((person) => person !== host).map((person) => ({ person, role: 'required' as const })) } : {}),
        rooms: await roomAt(env, link, form, chosen),
        virtualRoom: link.virtualRoom,
        ...(location ? { location } : {}),
        start: form.start,
        end,
        timeZone: link.timeZone,
        guests: guestsOf(form, note),
        bufferBefore: link.bufferBeforeMin,
        bufferAfter: link.bufferAfterMin,
        state,
        ...(waiting ? { holdUntil: waiting.answerBy } : {}),
      });
      return noteBooking(asPlugin, link, form, { ...meeting, sequence: 0, hosts: chosen }, waiting);
    });
  } catch (error) {
    throw await withAlternatives(env, link, form.start, form.timeZone, error);
  }
}

/** Of several rooms one that is free together with whoever meets the guest; the link's own else. */
async function roomAt(env: Env<'booking-portal'>, link: Link, { start, timeZone }: BookingForm, persons: readonly string[]): Promise<string[]> {
  if (!link.roomChoice) return link.room ? [link.room] : [];
  const to = new Date(start.getTime() + link.durationMin * MINUTE_MS);
  const [room] = (await freeRooms(env, link, { from: start, to, viewerTimeZone: timeZone }, persons)).get(start.getTime()) ?? [];
  if (!room) throw fault('BOOKING_SLOT_TAKEN');
  return [room];
}

/** @throws BOOKING_LINK_FULL */
async function assertNotUsedUp(env: Env<'booking-portal'>, link: Link): Promise<void> {
  if (await isUsedUp(env, link)) throw fault('BOOKING_LINK_FULL');
}

/** Was the time taken, or was it never offered? A guest who was beaten to it is told so. */
export async function refusal(env: Env<'booking-portal'>, link: Link, start: Date, viewerTimeZone: string, persons?: readonly string[]): Promise<AtriumError> {
  const end = new Date(start.getTime() + link.durationMin * MINUTE_MS);
  const reasons = await env.service('calendar').explain(await queryOf(env, link, { from: start, to: end, viewerTimeZone }, persons));
  return fault(
    reasons.some(({ reason }) => reason === 'conflict') && reasons.every(({ reason }) => reason === 'conflict' || reason === 'buffer')
      ? 'BOOKING_SLOT_TAKEN'
      : 'BOOKING_SLOT_UNKNOWN',
  );
}

/** A refusal for lack of time carries the three nearest free starts. */
export async function withAlternatives(
  env: Env<'booking-portal'>,
  link: Link,
  wanted: Date,
  timeZone: string,
  error: unknown,
  asked?: Asked,
): Promise<unknown> {
  if (!(error instanceof AtriumError)) return error;
  if (error.code !== 'MEETING_CLASH' && error.code !== 'BOOKING_SLOT_UNKNOWN' && error.code !== 'BOOKING_SLOT_TAKEN' && error.code !== 'BOOKING_SEATS_FEW')
    return error;
  const alternatives = (await nearestTimes(env, link, wanted, timeZone, asked)).map((start) => ({
    start: start.toISOString(),
    end: new Date(start.getTime() + link.durationMin * MINUTE_MS).toISOString(),
  }));
  const code = error.code === 'MEETING_CLASH' ? 'BOOKING_SLOT_TAKEN' : error.code;
  return fault(code, { extra: { alternatives } });
}
