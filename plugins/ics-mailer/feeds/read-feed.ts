import { createHash } from 'node:crypto';
import { civilDateOf, type Env, type Row } from '#core';
import type { FeedSpan } from '../contract.ts';
import { buildFeed, type FeedEvent } from './build-feed.ts';
import { within } from './feed-sources.ts';

type IcsEnv = Env<'ics-mailer'>;
type FeedRow = Row<'ics-mailer', 'ics.feed'>;

const DAY_MS = 86_400_000;
const BACK_DAYS = 90;
const AHEAD_DAYS = 400;
/** How long calendar programs are told that a meeting is off, before it is left out. */
const CANCELLED_DAYS = 30;

/**
 * What a calendar program gets. What the owner of the feed may not read now is busy time and nothing more; a feed whose owner is gone, or who may no longer share its
 * source, is closed. As many statements for one meeting as for a thousand.
 * @returns undefined: closed
 */
export async function readFeed(env: IcsEnv, id: string): Promise<{ text: string; etag: string } | undefined> {
  const [feed] = await env.model('ics.feed').find({ id });
  const source = feed && env.implementations('ics-mailer.feed-source').get(feed.source);
  const owner = feed && (await env.service('base').personPrincipal({ person: feed.owner }));
  if (!feed || !source || !owner) return undefined;
  const own = env.implementer('ics-mailer.feed-source', feed.source);
  if (!(await source.choices(own, feed.owner)).some(({ record }) => record === feed.record)) return undefined;
  const now = env.now().getTime();
  const span = {
    from: new Date(now - BACK_DAYS * DAY_MS),
    to: new Date(now + AHEAD_DAYS * DAY_MS),
    cancelledSince: new Date(now - CANCELLED_DAYS * DAY_MS),
  };
  const ids = await source.meetings(own, feed.record, span);
  const reader = env.withPreferences(owner.preferences);
  const readable = feed.busyOnly
    ? new Set<string>()
    : new Set(
        (
          await env
            .actAs(owner.principal)
            .model('meeting.event')
            .pick({ id: { in: ids } }, ['id'])
        ).map((one) => one.id),
      );
  const { fromName, fromEmail, name } = await env.service('base').workspace({});
  const text = buildFeed({
    name: `${feed.name} · ${name}`,
    timeZone: owner.preferences.timeZone,
    busy: reader.t('Busy'),
    organizer: { name: fromName, email: fromEmail },
    events: await eventsOf(env, ids, span, readable),
  });
  await noteReading(env, feed, civilDateOf(env.now(), owner.preferences.timeZone));
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 32)}"` };
}

async function eventsOf(env: IcsEnv, ids: readonly string[], span: FeedSpan, readable: ReadonlySet<string>): Promise<FeedEvent[]> {
  const wanted = { event: { in: [...ids] } };
  const events = await env
    .model('meeting.event')
    .pick({ $and: [{ id: { in: [...ids] } }, within(span)] }, ['subject', 'description', 'start', 'end', 'state', 'sequence', 'updatedAt'], {
      order: ['start'],
    });
  const links = await env.model('meeting.conference').pick({ ...wanted, state: 'ready' }, ['event', 'joinUrl']);
  const places = await env.model('meeting.event_room').pick(wanted, ['event', 'room']);
  const rooms = new Map(
    (await env.model('meeting.room').pick({ id: { in: [...new Set(places.map(({ room }) => room))] } }, ['name', 'site', 'address'])).map((room) => [
      room.id,
      room,
    ]),
  );
  const host = new URL(env.baseUrl).hostname;
  const linkOf = new Map(links.map(({ event, joinUrl }) => [event, joinUrl]));
  const placesOf = Map.groupBy(places, ({ event }) => event);
  return events.map((event) => {
    const joinUrl = linkOf.get(event.id) ?? null;
    const place = (placesOf.get(event.id) ?? [])
      .flatMap(({ room }) => rooms.get(room) ?? [])
      .map(({ name, site, address }) => [name, site, address].filter(Boolean).join(', '))
      .join('; ');
    return {
      // Dates of a series are events of their own here, whatever UID their invitation has.
      uid: `${event.id}@${host}`,
      sequence: event.sequence,
      changed: event.updatedAt,
      start: event.start,
      end: event.end,
      cancelled: event.state === 'cancelled',
      open: readable.has(event.id),
      summary: event.subject,
      description: event.description ?? '',
      location: place || (joinUrl ?? ''),
      joinUrl,
    };
  });
}

/** Once a day, so that its owner sees who still uses it. */
async function noteReading(env: IcsEnv, { id, readOn }: FeedRow, today: string): Promise<void> {
  if (readOn !== today) await env.model('ics.feed').update({ id }, { readOn: today });
}
