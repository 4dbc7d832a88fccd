import { type Env, formatRange } from '#core';
import type { BookingClash } from '../calendar/contract.ts';
import type { ImportRow } from './import-row.ts';
import { claimsOf, type Planned, placeOf, planRows, wallStartOf } from './plan-rows.ts';

export type Mode = 'confirmed' | 'draft';
/** `faults` in the lines of `planned` then say why nothing was written. */
export type Outcome = { planned: Planned[]; written: number };

/** Undoes a transaction and carries what it found out. */
class Undone extends Error {
  readonly clashes: readonly BookingClash[];
  constructor(clashes: readonly BookingClash[]) {
    super('undone');
    this.clashes = clashes;
  }
}

type Ready = { id: string; plan: Planned };

/**
 * Tries the rows out: plans them and takes their time in a transaction that is undone. Clashes, with what stands here and among the rows, become faults of their lines.
 * @param write does it instead, all or nothing; rows with faults are left out only where `skip` says so
 */
export async function runImport(
  env: Env<'meeting-exchange'>,
  rows: readonly ImportRow[],
  { mode, write, skip, before }: { mode: Mode; write: boolean; skip: boolean; before?: () => Promise<void> },
): Promise<Outcome> {
  const planned = await planRows(env, rows);
  for (;;) {
    const ready = planned.filter(({ faults }) => faults.length === 0).map((plan): Ready => ({ id: env.id(), plan }));
    const really = write && ready.length > 0 && (skip || ready.length === planned.length);
    try {
      await env.tx(async () => {
        await before?.();
        const clashes = mode === 'confirmed' ? await take(env, ready) : [];
        if (clashes.length > 0 || !really) throw new Undone(clashes);
        await writeRows(env, ready, mode);
      });
      return { planned, written: ready.length };
    } catch (error) {
      if (!(error instanceof Undone)) throw error;
      if (error.clashes.length === 0) return { planned, written: 0 };
      await blame(env, ready, error.clashes);
      if (!skip || !write) return { planned, written: 0 };
    }
  }
}

const take = (env: Env<'meeting-exchange'>, ready: readonly Ready[]): Promise<BookingClash[]> =>
  env.service('calendar').claimAll({
    bookings: ready.filter(({ plan }) => !plan.over).map(({ id, plan }) => ({ source: { model: 'meeting.event', record: id }, claims: claimsOf(plan) })),
  });

/** Who or what is taken, and when; never by which meeting. */
async function blame(env: Env<'meeting-exchange'>, ready: readonly Ready[], clashes: readonly BookingClash[]): Promise<void> {
  const people = await env
    .service('base')
    .people({ ids: [...new Set(clashes.filter(({ resource }) => resource.kind === 'person').map(({ resource }) => resource.id))] });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  for (const { plan } of ready) for (const { id, name } of plan.rooms) names.set(id, name);
  const byId = new Map(ready.map(({ id, plan }) => [id, plan]));
  for (const { wanted, resource, during } of clashes) {
    const plan = byId.get(wanted.record);
    const time = formatRange(during.start, during.end, env.preferences.timeZone, env.preferences);
    const told = env.t('{name} is taken: {time}', { name: names.get(resource.id) ?? '', time });
    if (plan && !plan.faults.includes(told)) plan.faults.push(told);
  }
}

/** Three statements, under the record rules of whoever imports. Nobody is told: the attendees know of these meetings from where they come. */
async function writeRows(env: Env<'meeting-exchange'>, ready: readonly Ready[], mode: Mode): Promise<void> {
  const creator = env.principal.kind === 'user' ? env.principal.person : null;
  const domain = new URL(env.baseUrl).hostname;
  await env.model('meeting.event').create(
    ready.map(({ id, plan }) => ({
      id,
      subject: plan.row.subject,
      description: plan.row.description || null,
      locationKind: placeOf(plan) === null ? null : ('address' as const),
      location: placeOf(plan),
      host: plan.host.id,
      creator,
      start: plan.start,
      end: plan.end,
      timeZone: plan.row.timeZone,
      wallStart: wallStartOf(plan),
      state: mode === 'draft' && !plan.over ? ('draft' as const) : plan.over ? ('done' as const) : ('confirmed' as const),
      uid: plan.row.uid || `${id}@${domain}`,
      sequence: plan.row.sequence,
      origin: 'import',
    })),
  );
  const rooms = ready.flatMap(({ id, plan }) => plan.rooms.map((room) => ({ event: id, room: room.id })));
  if (rooms.length > 0) await env.model('meeting.event_room').create(rooms);
  await env
    .model('meeting.attendee')
    .create(
      ready.flatMap(({ id, plan }) =>
        plan.attendees.map((attendee) => ({ event: id, ...attendee, toldSequence: mode === 'draft' && !plan.over ? null : plan.row.sequence })),
      ),
    );
}
