import ICAL from 'ical.js';
import nodeIcal from 'node-ical';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addFeed, feedUrl, removeFeed, renewFeed } from '../feeds/my-feeds.ts';
import { openMailer } from './open-mailer.ts';

let mailer: Awaited<ReturnType<typeof openMailer>>;
let room = '';
beforeAll(async () => {
  mailer = await openMailer();
  room = (await mailer.meetings.model('meeting.room').create({ name: 'Linden; North', address: 'Lindenstraße 4', timeZone: 'Europe/Berlin' })).id;
});
afterAll(() => mailer.close());

async function make(who: string, of: string, busyOnly = false): Promise<{ id: string; url: string }> {
  const env = mailer.read(who);
  await addFeed(env, { of, name: '', busyOnly });
  const feed = (await env.model('ics.feed').find({ owner: who }, { order: ['-createdAt'] }))[0];
  if (!feed) throw new Error('no feed');
  return { id: feed.id, url: feedUrl(env, feed) };
}
const read = async (url: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(url, { headers });
  const text = await answer.text();
  return { status: answer.status, text, etag: answer.headers.get('etag') ?? '', type: answer.headers.get('content-type') };
};
const eventsIn = (text: string) => new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent');
const subjects = (text: string) => eventsIn(text).map((event) => event.getFirstPropertyValue('summary'));

describe('a feed', () => {
  it('shows its owner’s meetings to two parsers, nobody’s address, and says so when nothing has changed', async () => {
    const { id } = await mailer.confirmed(3, { rooms: [room], subject: 'Review, part; one' });
    const { url } = await make(mailer.bob, `person:${mailer.bob}`);
    const { status, text, etag, type } = await read(url);
    expect([status, type]).toEqual([200, 'text/calendar; charset=utf-8']);
    expect(text).toContain('METHOD:PUBLISH');
    expect(text).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT15M');
    expect(text.match(/BEGIN:VTIMEZONE/g)).toHaveLength(1);
    expect(text).not.toMatch(/ATTENDEE|g0@example\.org|bob@atrium\.example|ann@atrium\.example/);
    const [event] = eventsIn(text);
    expect(event?.getFirstPropertyValue('summary')).toBe('Review, part; one');
    expect(event?.getFirstPropertyValue('location')).toBe('Linden; North, Lindenstraße 4');
    const { start } = await mailer.meetings.model('meeting.event').get(id);
    const other = Object.values(nodeIcal.sync.parseICS(text)).find((part) => part?.type === 'VEVENT');
    expect(other?.type === 'VEVENT' ? other.start.getTime() : 0).toBe(start.getTime());
    expect(await read(url, { 'if-none-match': etag })).toMatchObject({ status: 304, text: '', etag });
    await mailer.confirmed(1, { subject: 'Second' });
    const newer = await read(url, { 'if-none-match': etag });
    expect(newer.status).toBe(200);
    expect(subjects(newer.text)).toEqual(['Review, part; one', 'Second']);
  });

  it('of a room shows what its owner may read, and of the rest that it is taken', async () => {
    const eve = await mailer.person('Eve', 'America/New_York', 'en');
    const [open, closed] = [await make(mailer.ann, `room:${room}`), await make(eve, `room:${room}`)];
    expect(subjects((await read(open.url)).text)).toEqual(['Review, part; one']);
    const { text } = await read(closed.url);
    expect(subjects(text)).toEqual(['Busy']);
    expect(text).not.toMatch(/Review|DESCRIPTION|LOCATION|URL/);
  });

  it('of busy times alone says no word of them, also to the host', async () => {
    const { url } = await make(mailer.ann, `person:${mailer.ann}`, true);
    const { text } = await read(url);
    expect(subjects(text)).toEqual(['Busy', 'Busy']);
    expect(text).not.toMatch(/Review|Second|Linden/);
  });

  it('keeps what was cancelled for thirty days', async () => {
    const { id, version } = await mailer.confirmed(1, { subject: 'Off' });
    const { url } = await make(mailer.ann, `person:${mailer.ann}`);
    await mailer.as(mailer.ann).service('meetings').cancel({ id, version });
    const cancelled = async () =>
      eventsIn((await read(url)).text)
        .filter((event) => event.getFirstPropertyValue('status') === 'CANCELLED')
        .map((event) => [event.getFirstPropertyValue('summary'), event.getFirstPropertyValue('sequence')]);
    const changed = (at: string) => mailer.app.app.runtime.database.query('UPDATE meeting_event SET updated_at = $2 WHERE id = $1', [id, at]);
    await changed('2026-12-06T00:00:00Z');
    expect(await cancelled()).toEqual([['Off', 1]]);
    await changed('2026-12-04T00:00:00Z');
    expect(await cancelled()).toEqual([]);
  });

  it('has another address after a new password by link: whoever found the old one reads no more', async () => {
    const feed = await make(mailer.ann, `person:${mailer.ann}`);
    expect((await read(feed.url)).status).toBe(200);
    const reset = await mailer.mailer.service('base').issueResetLink({ person: mailer.ann });
    const { url } = mailer.app;
    const body = new URLSearchParams({ password: 'a wholly new phrase' });
    await fetch(url + new URL(reset?.link ?? '').pathname, { method: 'POST', redirect: 'manual', headers: { origin: url, accept: 'text/html' }, body });
    await mailer.app.runJobs();
    expect((await read(feed.url)).status).toBe(404);
    const env = mailer.read(mailer.ann);
    expect((await read(feedUrl(env, await env.model('ics.feed').get(feed.id)))).status).toBe(200);
  });

  it('has another address when renewed, and none when removed or when its owner has left', async () => {
    const feed = await make(mailer.bob, `person:${mailer.bob}`);
    await renewFeed(mailer.read(mailer.bob), feed.id);
    expect((await read(feed.url)).status).toBe(404);
    const env = mailer.read(mailer.bob);
    const renewed = feedUrl(env, await env.model('ics.feed').get(feed.id));
    expect((await read(renewed)).status).toBe(200);
    await mailer.base.model('base.person').update(mailer.bob, { active: false });
    expect((await read(renewed)).status).toBe(404);
    await mailer.base.model('base.person').update(mailer.bob, { active: true });
    await removeFeed(mailer.read(mailer.bob), feed.id);
    expect((await read(renewed)).status).toBe(404);
  });

  it('attack: nobody makes a feed of another person’s meetings, renews or removes another’s feed, or finds a token in the database', async () => {
    await expect(addFeed(mailer.read(mailer.bob), { of: `person:${mailer.ann}`, name: '', busyOnly: false })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const feed = await make(mailer.ann, `person:${mailer.ann}`);
    await expect(renewFeed(mailer.read(mailer.bob), feed.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(removeFeed(mailer.read(mailer.bob), feed.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const token = feed.url.split('/').at(-2) ?? '';
    const { rows } = await mailer.app.app.runtime.database.query('SELECT t.*, f.* FROM core_token t, ics_feed f');
    expect(JSON.stringify(rows)).not.toContain(token);
    expect((await read(feed.url.replace(token, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`))).status).toBe(404);
  });

  it('costs as many statements with forty meetings as with four', async () => {
    const { url } = await make(mailer.ann, `person:${mailer.ann}`);
    // Now and then the process asks something of its own meanwhile.
    const cost = async (): Promise<number> => {
      const costs: number[] = [];
      for (let time = 0; time < 5; time++) {
        const before = mailer.app.app.runtime.database.statements();
        await read(url);
        costs.push(mailer.app.app.runtime.database.statements() - before);
      }
      return Math.min(...costs);
    };
    await cost();
    const few = await cost();
    const [one] = await mailer.meetings.model('meeting.event').find({ state: 'confirmed', host: mailer.ann });
    if (!one) throw new Error('no meeting');
    const { id: _id, createdAt: _created, updatedAt: _updated, ...values } = one;
    const made = await mailer.meetings.model('meeting.event').create(Array.from({ length: 36 }, (_, n) => ({ ...values, uid: `copy-${n}@example.org` })));
    await mailer.meetings
      .model('meeting.attendee')
      .create(
        made.map(({ id }) => ({ event: id, person: mailer.ann, name: 'Ann', email: 'ann@atrium.example', timeZone: 'Asia/Singapore', role: 'host' as const })),
      );
    expect(await cost()).toBe(few);
    expect(eventsIn((await read(url)).text).length).toBeGreaterThan(36);
  });
});
