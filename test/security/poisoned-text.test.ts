import ICAL from 'ical.js';
import { sync } from 'node-ical';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Mailbox, openMailbox } from '#core/testing';
import { ask, getPage, postForm, postJson } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

let mailbox: Mailbox;
let workspace: Workspace;
let path: string;
let admin: string;
beforeAll(async () => {
  mailbox = await openMailbox();
  workspace = await openWorkspace({ environment: { ATRIUM_MAIL_SMTP_URL: mailbox.url } });
  ({ path } = await workspace.makeLink());
  admin = (await workspace.signIn('Ada Admin', 'ada@example.org', 'base.admin')).cookie;
});
afterAll(async () => {
  await workspace?.close();
  await mailbox?.close();
});

const meetings = async (): Promise<number> => (await workspace.rows('SELECT FROM meeting_event')).length;

describe('characters that no text needs', () => {
  const refused = {
    NUL: 'Gus\u0000Guest',
    'a line break': 'Gus\r\nBcc: everybody@example.org',
    'a bare line feed': 'Gus\nGuest',
    'an escape': 'Gus\u001b[31mGuest',
    'half a character': 'Gus\ud800Guest',
    'a line separator': 'Gus\u2028Guest',
    nothing: '   ',
    'a novel': 'x'.repeat(121),
  };
  for (const [what, name] of Object.entries(refused)) {
    it(`${what} in a name is refused with the place, and nothing is written`, async () => {
      const { status, json } = await postJson(workspace.app.url + path, { start: '2027-03-02T09:00:00Z', name, email: 'gus@example.org' });
      expect([status, json.code]).toEqual([422, 'INPUT_INVALID']);
      expect(json.issues).toEqual([expect.objectContaining({ path: 'name' })]);
      expect(await meetings()).toBe(0);
    });
  }

  it('a form that is refused is shown again as typed', async () => {
    const form = { start: '2027-03-02T09:00:00Z', name: 'Gus\u0007', email: 'not an address', note: 'About <b>the</b> plan', tz: 'Asia/Tokyo' };
    const { status, text } = await postForm(workspace.app.url + path, form);
    expect(status).toBe(422);
    for (const kept of ['not an address', 'About &lt;b&gt;the&lt;/b&gt; plan', 'Asia/Tokyo', form.start.replace('Z', '.000Z')]) expect(text).toContain(kept);
  });

  it('an address that leads a mail elsewhere is none', async () => {
    for (const email of [
      'a@example.org, b@example.org',
      'a@example.org\r\nBcc: b@example.org',
      '"a b"@example.org',
      '<a@example.org>',
      'a@example',
      'a@[127.0.0.1]',
      'a\u0000@example.org',
    ])
      expect((await postJson(workspace.app.url + path, { start: '2027-03-02T09:00:00Z', name: 'Gus', email })).status, email).toBe(422);
    expect(await meetings()).toBe(0);
  });

  it('NUL in every other place is refused as well', async () => {
    for (const address of [`${path}?tz=%00`, `${path}?start=%00`, `${path}/slots?from=%00`, '/book/%00', '/booking/%00', '/sign-in?next=%00', '/app/%00'])
      expect((await getPage(workspace.app.url + address)).status, address).toBeLessThan(500);
    expect((await postForm(`${workspace.app.url}/sign-in`, { email: 'a\u0000', password: 'b\u0000' })).status).toBe(422);
  });
});

describe('a body', () => {
  const big = 'x'.repeat(10 * 1024 * 1024);
  it('of ten megabytes is refused unread, and the server goes on', async () => {
    for (const headers of [{ 'content-type': 'application/json' }, { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }]) {
      const answer = await ask(workspace.app.url + path, { method: 'POST', headers, body: big });
      expect(answer.status).toBe(413);
    }
    const stream = new Blob([big]).stream();
    const request: RequestInit & { duplex: 'half' } = { method: 'POST', headers: { 'content-type': 'application/json' }, body: stream, duplex: 'half' };
    expect((await ask(workspace.app.url + path, request)).status, 'of a length that is not announced').toBe(413);
    expect((await ask(`${workspace.app.url}/healthz`)).status).toBe(200);
  });

  it('that is not what it says it is gets a clear word', async () => {
    const send = (type: string, body: string) => ask(workspace.app.url + path, { method: 'POST', headers: { 'content-type': type }, body });
    expect((await send('application/json', '{"start":')).json.code).toBe('INPUT_MALFORMED');
    expect((await send('application/json', '['.repeat(8000))).json.code).toBe('INPUT_MALFORMED');
    expect((await send('application/json', '[]')).status).toBe(422);
    expect((await send('application/json', 'null')).status).toBe(422);
    expect((await send('application/json', '{"__proto__":{"name":"Eve"},"constructor":1}')).status).toBe(422);
    expect((await send('application/x-www-form-urlencoded', 'name=%ZZ')).json.code).toBe('INPUT_MALFORMED');
    expect((await send('multipart/form-data', 'no boundary')).json.code).toBe('INPUT_MALFORMED');
    expect((await send('text/xml', '<x/>')).status).toBe(415);
  });
});

describe('a name made to be read as something else', () => {
  const names = {
    quotes: 'Gus "The Boss" <boss@example.org>',
    html: `<script>alert(1)</script><img src=x onerror=alert(1)>`,
    'an attribute': `" autofocus onfocus="alert(1)`,
    calendar: 'Gus;CN=Eve:mailto:eve@example.org,\\n;X',
    template: '{seconds} {{name}} <%= name %> %s',
    'the right to left': 'Gus \u202egro.elpmaxe@eve\u202c Guest',
    'many bytes': '😀'.repeat(60),
  };
  let hour = 8;
  for (const [what, name] of Object.entries(names)) {
    it(`${what}: right on pages, in mail headers, in the calendar file`, async () => {
      mailbox.clear();
      const email = `gus${hour}@example.org`;
      const answer = await postForm(workspace.app.url + path, {
        start: `2027-03-04T${String(hour++).padStart(2, '0')}:00:00Z`,
        name,
        email,
        note: name,
        tz: 'Asia/Tokyo',
      });
      expect(answer.status, answer.text).toBe(303);
      await workspace.app.runJobs();

      const [meeting] = await workspace.rows<{ id: string }>('SELECT meeting_id AS id FROM booking_booking WHERE guest_email = $1', [email]);
      const pages = [
        await getPage(workspace.app.url + (answer.headers.get('location') ?? '')),
        ...(await Promise.all(
          ['/app/booking.booking', '/app/meeting.event', `/app/meeting.event/${meeting?.id}`, '/app/mail.message', '/app/activities', '/app'].map((at) =>
            getPage(workspace.app.url + at, { cookie: admin }),
          ),
        )),
      ];
      for (const { status, text } of pages) {
        expect(status).toBe(200);
        expect(text).not.toMatch(/<script>alert|<img src=x|onfocus="alert/);
        expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      }

      expect(
        mailbox
          .messages()
          .map(({ to }) => to.join())
          .sort(),
      ).toEqual(['ann@example.org', email]);
      for (const { raw, to, mail } of mailbox.messages()) {
        const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
        expect(
          head
            .match(/^(To|From|Subject|Message-ID|Bcc|Cc):/gim)
            ?.map((line) => line.toLowerCase())
            .sort(),
        ).toEqual(['from:', 'message-id:', 'subject:', 'to:']);
        expect(mail.to?.map(({ address }) => address)).toEqual([...to]);
        expect(head).not.toMatch(/[^\t\r\n\x20-\x7e]/);
        expect(mail.html).not.toMatch(/<script>alert|<img src=x|onfocus="alert/);
      }

      const file = mailbox
        .messages()
        .find(({ to }) => to.includes(email))
        ?.mail.attachments.find(({ mimeType }) => mimeType === 'text/calendar');
      const ics = typeof file?.content === 'string' ? file.content : new TextDecoder().decode(file?.content);
      for (const line of ics.split(/\r?\n/)) expect(Buffer.byteLength(line), line).toBeLessThanOrEqual(75);
      const event = new ICAL.Component(ICAL.parse(ics)).getFirstSubcomponent('vevent');
      expect(event?.getAllProperties('attendee').map((attendee) => attendee.getFirstValue())).toEqual([`mailto:${email}`]);
      expect(String(event?.getFirstPropertyValue('summary'))).not.toMatch(/[\r\n]/);
      const second = Object.values(sync.parseICS(ics)).find((entry) => entry?.type === 'VEVENT');
      // Judged by its address alone: this parser ends a parameter at a semicolon, quoted or not.
      expect(second && 'attendee' in second ? second.attendee : undefined).toMatchObject({ val: `mailto:${email}` });
    });
  }
});
