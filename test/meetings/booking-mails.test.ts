import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Env, Principal } from '#core';
import { openPortal } from '../../plugins/booking-portal/test/open-portal.ts';

/** What guest, host and those who come along read of a booking. */
let portal: Awaited<ReturnType<typeof openPortal>>;
let ann: Env<'meetings'>;
beforeAll(async () => {
  portal = await openPortal({ ATRIUM_BOOKING_PORTAL_HOLD_HOURS: '4', ATRIUM_ICS_MAILER_MAIL_POLICY: 'now' });
  const host: Principal = { kind: 'user', org: 1, account: portal.ann, person: portal.ann, session: '', groups: new Set(['user', 'base.user']) };
  ann = portal.app.envAs('meetings', host);
});
beforeEach(() => portal.mailbox.clear());
afterAll(() => portal.close());

const at = (day: number, time = '09:00'): string => `2027-01-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const questions = [{ id: 'firm', label: 'Your company', kind: 'text' as const, required: true, choices: [] }];
const asked = {
  name: 'Intro call',
  description: 'We get to know each other.',
  policy: 'Free of charge until the day before.',
  guestsAllowed: 2,
  questions,
};
const words = { note: 'I bring slides.', q_firm: 'Himal Ltd', others: 'bo@example.org', tz: 'Asia/Kathmandu' };
const manage = (answer: { json: Record<string, unknown> }): string => String(answer.json.manage).split('?')[0] ?? '';
const folder = process.env.ATRIUM_PICTURES;

/** The newest mail to somebody, with its calendar entry unfolded. */
async function mailTo(name: string) {
  await portal.app.runJobs();
  const found = portal.mailbox.messages().findLast(({ to }) => to[0] === `${name}@example.org`);
  if (!found) throw new Error(`no mail to ${name}`);
  const { mail } = found;
  const part = mail.attachments.find(({ mimeType }) => mimeType === 'text/calendar')?.content;
  const calendar = (part === undefined ? '' : typeof part === 'string' ? part : new TextDecoder().decode(part)).replace(/\r?\n /g, '').replaceAll('\r', '');
  const text = mail.text ?? '';
  const said = {
    subject: mail.subject ?? '',
    text,
    html: mail.html ?? '',
    calendar,
    replyTo: mail.replyTo?.map(({ address }) => address),
    entry: /^DESCRIPTION:(.*)$/m.exec(calendar.split('BEGIN:VALARM')[0] ?? '')?.[1] ?? '',
  };
  if (folder) {
    mkdirSync(folder, { recursive: true });
    const file = `${folder}/${name}-${said.subject.replace(/\W+/g, '-').slice(0, 60)}`;
    writeFileSync(`${file}.txt`, `${said.subject}\nReply-To: ${said.replyTo}\n\n${text}\n\n=====\n${calendar}`);
    writeFileSync(`${file}.html`, said.html);
  }
  return said;
}

const standing = async (answer: Awaited<ReturnType<typeof portal.book>>) => {
  const { id, version } = (await portal.meetingOf(answer)).meeting;
  return { id, version };
};

it('the host reads who asks, what they wrote and who comes along, and answers by one press or by mail', async () => {
  const { url } = await portal.link({ ...asked, approval: true });
  const booked = await portal.book(url, 'Gus', at(5), words);
  const asks = await mailTo('ann');
  expect(asks.replyTo).toEqual(['gus@example.org']);
  for (const line of [
    'With: Gus (gus@example.org)',
    'Comes along: bo@example.org',
    'Your company: Himal Ltd',
    'Note: I bring slides.',
    'Lapses on: Sun, Jan 3, 2027, 09:00 (UTC)',
  ])
    expect(asks.text.split('\n')).toContain(line);
  expect(asks.text).toContain(`Approve or decline: ${portal.app.url}/app/bookings`);
  expect(asks.text).toContain('- Gus: Tue, Jan 5, 2027, 14:45 – 15:45, Asia/Kathmandu (UTC+05:45)');
  const received = await mailTo('gus');
  expect(received.text).toContain('With: Ann Host');
  expect(received.text).not.toMatch(/Himal|slides|bo@/);
  // Who comes along hears of it when it stands, and from whom.
  await expect(mailTo('bo')).rejects.toThrow('no mail');
  await ann.service('meetings').confirm(await standing(booked));
  const bo = await mailTo('bo');
  expect(bo.text).toContain('Gus has added you to “Intro call: Gus”.');
  expect(bo.text).not.toMatch(/Himal|slides|\/booking\//);
  expect(bo.entry).toBe('We get to know each other.');
  const host = await mailTo('ann');
  expect(host.subject).toMatch(/^Confirmed: /);
  expect(host.entry).toBe(
    'We get to know each other.\\n\\nWith: Gus (gus@example.org)\\nComes along: bo@example.org\\nYour company: Himal Ltd\\nNote: I bring slides.',
  );
  const page = await portal.page(manage(booked));
  const google = new URL((/href="(https:\/\/calendar\.google[^"]+)"/.exec(page)?.[1] ?? '').replaceAll('&amp;', '&'));
  expect(google.searchParams.get('details')).toBe(
    `We get to know each other.\n\nSee, move or cancel the booking: ${manage(booked)}\n\nFree of charge until the day before.`,
  );
  const gus = await mailTo('gus');
  expect(gus.text).toContain('Free of charge until the day before.');
  expect(gus.entry).toMatch(
    /^We get to know each other\.\\n\\nSee\\, move or cancel the booking: http\S+\/booking\/\S+\\n\\nFree of charge until the day before\.$/,
  );
});

it('a booking that needed no approval is new to the host; who moved it, from when, and who called it off stands in the mail', async () => {
  const { url } = await portal.link({ ...asked });
  const booked = await portal.book(url, 'Hal', at(7), { q_firm: 'Himal Ltd', others: 'bo@example.org' });
  expect(await mailTo('ann')).toMatchObject({ subject: 'New booking: Intro call: Hal @ 09:00 (UTC), Thu, Jan 7, 2027', replyTo: ['hal@example.org'] });
  expect((await portal.ask(`${manage(booked)}/reschedule`, { start: at(8, '10:00') })).status).toBe(200);
  const line = 'Moved by Hal from Thu, Jan 7, 2027, 09:00 – 10:00 to Fri, Jan 8, 2027, 10:00 – 11:00.';
  expect((await mailTo('ann')).text).toContain(line);
  expect((await mailTo('hal')).text).toContain('Moved by Hal from Thu, Jan 7, 2027, 10:00 – 11:00 to Fri, Jan 8, 2027, 11:00 – 12:00.');
  const { id, version } = await standing(booked);
  const { meeting } = await portal.meetingOf(booked);
  const { description, start, end, timeZone } = meeting;
  const room = (await ann.asPlugin().model('meeting.room').create({ name: 'Linden', site: 'Berlin', address: 'Lindenstraße 4, 10969 Berlin', timeZone: 'UTC' }))
    .id;
  const guests = meeting.attendees
    .filter(({ person }) => person === null)
    .map(({ name, email, timeZone: zone, language }) => ({ name, email, timeZone: zone, language }));
  await ann
    .service('meetings')
    .revise({ id, version, subject: 'Intro', description, host: portal.ann, rooms: [room], virtualRoom: null, start, end, timeZone, people: [], guests });
  const changed = await mailTo('hal');
  expect(changed.text).toContain('Room changed by Ann Host from none to Linden.\nRenamed by Ann Host from “Intro call: Hal” to “Intro”.');
  expect(changed.text).not.toContain('Moved by');
  expect(changed.calendar).toContain('LOCATION:Linden\\, Lindenstraße 4\\, 10969 Berlin\n');
  await ann.service('meetings').cancel({ ...(await standing(booked)), reason: 'ill' });
  const off = await mailTo('hal');
  expect(off.text).toContain('Cancelled by Ann Host.');
  expect(off.text).toContain('Reason: ill');
  expect(off.text).toContain(`Book another time: ${url}`);
  expect((await mailTo('bo')).text).not.toContain('Book another time');
});

it('a link that is closed offers no other time; too late to move, the guest writes to the host', async () => {
  const { id, url } = await portal.link({ approval: true, cancelNoticeMin: 20_000 });
  const booked = await portal.book(url, 'Ida', at(9));
  const received = await mailTo('ida');
  expect(received.text).toContain('Please write to Ann Host: ann@example.org');
  expect(received.text).not.toContain('Choose another time');
  expect(received.html).toContain('href="mailto:ann@example.org"');
  await portal.env.model('booking.link').update(id, { active: false });
  await ann.service('meetings').cancel(await standing(booked));
  const declined = await mailTo('ida');
  expect(declined.subject).toMatch(/^Not possible/);
  expect(declined.text).not.toContain('Book another time');
});

it('the number of whoever booked is for the host and the booker alone', async () => {
  const { url } = await portal.link({ guestsAllowed: 1, places: [{ kind: 'phone-guest', id: 'call', label: '' }] });
  await portal.book(url, 'Jan', at(10), { phone: '+49 30 123456', others: 'bo@example.org' });
  for (const who of ['ann', 'jan']) expect((await mailTo(who)).text).toContain('Phone: Ann Host calls +49 30 123456');
  const bo = await mailTo('bo');
  expect(bo.text).toContain('Phone: Ann Host calls');
  expect(bo.text + bo.html + bo.calendar).not.toContain('123456');
  const answer = /http\S+\/answer\/\S+/.exec(bo.text)?.[0] ?? '';
  expect(await portal.page(answer)).not.toContain('123456');
});

it('a place is taken and given back in words of its own; whoever comes again is asked with a SEQUENCE that calendars take', async () => {
  const { url } = await portal.link({ name: 'Workshop', seats: 5 });
  await portal.book(url, 'Kim', at(11));
  expect((await mailTo('ann')).text).toContain('Kim has booked “Workshop”.');
  const booked = await portal.book(url, 'Leo', at(11));
  const taken = await mailTo('ann');
  expect([taken.subject, taken.replyTo]).toEqual(['Place taken: Workshop @ 09:00 (UTC), Mon, Jan 11, 2027', ['leo@example.org']]);
  expect(taken.text).toContain('Leo has taken a place at “Workshop”.');
  expect(taken.text).toContain('With: Leo (leo@example.org)');
  expect((await mailTo('leo')).calendar).toContain('SEQUENCE:0\n');
  expect((await portal.ask(`${manage(booked)}/cancel`, {})).status).toBe(200);
  const back = await mailTo('leo');
  expect(back.text).toContain('Your place at “Workshop” is given back.');
  expect(back.text).not.toContain('will not take place');
  expect(back.text).toContain(`Book another time: ${url}`);
  expect(back.calendar).toMatch(/METHOD:CANCEL\n[\s\S]*SEQUENCE:1\n/);
  expect((await mailTo('ann')).text).toContain('Leo has given the place at “Workshop” back.');
  await portal.book(url, 'Leo', at(11));
  expect((await mailTo('leo')).calendar).toMatch(/METHOD:REQUEST\n[\s\S]*SEQUENCE:1\n/);
});

it('a place that is moved away, back and away again: the calendar of its guest takes each word of it', async () => {
  const { url } = await portal.link({ name: 'Course', seats: 5 });
  await portal.book(url, 'Kim', at(12));
  const booked = await portal.book(url, 'Mia', at(12));
  await portal.app.runJobs();
  const numbers: [string, string, number][] = [];
  for (const time of ['10:00', '09:00', '11:00']) {
    portal.mailbox.clear();
    expect((await portal.ask(`${manage(booked)}/reschedule`, { start: at(12, time), tz: 'UTC' })).status).toBe(200);
    await portal.app.runJobs();
    for (const { to, mail } of portal.mailbox.messages()) {
      const part = mail.attachments.find(({ mimeType }) => mimeType === 'text/calendar')?.content;
      const text = part === undefined || typeof part === 'string' ? (part ?? '') : new TextDecoder().decode(part);
      if (to[0] === 'mia@example.org')
        numbers.push([/^UID:(.*)$/m.exec(text)?.[1] ?? '', /^METHOD:(.*?)\r?$/m.exec(text)?.[1] ?? '', Number(/^SEQUENCE:(\d+)/m.exec(text)?.[1])]);
    }
  }
  const first = numbers.find(([, method]) => method === 'CANCEL')?.[0];
  const here = numbers.filter(([uid]) => uid === first).map(([, method, sequence]) => [method, sequence]);
  expect(here).toEqual([
    ['CANCEL', 1],
    ['REQUEST', 2],
    ['CANCEL', 3],
  ]);
});
