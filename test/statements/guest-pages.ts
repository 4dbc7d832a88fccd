import type { Env } from '#core';
import { addFeed, feedUrl } from '../../plugins/ics-mailer/feeds/my-feeds.ts';
import { doorUrl } from '../../plugins/meetings/pages/door-address.ts';
import { postJson } from '../fixture/ask.ts';
import type { Workspace } from '../fixture/open-workspace.ts';
import type { Hubs } from './fill-models.ts';

/** Why it is left out, or how it is visited. A new page for guests must be named here. */
type Known = Record<string, { not: string } | readonly string[]>;

/** Pages for people who are not signed in, each with an address that opens it. Made before the rows are: what is booked here is booked while there is time. */
export async function openGuestPages(workspace: Workspace, { person }: Hubs): Promise<Known> {
  const { app, makeLink, meetings, room } = workspace;
  const { path } = await makeLink({ host: person, room });
  const { json } = await postJson(app.url + path, { start: '2027-03-03T09:00:00.000Z', name: 'Gus', email: 'gus@example.org', tz: 'Asia/Tokyo' });
  const manage = new URL(String(json.manage)).pathname;
  const door = await meetings.model('meeting.door').create({ room: workspace.otherRoom, seed: 'a seed' });
  const reader: Env<'ics-mailer'> = app.envAs('ics-mailer', {
    kind: 'user',
    org: 1,
    account: person,
    person,
    session: '',
    groups: new Set(['user', 'base.user']),
  });
  await addFeed(reader, { of: `person:${person}`, name: '', busyOnly: false });
  const [feed] = await reader.model('ics.feed').find({ owner: person });
  const at = (url: string): string => new URL(url).pathname;
  const one = { not: 'one record, by its signature' };
  const file = { not: 'a file, one record' };
  return {
    '/': { not: 'leads to the sign-in' },
    '/book/:token': [path, `${path}?month=2027-03&day=2027-03-04`, `${path}?start=2027-03-04T09:00:00.000Z`],
    '/book/:token/slots': [`${path}/slots`],
    '/booking/:token': [manage],
    '/booking/:token/cancel': [`${manage}/cancel`],
    '/booking/:token/reschedule': [`${manage}/reschedule`],
    '/booking/:token/invite.ics': [`${manage}/invite.ics`],
    '/door/:token': [at(await doorUrl(meetings, door))],
    '/feed/:token/calendar.ics': feed ? [at(feedUrl(reader, feed))] : { not: 'there is none' },
    '/answer/:token': one,
    '/answer/:token/invite.ics': one,
    '/digest/:token': one,
    '/feedback/:token': one,
    '/check-in/:take/:mark': one,
    '/m/:token/join': { not: 'leads on' },
    '/invite/:token': one,
    '/reset/:token': one,
    '/book/:token/wait': { not: 'the link has no waiting list here' },
    '/waiting/:token': one,
    '/door/:token/photo': file,
    '/workspace/logo/:id': file,
    '/page-style/:id/logo': file,
    '/team/:slug': { not: 'no team is made here' },
    '/team/:slug/photo/:profile': file,
    '/dev/mailbox/:id': one,
    '/dev/mailbox/:id/invite.ics': file,
  };
}

/** @throws for pages that nobody has said how to visit */
export function guestPagesOf(workspace: Workspace, known: Known): string[] {
  const found: string[] = [];
  const unknown: string[] = [];
  for (const { method, path, auth } of workspace.app.env('base').access.routes()) {
    if (method !== 'GET' || (auth !== 'public' && auth !== 'portal')) continue;
    const plain = path.replaceAll(/\{(?:[^{}]|\{[^{}]*\})*\}/g, '');
    const named = known[plain];
    if (named === undefined && plain.includes(':')) unknown.push(plain);
    else if (named === undefined) found.push(plain);
    else if (!('not' in named)) found.push(...named);
  }
  if (unknown.length > 0) throw new Error(`say in this file how guests come to: ${unknown.join(' ')}`);
  return found;
}
