import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anonymous, type Env, type Principal } from '#core';
import { accessMatrix, actionSuite, bootTestApp, lifecycleSuite, type TestApp } from '#core/testing';
import { calendarAddress } from '../calendar-address.ts';
import { fetchCalendar } from '../fetch-calendar.ts';
import { addCalendar, readAgain, removeCalendar } from '../my-calendars.ts';
import { refreshCalendar } from '../refresh-calendar.ts';
import type {} from '../schema.ts';
import { type CalendarServer, openCalendarServer } from './calendar-server.ts';

lifecycleSuite('external-calendars');
accessMatrix('external-calendars');
actionSuite('external-calendars');

let app: TestApp;
let env: Env<'external-calendars'>;
let server: CalendarServer;
let count = 0;
const signal = new AbortController().signal;

beforeAll(async () => {
  app = await bootTestApp({ only: ['external-calendars', 'meetings'], clock: '2027-01-04T08:00:00Z' });
  env = app.env('external-calendars');
  server = await openCalendarServer();
});
afterAll(async () => {
  await app.close();
  await server.close();
});
beforeEach(() => {
  server.requests.length = 0;
});

type Somebody = { id: string; env: Env<'external-calendars'> };
async function somebody(): Promise<Somebody> {
  count += 1;
  const { id } = await (app.env('base') as Env<'base'>)
    .model('base.person')
    .create({ name: `P ${count}`, email: `p${count}@example.org`, timeZone: 'Europe/Berlin' });
  const principal: Principal = { kind: 'user', org: 1, account: id, person: id, session: '', groups: new Set(['user', 'base.user']) };
  return { id, env: app.envAs('external-calendars', principal) };
}

const ics = (...events: string[][]): string =>
  ['BEGIN:VCALENDAR', ...events.flatMap((lines, n) => ['BEGIN:VEVENT', `UID:e${n}@elsewhere.example`, ...lines, 'END:VEVENT']), 'END:VCALENDAR'].join('\r\n');
const nine = (day: string, ...more: string[]): string[] => [`DTSTART:202701${day}T090000Z`, `DTEND:202701${day}T100000Z`, 'SUMMARY:Very secret', ...more];
const serve = (text: string, headers: Record<string, string> = {}) =>
  server.answer((_request, response: ServerResponse) => response.writeHead(200, headers).end(text));

/** A calendar of somebody, read once. */
async function added(who: Somebody): Promise<string> {
  const id = await addCalendar(who.env, { name: 'Private', address: server.url });
  await app.runJobs();
  return id;
}
const claimsOf = async (person: string): Promise<string[]> =>
  (await (app.env('calendar') as Env<'calendar'>).model('calendar.claim').find({ resource: person, sourceModel: 'external.calendar' }))
    .map(({ during }) => during.start.toISOString().slice(0, 16))
    .sort();
const again = async (id: string) => refreshCalendar(env, await env.model('external.calendar').get(id), signal);

describe('an external calendar', () => {
  it('keeps its owner’s time from being booked, and says no more than that', async () => {
    const who = await somebody();
    serve(ics(nine('06'), nine('07', 'TRANSP:TRANSPARENT'), nine('08', 'STATUS:CANCELLED')));
    const id = await added(who);
    expect(await claimsOf(who.id)).toEqual(['2027-01-06T09:00']);
    const calendar = app.env('calendar') as Env<'calendar'>;
    const rule = { durationMin: 60, stepMin: 60, bufferBeforeMin: 0, bufferAfterMin: 0, minNoticeMin: 0, grid: 'clock' } as const;
    const query = {
      resources: [{ kind: 'person', id: who.id }],
      rule,
      viewerTimeZone: 'UTC',
      from: new Date('2027-01-06T08:00:00Z'),
      to: new Date('2027-01-06T12:00:00Z'),
    };
    expect((await calendar.service('calendar').slots(query)).map((at) => at.getUTCHours())).toEqual([8, 10, 11]);
    expect(await calendar.service('calendar').explain(query)).toMatchObject([{ reason: 'conflict', source: { model: 'external.calendar', record: id } }]);
    const kept = JSON.stringify(await env.model('external.calendar').get(id));
    expect(kept).not.toContain('secret');
  });

  it('does not refuse what people inside plan', async () => {
    const who = await somebody();
    serve(ics(nine('06')));
    await added(who);
    const meetings = app.env('meetings') as Env<'meetings'>;
    const [start, end] = [new Date('2027-01-06T09:00:00Z'), new Date('2027-01-06T10:00:00Z')];
    const plan = { subject: 'Own', host: who.id, rooms: [], virtualRoom: null, start, end, timeZone: 'UTC', guests: [], bufferBefore: 0, bufferAfter: 0 };
    await meetings.service('meetings').request({ ...plan, state: 'confirmed' });
  });

  it('does not count our own meetings that came back', async () => {
    const who = await somebody();
    serve(ics(nine('06')).replace('elsewhere.example', new URL(app.url).hostname));
    await added(who);
    expect(await claimsOf(who.id)).toEqual([]);
  });

  it('is asked only for what has changed, and read whole once a day', async () => {
    const who = await somebody();
    serve(ics(nine('06')), { etag: '"one"', 'last-modified': 'Mon, 04 Jan 2027 08:00:00 GMT' });
    const id = await added(who);
    server.answer((request, response) => response.writeHead(request.headers['if-none-match'] === '"one"' ? 304 : 500).end());
    expect(await again(id)).toBe('same');
    expect(server.requests.at(-1)?.headers['if-modified-since']).toBe('Mon, 04 Jan 2027 08:00:00 GMT');
    expect(await claimsOf(who.id)).toEqual(['2027-01-06T09:00']);
    serve(ics(nine('11'), nine('12')), { etag: '"two"' });
    expect(await again(id)).toBe('changed');
    expect(await claimsOf(who.id)).toEqual(['2027-01-11T09:00', '2027-01-12T09:00']);
    await env.model('external.calendar').update(id, { readAt: new Date('2027-01-02T00:00:00Z') });
    expect(await again(id)).toBe('same');
    expect(server.requests.at(-1)?.headers['if-none-match']).toBeUndefined();
  });
});

describe('what answers badly', () => {
  it.each([
    [
      'a web page',
      (response: ServerResponse) => response.end('<html>Sign in</html>'),
      'The address leads to something that is no calendar. Look for the address in iCal format.',
    ],
    [
      'a refusal',
      (response: ServerResponse) => response.writeHead(403).end(),
      'The server of the calendar refused. Check the address, or make a new one there.',
    ],
    [
      'a flood',
      (response: ServerResponse) => response.end(`BEGIN:VCALENDAR\r\n${'X-A:'.padEnd(6 * 1024 * 1024, 'x')}`),
      'The answer broke off or is larger than 5 MB.',
    ],
    ['a circle', (response: ServerResponse) => response.writeHead(302, { location: '/again' }).end(), 'The address leads on too often.'],
    ['a way out of the web', (response: ServerResponse) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(), 'This address cannot be used.'],
  ])('%s is told to the owner, and what was known stays', async (_what, answer, problem) => {
    const who = await somebody();
    serve(ics(nine('06')));
    const id = await added(who);
    server.answer((_request, response) => answer(response));
    expect(await again(id)).toBe('failed');
    expect(await env.model('external.calendar').get(id)).toMatchObject({ problem, failures: 1, active: true });
    expect(await claimsOf(who.id)).toEqual(['2027-01-06T09:00']);
  });

  it('slowly is left', async () => {
    server.answer((_request, response) => response.writeHead(200).write('BEGIN:VCALENDAR\r\n'));
    await expect(fetchCalendar(env.http, server.url, undefined, signal, 100)).rejects.toMatchObject({
      problem: 'The server of the calendar took too long to answer.',
    });
  });

  it('too often is turned off: the times come back, the owner is told, and can turn it on again', async () => {
    const who = await somebody();
    serve(ics(nine('06')));
    const id = await added(who);
    server.answer((_request, response) => response.writeHead(404).end());
    const pauses: number[] = [];
    for (let n = 0; n < 10; n++) {
      await again(id);
      pauses.push((await env.model('external.calendar').get(id)).nextAt.getTime() - app.clock.now().getTime());
    }
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(await env.model('external.calendar').get(id)).toMatchObject({ active: false, failures: 10 });
    expect(await claimsOf(who.id)).toEqual([]);
    const activities = app.env('activities') as Env<'activities'>;
    expect(await activities.model('activity.activity').find({ person: who.id })).toMatchObject([{ summary: 'Your calendar “Private” is no longer read' }]);
    serve(ics(nine('06')));
    await readAgain(who.env, id);
    await app.runJobs();
    expect(await env.model('external.calendar').get(id)).toMatchObject({ active: true, failures: 0, problem: null });
    expect(await claimsOf(who.id)).toEqual(['2027-01-06T09:00']);
    expect(await activities.model('activity.activity').count({ person: who.id })).toBe(0);
  });
});

describe('our own network', () => {
  it('is reached neither by an address nor by a redirect to one', async () => {
    const strict = await bootTestApp({ only: ['external-calendars'], config: { allowPrivateOutbound: false }, listen: false });
    try {
      const { http } = strict.env('external-calendars') as Env<'external-calendars'>;
      for (const address of [
        server.url,
        'http://169.254.169.254/latest/meta-data',
        'http://[::1]/',
        'http://localhost/',
        'http://10.0.0.1/',
        'http://2130706433/',
      ]) {
        await expect(fetchCalendar(http, address, undefined, signal)).rejects.toMatchObject({ problem: 'The server of the calendar could not be reached.' });
      }
      expect(server.requests).toEqual([]);
      // the way there is open, the way on is not
      const asked: string[] = [];
      const through = {
        request: async (request: { url: string }) => {
          asked.push(request.url);
          if (asked.length > 1) return http.request(request);
          return { status: 302, headers: new Headers({ location: 'http://169.254.169.254/latest' }), body: new Uint8Array(), text: () => '', json: () => null };
        },
      };
      await expect(fetchCalendar(through, 'http://calendar.example/a.ics', undefined, signal)).rejects.toMatchObject({
        problem: 'The server of the calendar could not be reached.',
      });
      asked.length = 0;
      await expect(fetchCalendar(through, 'https://calendar.example/a.ics', undefined, signal)).rejects.toMatchObject({
        problem: 'This address cannot be used.',
      });
    } finally {
      await strict.close();
    }
  });
});

describe('who may', () => {
  it('see, read again and remove: the owner alone', async () => {
    const [ann, bob] = [await somebody(), await somebody()];
    serve(ics(nine('06')));
    const id = await added(ann);
    expect(await bob.env.model('external.calendar').count(true)).toBe(0);
    await expect(readAgain(bob.env, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(removeCalendar(bob.env, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(
      app
        .envAs('external-calendars', anonymous(1))
        .model('external.calendar' as never)
        .count(true),
    ).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    const [mine] = await ann.env.model('external.calendar').find(true);
    expect(mine?.address).toBeNull();
    await removeCalendar(ann.env, id);
    expect(await claimsOf(ann.id)).toEqual([]);
  });

  it('have ten calendars, and only addresses of the web', async () => {
    const who = await somebody();
    serve(ics());
    for (let n = 0; n < 10; n++) await addCalendar(who.env, { name: `C ${n}`, address: server.url });
    await expect(addCalendar(who.env, { name: 'One more', address: server.url })).rejects.toMatchObject({ code: 'EXTERNAL_CALENDAR_MOST' });
    for (const address of ['', 'calendar', 'file:///etc/passwd', 'https://user:pass@example.org/', 'javascript:alert(1)']) {
      await expect(addCalendar(who.env, { name: 'Bad', address })).rejects.toMatchObject({ code: 'EXTERNAL_CALENDAR_ADDRESS' });
    }
    expect(calendarAddress(' webcal://example.org/a.ics#x ')).toBe('https://example.org/a.ics');
  });
});

it('all that are due are read by the scheduled action; one that is wrong holds up none', async () => {
  const { refreshDue } = await import('../refresh.ts');
  await env.model('external.calendar').delete(true);
  const [ann, bob] = [await somebody(), await somebody()];
  server.answer((request, response) => response.end(request.url?.includes('bad') ? 'nothing' : ics(nine('06'))));
  // as rows, so that no job reads them first
  await env.model('external.calendar').create([
    { person: ann.id, name: 'Good', address: server.url, seat: 1001, nextAt: env.now() },
    { person: bob.id, name: 'Bad', address: `${server.url}?bad`, seat: 1001, nextAt: env.now() },
  ]);
  const result = await refreshDue.run(app.env('external-calendars'), { signal, progress: async () => undefined });
  expect(result).toEqual({ count: 2, message: '1 could not be read' });
  expect(await claimsOf(ann.id)).toEqual(['2027-01-06T09:00']);
});
