import type { Env } from '#core';
import type { PublicPerson } from '../../base/contract.ts';
import { asRemoved, type Removed } from '../events.ts';

/** The former host of many dates goes, or stays as somebody who must be there; the new one comes. Everybody else keeps the answer. Five statements at most. */
export async function swapHost(env: Env<'meetings'>, dates: readonly string[], next: PublicPerson, stay: boolean): Promise<Removed[]> {
  const attendees = env.model('meeting.attendee');
  const found = await attendees.find({ event: { in: [...dates] }, $or: [{ role: 'host' }, { email: next.email }] });
  const there = found.filter(({ email }) => email === next.email);
  const former = found.filter(({ email }) => email !== next.email);
  const ids = { in: former.map(({ id }) => id) };
  if (former.length > 0 && stay) await attendees.update({ id: ids }, { role: 'required' });
  else if (former.length > 0) await attendees.delete({ id: ids });
  const asHost = { role: 'host', partstat: 'ACCEPTED', person: next.id } as const;
  if (there.length > 0) await attendees.update({ id: { in: there.map(({ id }) => id) } }, asHost);
  const has = new Set(there.map(({ event }) => event));
  const missing = dates.filter((date) => !has.has(date));
  const { name, email, timeZone, language } = next;
  if (missing.length > 0) await attendees.create(missing.map((event) => ({ event, name, email, timeZone, language, ...asHost })));
  if (stay) return [];
  return [...new Map(former.map((one) => [one.email, one])).values()].map(asRemoved);
}
