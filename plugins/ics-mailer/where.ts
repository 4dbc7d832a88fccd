import type { Env } from '#core';
import type { MeetingDetails } from '../meetings/contract.ts';

/** An address, or who calls whom; empty: neither. `env` speaks the reader's language. */
function outside(env: Env<'ics-mailer'>, { location, host }: MeetingDetails): string {
  if (!location) return '';
  if (location.kind === 'address') return location.text;
  if (location.kind === 'phone-host') return env.t('Phone: please call {number}', { number: location.text });
  return location.text ? env.t('Phone: {host} calls {number}', { host: host.name, number: location.text }) : env.t('Phone: {host} calls', { host: host.name });
}

/** A room as one finds it. The site is left out where the address names it already: “Linden, Berlin, Lindenstraße 4, 10969 Berlin” says the city twice. */
const roomAddress = ({ name, site, address }: MeetingDetails['rooms'][number]): string =>
  [name, site && address?.toLowerCase().includes(site.toLowerCase()) ? null : site, address].filter((part) => part).join(', ');

/** The number of whoever booked is for the booker and those inside: who comes along reads that the host calls, not whom. */
export const withoutNumber = (meeting: MeetingDetails): MeetingDetails =>
  meeting.location?.kind === 'phone-guest' ? { ...meeting, location: { kind: 'phone-guest', text: '' } } : meeting;

/** Where one has to be: the rooms with their addresses, and what is outside of them. */
export const placeOf = (env: Env<'ics-mailer'>, meeting: MeetingDetails): string =>
  [...meeting.rooms.map(roomAddress), outside(env, meeting)].filter((part) => part).join('; ');

/** Where it takes place, for LOCATION: the rooms, an address or a call, else the join link, else the virtual room's name. */
export const locationOf = (env: Env<'ics-mailer'>, meeting: MeetingDetails): string =>
  placeOf(env, meeting) || meeting.joinUrl || meeting.virtualRoom?.name || '';
