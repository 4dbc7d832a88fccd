import { type Create, type Env, fail } from '#core';
import type { PublicPerson } from '../base/contract.ts';
import type { Guest } from './contract.ts';

type Attendee = Create<'meetings', 'meeting.attendee'>;

/** The attendees' rows: the host first, then persons inside, then guests; an address stands once. Beside them the persons inside, as read. */
export async function attendeesOf(
  env: Env<'meetings'>,
  event: string,
  host: PublicPerson,
  people: readonly { person: string; role: 'required' | 'optional' }[],
  guests: readonly Guest[],
): Promise<{ rows: Attendee[]; inside: PublicPerson[] }> {
  const wanted = people.filter(({ person }) => person !== host.id);
  const known = wanted.length > 0 ? await env.service('base').people({ ids: wanted.map(({ person }) => person) }) : [];
  if (known.length < new Set(wanted.map(({ person }) => person)).size) {
    throw fail('INPUT_INVALID', { issues: [{ path: 'required', message: env.t('Choose people of the list.') }] });
  }
  const roles = new Map(wanted.map(({ person, role }) => [person, role]));
  return { rows: attendeeRows(event, host, known, roles, guests), inside: [host, ...known] };
}

/** The same for who has read the people already. `known`: the host left out. */
export function attendeeRows(
  event: string,
  host: PublicPerson,
  known: readonly PublicPerson[],
  roles: ReadonlyMap<string, 'required' | 'optional'>,
  guests: readonly Guest[],
): Attendee[] {
  const rows: Attendee[] = [
    inside(event, host, 'host'),
    ...known.map((person) => inside(event, person, roles.get(person.id) ?? 'required')),
    ...guests.map((guest) => guestRow(event, guest)),
  ];
  const seen = new Set<string>();
  return rows.filter(({ email }) => !seen.has(email) && seen.add(email));
}

export function guestRow(event: string, { name, email, timeZone, language, phone, note }: Guest): Attendee & { email: string } {
  return {
    event,
    name,
    email: email.toLowerCase(),
    timeZone,
    language,
    role: 'required',
    ...(phone ? { phone } : {}),
    ...(note ? { note } : {}),
  };
}

function inside(event: string, person: PublicPerson, role: 'host' | 'required' | 'optional'): Attendee {
  return {
    event,
    person: person.id,
    name: person.name,
    email: person.email,
    timeZone: person.timeZone,
    language: person.language,
    role,
    partstat: role === 'host' ? 'ACCEPTED' : 'NEEDS-ACTION',
  };
}
