import { type Env, email, wallOf } from '#core';
import type { ClaimRequest } from '../calendar/contract.ts';
import { roomClaim } from '../meetings/contract.ts';
import type { ImportRow } from './import-row.ts';

export type Attendee = {
  person: string | null;
  name: string;
  email: string;
  timeZone: string;
  language: string;
  role: 'host' | 'required' | 'optional';
  partstat: 'NEEDS-ACTION' | 'ACCEPTED' | 'DECLINED' | 'TENTATIVE';
};

export type Planned = {
  row: ImportRow;
  /** Sentences in the reader's language; empty: it can be imported. */
  faults: string[];
  start: Date;
  end: Date;
  host: { id: string; name: string };
  rooms: { id: string; name: string; setUpMin: number; cleanUpMin: number; approval: boolean; bookableBy: string[] }[];
  attendees: Attendee[];
  /** Already over: it takes nothing and is done. */
  over: boolean;
};

const LONGEST_MS = 14 * 86_400_000;
const answers = ['NEEDS-ACTION', 'ACCEPTED', 'DECLINED', 'TENTATIVE'] as const;

const manages = (env: Env<'meeting-exchange'>): boolean => env.inGroup('meetings.manager') || env.inGroup('base.admin');

/** What would become of the rows: who hosts, who takes part, which rooms, and what is wrong with each. Four statements however many rows. */
export async function planRows(env: Env<'meeting-exchange'>, rows: readonly ImportRow[]): Promise<Planned[]> {
  const self = env.principal.kind === 'user' ? env.principal.person : '';
  const addresses = [...new Set(rows.flatMap(({ host, people }) => [...(host ? [host] : []), ...people.map((one) => one.email)]))];
  const fields = ['name', 'email', 'timeZone', 'language', 'active'] as const;
  const people = await env
    .asPlugin()
    .model('base.person')
    .pick({ $or: [{ id: self }, { email: { in: addresses } }] }, fields);
  const byEmail = new Map(people.filter(({ active }) => active).map((person) => [person.email, person]));
  const me = people.find(({ id }) => id === self);
  const rooms = new Map(
    (await env.model('meeting.room').pick({ active: true }, ['name', 'setUpMin', 'cleanUpMin', 'approval', 'bookableBy'])).map((room) => [
      room.name.toLowerCase(),
      room,
    ]),
  );
  const uids = rows.flatMap(({ uid }) => (uid ? [uid] : []));
  const there = new Set(
    (
      await env
        .asPlugin()
        .model('meeting.event')
        .pick({ uid: { in: uids } }, ['uid'])
    ).map(({ uid }) => uid),
  );
  const seen = new Set<string>();
  const now = env.now();

  return rows.map((row): Planned => {
    const faults: string[] = row.problem === null ? [] : [row.problem, ...row.more].map((problem) => env.t(problem as never));
    const [start, end] = [new Date(row.start || 0), new Date(row.end || 0)];
    const organizer = row.host ? byEmail.get(row.host) : me;
    const host = organizer ?? me;
    if (row.problem === null || row.table) {
      const length = end.getTime() - start.getTime();
      if (row.start !== '' && !(length > 0 && length <= LONGEST_MS)) faults.push(env.t('The end must be after the start, by at most 14 days.'));
      if (row.subject === '') faults.push(env.t('It has no subject.'));
      if (row.uid && there.has(row.uid)) faults.push(env.t('It is here already.'));
      else if (row.uid && seen.has(row.uid)) faults.push(env.t('It stands in the file twice.'));
      if (row.uid) seen.add(row.uid);
      if (host && host.id !== self && !manages(env)) faults.push(env.t('Only a meeting manager can import meetings that others host.'));
      if (row.table && row.host && !organizer)
        faults.push(env.t('“{host}” is nobody here: write the e-mail address of the host.', { host: row.host.slice(0, 100) }));
      for (const one of row.people)
        if (!email().safeParse(one.email).success) faults.push(env.t('“{address}” is no e-mail address.', { address: one.email.slice(0, 100) }));
    }
    const attendees = new Map<string, Attendee>();
    if (host)
      attendees.set(host.email, {
        person: host.id,
        name: host.name,
        email: host.email,
        timeZone: host.timeZone,
        language: host.language,
        role: 'host',
        partstat: 'ACCEPTED',
      });
    const outside = row.host && !organizer ? [{ name: row.host, email: row.host, role: 'required' as const, partstat: 'ACCEPTED' }] : [];
    for (const one of [...outside, ...row.people]) {
      if (attendees.has(one.email)) continue;
      const inside = byEmail.get(one.email);
      attendees.set(one.email, {
        person: inside?.id ?? null,
        name: inside?.name ?? (one.name || one.email).slice(0, 120),
        email: one.email,
        timeZone: inside?.timeZone ?? row.timeZone,
        language: inside?.language ?? env.preferences.language,
        role: one.role,
        partstat: answers.find((known) => known === one.partstat) ?? 'NEEDS-ACTION',
      });
    }
    const whole = rooms.get(row.location.trim().toLowerCase());
    const names = row.location
      .split(/[;,]/)
      .map((name) => name.trim())
      .filter(Boolean);
    const named = names.flatMap((name) => rooms.get(name.toLowerCase()) ?? []);
    if (row.roomNames && !whole)
      for (const name of names) if (!rooms.has(name.toLowerCase())) faults.push(env.t('“{room}” is no room that can be booked.', { room: name.slice(0, 100) }));
    const wanted = [...new Map((whole ? [whole] : named).map((room) => [room.id, room])).values()];
    const closed =
      manages(env) || end <= now
        ? []
        : wanted.filter(({ bookableBy, approval }) => approval || (bookableBy.length > 0 && !bookableBy.some((group) => env.inGroup(group))));
    for (const { approval, name } of closed)
      faults.push(
        approval
          ? env.t('“{room}” is given by its room managers: plan this meeting on its form.', { room: name })
          : env.t('You may not book “{room}”.', { room: name }),
      );
    return {
      row,
      faults,
      start,
      end,
      host: { id: host?.id ?? self, name: host?.name ?? '' },
      rooms: wanted,
      attendees: [...attendees.values()],
      over: end <= now,
    };
  });
}

/** What a meeting takes when it is imported as confirmed. Who has declined or may stay away keeps the time. */
export function claimsOf({ start, end, host, rooms, attendees }: Planned): ClaimRequest[] {
  const during = { start, end };
  const persons = attendees.flatMap(({ person, role, partstat }) => (person !== null && role === 'required' && partstat !== 'DECLINED' ? [person] : []));
  return [...rooms.map((room) => roomClaim(room, during)), ...[...new Set([host.id, ...persons])].map((id): ClaimRequest => ({ kind: 'person', id, during }))];
}

/** A place that is no room of ours; null: none. */
export const placeOf = ({ row, rooms }: Planned): string | null => (rooms.length === 0 ? row.location.trim().slice(0, 300) || null : null);

export const wallStartOf = ({ start, row }: Planned): string => wallOf(start, row.timeZone);
