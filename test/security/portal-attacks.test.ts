import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Mailbox, openMailbox } from '#core/testing';
import { type Answered, ask, getPage, postForm, postJson } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

/*
 * Attacks on the pages for guests, each under its name. Those with a file of their own beside this one:
 * off-grid, past and invented times: tampered-time · guessed, revoked, expired and foreign tokens, their answer and their cost: guessed-token ·
 * replayed and foreign manage links, forged marks, requests forged by another site: foreign-booking · floods: flood, suspected-guest ·
 * names that end a header, a line of a calendar or an element, bodies that are too large or malformed: poisoned-text · what a page tells of others: curious-visitor ·
 * open redirects of the sign-in: climbing-member. Slow headers and bodies as such: core/http/test/host. Calls to addresses inside: core/outbound/test/address.
 */
let mailbox: Mailbox;
let workspace: Workspace;
let admin: string;
let path: string;
beforeAll(async () => {
  mailbox = await openMailbox();
  workspace = await openWorkspace({ environment: { ATRIUM_MAIL_SMTP_URL: mailbox.url } });
  admin = (await workspace.signIn('Ada Admin', 'ada@example.org', 'base.admin')).cookie;
  ({ path } = await workspace.makeLink({ name: 'Asked for', approval: true }));
});
afterAll(async () => {
  await workspace?.close();
  await mailbox?.close();
});

let hour = 0;
/** Free for whoever comes first: Tuesday to Friday of one week after the other. */
const nextStart = (): string => new Date(Date.UTC(2027, 2, 2 + 7 * Math.floor(hour / 28) + (Math.floor(hour / 7) % 4), 8 + (hour++ % 7))).toISOString();
const guest = (more: object = {}) => ({ start: nextStart(), name: 'Gus Guest', email: 'gus@example.org', tz: 'Asia/Tokyo', ...more });
const url = (address = path): string => workspace.app.url + address;
const manageOf = ({ status, text, json }: Answered): URL => {
  expect(status, text).toBe(201);
  return new URL(String(json.manage));
};
/** A browser that has seen the page. */
const newBrowser = async (address = path): Promise<string> => (await getPage(url(address))).headers.getSetCookie()[0]?.split(';')[0] ?? '';
const meetingOf = async (booking: unknown) =>
  (
    await workspace.rows<{ state: string; host: string; minutes: number; subject: string }>(
      `SELECT e.state, e.host_id AS host, extract(epoch FROM e."end" - e.start)::int / 60 AS minutes, e.subject
       FROM meeting_event e JOIN booking_booking b ON b.meeting_id = e.id WHERE b.id = $1`,
      [booking],
    )
  )[0];

describe('tampered duration', () => {
  it('lengths that the link does not have, in every spelling, are the link’s own', async () => {
    const { path: several } = await workspace.makeLink({ host: await workspace.makePerson('Lea', 'lea@example.org'), otherDurations: [30] });
    const shown = await getPage(`${url(several)}?minutes=30`);
    expect(shown.text).toContain('minutes=30');
    for (const minutes of [480, '480', '-60', 0, '1e3', '30.0001']) {
      const { status, json } = await postJson(url(several), guest({ minutes }));
      expect([201, 422], String(minutes)).toContain(status);
      if (status === 201) expect(await meetingOf(json.id), String(minutes)).toMatchObject({ minutes: 60 });
    }
    const { json } = await postJson(url(several), guest({ minutes: 30 }));
    expect(await meetingOf(json.id)).toMatchObject({ minutes: 30 });
  });
});

describe('mass assignment', () => {
  it('what no form has is ignored: the link decides about state, host, room, price and hold', async () => {
    const eve = await workspace.makePerson('Eve', 'eve@example.org');
    const more = {
      id: '0190a0a0-0000-7000-8000-000000000001',
      org_id: 2,
      state: 'confirmed',
      approval: false,
      host: eve,
      hosts: [eve],
      link: '0190a0a0-0000-7000-8000-000000000002',
      meeting: '0190a0a0-0000-7000-8000-000000000003',
      rooms: [workspace.room],
      subject: 'Taken over',
      version: 99,
      sequence: 99,
      holdUntil: '2099-01-01T00:00:00Z',
      guests: [{ email: 'other@example.org' }],
      shared: true,
      seats: 50,
      createdAt: '2020-01-01T00:00:00Z',
    };
    const { status, json } = await postJson(url(), guest(more));
    expect([status, json.state, json.id === more.id]).toEqual([201, 'draft', false]);
    expect(await meetingOf(json.id)).toMatchObject({ state: 'draft', host: workspace.host, minutes: 60, subject: 'Asked for: Gus Guest' });
    expect(await workspace.rows("SELECT FROM meeting_attendee WHERE email = 'other@example.org'")).toEqual([]);
  });

  it('fields sent twice or as lists are refused, or count once', async () => {
    const body = new URLSearchParams([...Object.entries(guest()), ['email', 'second@example.org'], ['name', 'Second'], ['start', nextStart()]]);
    const answer = await ask(url(), { method: 'POST', headers: { accept: 'text/html', origin: workspace.app.url }, body });
    expect(answer.status).toBe(422);
    expect((await postJson(url(), guest({ email: ['a@example.org', 'b@example.org'] }))).status).toBe(422);
    expect((await postJson(url(), guest({ language: '../../etc/passwd' }))).status).toBe(422);
    expect((await postJson(url(), guest({ language: 'xx' }))).status).toBe(201);
  });
});

describe('another’s hold', () => {
  const hold = (address: string, cookie: string, start: string) => postJson(`${url(address)}/hold`, { start }, { cookie });

  it('is neither taken nor given back: by saying that it is one’s own, by its hash, from another link', async () => {
    const start = nextStart();
    const [mine, theirs] = [await newBrowser(), await newBrowser()];
    expect((await hold(path, theirs, start)).status).toBe(201);
    const [holding] = await workspace.rows<{ source: string }>("SELECT source FROM calendar_claim WHERE source_model = 'booking.hold'");
    const { path: other } = await workspace.makeLink({ name: 'Another link of the same host' });
    const [name = ''] = mine.split('=');
    const tries: [string, string][] = [
      [path, mine],
      [path, ''],
      [path, `${name}=${holding?.source}`],
      [path, `${name}=%00`],
      [other, theirs],
      [other, mine],
    ];
    for (const [address, cookie] of tries) {
      const { status, json } = await postJson(url(address), { ...guest(), start, held: '1' }, cookie ? { cookie } : {});
      expect([status, json.code], `${address} ${cookie}`).toEqual([409, 'BOOKING_SLOT_TAKEN']);
      expect((await hold(address, cookie || `${name}=none`, start)).status).toBe(409);
    }
    expect((await postJson(url(), { ...guest(), start, held: '1' }, { cookie: theirs })).status).toBe(201);
  });

  it('what a browser holds it finds free, and books from its form; to others it is gone', async () => {
    const start = nextStart();
    const [mine, theirs] = [await newBrowser(), await newBrowser()];
    expect((await hold(path, mine, start)).status).toBe(201);
    const query = `?tz=UTC&month=${start.slice(0, 7)}&day=${start.slice(0, 10)}`;
    const link = encodeURIComponent(start);
    expect((await getPage(url() + query, { cookie: mine })).text).toContain(link);
    expect((await getPage(url() + query, { cookie: theirs })).text).not.toContain(link);
  });
});

describe('ids instead of tokens', () => {
  it('of bookings, meetings, links, persons and holds open nothing', async () => {
    const { json } = await postJson(url(), guest());
    const tables = { booking_booking: 'id', meeting_event: 'id', booking_link: 'id', base_person: 'id', calendar_claim: 'source' };
    const newest = Object.entries(tables).map(([table, column]) => `(SELECT ${column}::text AS id FROM ${table} ORDER BY created_at DESC LIMIT 2)`);
    const rows = await workspace.rows<{ id: string }>(newest.join(' UNION ALL '));
    expect(rows.map(({ id }) => id)).toContain(json.id);
    for (const { id } of rows) {
      for (const address of [`/book/${id}`, `/book/${id}/slots`, `/booking/${id}`, `/booking/${id}/cancel`, `/booking/${id}/invite.ics`])
        expect((await getPage(url(address))).status, address).toBe(404);
      expect((await postJson(url(`/booking/${id}/cancel`), {})).status).toBe(404);
    }
  });
});

describe('stored markup', () => {
  const poison = `"><script>alert(1)</script><img src=x onerror=alert(1)>'{{7*7}}\${7*7}`;
  const live = /<script>alert|<img src=x|onerror=alert\(1\)>"|>49</;

  it('in every field of a guest and of a link is text, on every page and in every mail', async () => {
    mailbox.clear();
    const host = await workspace.makePerson(`Ann ${poison}`, 'ann.poison@example.org');
    const kinds = { text: 'text', long: 'longText', choice: 'choice', tick: 'checkbox' } as const;
    const questions = Object.entries(kinds).map(([id, kind]) => ({
      id,
      label: `${kind} ${poison}`,
      kind,
      required: false,
      choices: kind === 'choice' ? [poison] : [],
    }));
    const { path: poisoned, id: link } = await workspace.makeLink({
      host,
      name: poison.slice(0, 120),
      description: poison,
      policy: poison,
      consent: poison,
      questions,
      guestsAllowed: 3,
    });
    const form = {
      name: `Gus ${poison}`.slice(0, 120),
      email: 'poisoned@example.org',
      note: poison,
      tz: 'Asia/Tokyo',
      consent: 'true',
      q_text: poison,
      q_long: poison,
    };
    const pages = [await getPage(url(poisoned)), await getPage(`${url(poisoned)}?start=2027-03-02T09:00:00Z`)];
    pages.push(await postForm(url(poisoned), { ...form, start: '2027-03-02T09:01:00Z', others: poison, minutes: poison, held: '1' }));
    pages.push(await postForm(url(poisoned), { ...form, start: poison, language: poison }));
    const manage = manageOf(await postJson(url(poisoned), { ...form, start: '2027-03-02T09:00:00Z', q_choice: poison, q_tick: 'true' }));
    const base = manage.origin + manage.pathname;
    for (const step of ['', '/cancel', '/reschedule', '/reschedule?start=2027-03-03T09:00:00Z']) pages.push(await getPage(base + step));
    expect((await postForm(`${base}/cancel`, { reason: poison })).status).toBe(303);
    pages.push(await getPage(base));
    await workspace.app.runJobs();
    const [meeting] = await workspace.rows<{ id: string; booking: string }>(
      'SELECT meeting_id AS id, id AS booking FROM booking_booking WHERE guest_email = $1',
      [form.email],
    );
    for (const at of [
      '/app/booking.link',
      `/app/booking.link/${link}`,
      `/app/booking-links/${link}/questions`,
      `/app/booking-links/${link}/check`,
      '/app/booking.booking',
      `/app/booking.booking/${meeting?.booking}`,
      `/app/meeting.event/${meeting?.id}`,
      '/app/mail.message',
      '/app/audit',
    ])
      pages.push(await getPage(url(at), { cookie: admin }));
    for (const [at, { status, text }] of pages.entries()) {
      expect(status, String(at)).toBeLessThan(500);
      expect(text.replaceAll(/<script type="module"[^>]*><\/script>/g, ''), String(at)).not.toMatch(live);
    }
    expect(mailbox.messages().length).toBeGreaterThan(1);
    for (const { mail } of mailbox.messages()) expect(mail.html).not.toMatch(live);
  });
});

describe('CSV injection', () => {
  it('a name that a spreadsheet would run is exported as text', async () => {
    const formulas = ['=HYPERLINK("https://evil.example","x")', '+1+cmd|calc', '-2+3', '@SUM(A1)'];
    for (const [index, name] of formulas.entries()) manageOf(await postJson(url(), guest({ name, email: `csv${index}@example.org` })));
    const { text, status } = await ask(`${url('/app/booking.booking/export')}?format=csv&columns=guestName,guestEmail`, { headers: { cookie: admin } });
    expect(status).toBe(200);
    for (const name of formulas) {
      expect(text).toContain(`'${name.replaceAll('"', '""')}`);
      for (const before of ['\n', ',', '\n"', ',"']) expect(text).not.toContain(before + name.slice(0, 6));
    }
  });
});

describe('an open redirect', () => {
  it('no parameter of a booking, of moving or of cancelling leads to another site', async () => {
    const away = Object.fromEntries(
      ['next', 'return', 'return_to', 'redirect', 'redirect_uri', 'url', 'back', 'continue'].map((name) => [name, '//evil.example']),
    );
    const query = new URLSearchParams(away);
    expect((await getPage(`${url()}?${query}`)).text).not.toContain('evil.example');
    const booked = await postForm(`${url()}?${query}`, { ...guest(), ...away });
    expect([booked.status, booked.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/booking\/[\w-]+$/)]);
    const at = url(booked.headers.get('location') ?? '');
    const moved = await postForm(`${at}/reschedule?${query}`, { start: nextStart(), ...away });
    const cancelled = await postForm(`${at}/cancel?${query}`, away);
    for (const answer of [moved, cancelled]) expect([answer.status, answer.headers.get('location')]).toEqual([303, new URL(at).pathname]);
    for (const address of [
      '/book//evil.example',
      '/booking//evil.example',
      '/booking/%2F%2Fevil.example',
      '//evil.example/book',
      '/book/..%2f..%2f%2fevil.example',
    ])
      expect((await getPage(url(address))).headers.get('location') ?? '', address).not.toContain('evil');
  });
});

describe('clickjacking', () => {
  const framedBy = ({ headers }: Answered): string | undefined => /frame-ancestors ([^;]+)/.exec(headers.get('content-security-policy') ?? '')?.[1];

  it('pages of a link are framed by its own sites alone, also when they refuse; everything else by nobody', async () => {
    const embedded = await workspace.makeLink({ host: await workspace.makePerson('Emma', 'emma@example.org'), embedSites: 'https://www.example.org' });
    const bad = { start: '2027-03-02T09:00:00Z', name: '', email: 'nobody' };
    const pages = {
      wrong: await postForm(url(embedded.path), bad),
      late: await postForm(url(embedded.path), { ...bad, name: 'Gus', email: 'gus@example.org', start: '2020-01-01T09:00:00Z' }),
      suspected: await postForm(url(embedded.path), { ...bad, name: 'Gus', email: 'gus@example.org', website: 'x' }),
    };
    expect(Object.values(pages).map(({ status }) => status)).toEqual([422, 409, 403]);
    for (const [what, page] of Object.entries(pages)) expect(framedBy(page), what).toBe('https://www.example.org');
    expect(framedBy(await postForm(url(), bad)), 'of a link without sites').toBe("'none'");
    for (const address of ['/book/unknown', '/booking/unknown', '/sign-in', '/app'])
      expect(framedBy(await getPage(url(address))) ?? "'none'", address).toBe("'none'");
  });
});

describe('another origin', () => {
  it('neither reads free times with a browser of ours, nor holds or books', async () => {
    const cookie = await newBrowser();
    const headers = { origin: 'https://evil.example', cookie };
    for (const answer of [await postJson(`${url()}/hold`, { start: nextStart() }, headers), await postJson(url(), guest(), headers)])
      expect([answer.status, answer.json.code]).toEqual([403, 'ORIGIN_REFUSED']);
    const read = await ask(`${url()}/slots`, { headers });
    for (const name of ['access-control-allow-origin', 'access-control-allow-credentials']) expect(read.headers.get(name)).toBeNull();
    const asked = await ask(url(), { method: 'OPTIONS', headers: { ...headers, 'access-control-request-method': 'POST' } });
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a poisoned cache', () => {
  /** With headers that fetch does not let through. */
  const raw = (address: string, headers: Record<string, string>, body = ''): Promise<{ status: number; text: string; cache: string; vary: string }> =>
    new Promise((resolve, reject) => {
      const sent = request(url(address), { method: body ? 'POST' : 'GET', headers, setHost: false }, (answer) => {
        let text = '';
        answer.on('data', (part) => (text += part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, text, cache: String(answer.headers['cache-control']), vary: String(answer.headers.vary) }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });

  it('a Host that is not ours gets into no page, no address of an answer and no mail; nobody else is served a guest’s page', async () => {
    await workspace.app.runJobs();
    mailbox.clear();
    const evil = {
      host: 'poisoned.example',
      'x-forwarded-host': 'poisoned.example',
      'x-forwarded-proto': 'gopher',
      forwarded: 'host=poisoned.example',
      'x-original-url': '/poisoned.example',
    };
    const page = await raw(path, { ...evil, accept: 'text/html' });
    expect(page.text).not.toContain('poisoned.example');
    const booked = await raw(path, { ...evil, 'content-type': 'application/json' }, JSON.stringify(guest()));
    expect([booked.status, booked.text.includes('poisoned.example')]).toEqual([201, false]);
    await workspace.app.runJobs();
    expect(mailbox.messages().length).toBeGreaterThan(0);
    for (const { raw: text } of mailbox.messages()) expect(text).not.toContain('poisoned.example');
    const manage = new URL(String(JSON.parse(booked.text).manage));
    for (const address of [path, manage.pathname, `${manage.pathname}/cancel`])
      expect((await raw(address, { host: manage.host, accept: 'text/html' })).cache, address).toBe('no-store');
  });
});

describe('a slow body', () => {
  it('holds up nobody else, and half of it books nothing', async () => {
    const { hostname, port } = new URL(workspace.app.url);
    const before = await workspace.rows('SELECT FROM booking_booking');
    const text = JSON.stringify(guest());
    const slow = Array.from({ length: 30 }, () => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text.slice(0, -1)}`,
      );
      return socket;
    });
    expect((await getPage(url())).status).toBe(200);
    expect((await postJson(url(), guest())).status).toBe(201);
    for (const socket of slow) socket.destroy();
    expect(await workspace.rows('SELECT FROM booking_booking')).toHaveLength(before.length + 1);
  });
});

describe('a call from inside', () => {
  it('no field of a guest or a link makes the server fetch an address', async () => {
    let calls = 0;
    const inside = createServer((_, answer) => {
      calls += 1;
      answer.end();
    }).listen(0, '127.0.0.1');
    await once(inside, 'listening');
    const at = inside.address();
    const address = `http://127.0.0.1:${at && typeof at === 'object' ? at.port : 0}`;
    try {
      const { path: asking } = await workspace.makeLink({
        host: await workspace.makePerson('Ina', 'ina@example.org'),
        description: address,
        policy: address,
        embedSites: address,
      });
      manageOf(await postJson(url(asking), guest({ note: `${address}/logo.png`, url: address, photo: address, ics: address })));
      await workspace.app.runJobs();
      expect(calls).toBe(0);
    } finally {
      inside.close();
    }
  });
});
