import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Env, Principal } from '#core';
import { bootTestApp, type Mailbox, openMailbox, type TestApp } from '#core/testing';
import { reminderDue } from '../../meetings/contract.ts';

let app: TestApp;
let mailbox: Mailbox;
let meetings: Env<'meetings'>;
let ann = '';
let bob = '';
let room = '';
let day = 1;

beforeAll(async () => {
  mailbox = await openMailbox();
  app = await bootTestApp({ only: ['ics-mailer'], clock: '2027-01-04T08:00:00Z', environment: { ATRIUM_MAIL_SMTP_URL: mailbox.url } });
  meetings = app.env('meetings') as unknown as Env<'meetings'>;
  const base = app.env('base') as unknown as Env<'base'>;
  const person = async (name: string, timeZone: string, language: string) =>
    (await base.model('base.person').create({ name, email: `${name.toLowerCase()}@atrium.example`, timeZone, language })).id;
  ann = await person('Ann', 'Asia/Singapore', 'en');
  bob = await person('Bob', 'Europe/Berlin', 'de');
  room = (await meetings.model('meeting.room').create({ name: 'Linden', address: 'Lindenstraße 4, Berlin', timeZone: 'Europe/Berlin' })).id;
});
afterEach(() => mailbox.clear());
afterAll(async () => {
  await app.close();
  await mailbox.close();
});

const as = (person: string): Env<'meetings'> => {
  const principal: Principal = { kind: 'user', org: 1, account: person, person, session: '', groups: new Set(['user', 'base.user']) };
  return app.envAs('meetings', principal);
};

async function confirmed(guests: number): Promise<{ id: string; version: number }> {
  day += 1;
  const start = new Date(Date.UTC(2027, 0, day, 5));
  const draft = await as(ann)
    .service('meetings')
    .draft({
      subject: 'Review',
      description: null,
      host: ann,
      rooms: [room],
      virtualRoom: null,
      start: new Date(start.getTime() + 7 * 86_400_000),
      end: new Date(start.getTime() + 7 * 86_400_000 + 3_600_000),
      timeZone: 'Asia/Singapore',
      people: [{ person: bob, role: 'required' }],
      guests: Array.from({ length: guests }, (_, n) => ({ name: `Guest ${n}`, email: `g${n}@example.org`, timeZone: 'Asia/Tokyo', language: 'en' })),
    });
  const { version } = await as(ann).service('meetings').confirm(draft);
  await app.runJobs();
  return { id: draft.id, version };
}

const heard = () =>
  mailbox
    .messages()
    .map(({ to, mail, raw }) => [to[0], mail.subject?.split(':')[0], /METHOD:(\w+)/.exec(raw.replaceAll('=\r\n', ''))?.[1] ?? /method=(\w+)/.exec(raw)?.[1]])
    .sort();

describe('mails about a meeting', () => {
  it('name the room’s address as the place where there is no virtual room, and ring as the usual reminders say', async () => {
    const { id } = await confirmed(0);
    const file = (await (app.env('ics-mailer') as unknown as Env<'ics-mailer'>).service('ics-mailer').file({ meeting: id, email: 'bob@atrium.example' })) ?? '';
    expect(file.replaceAll('\r\n ', '')).toContain('LOCATION:Linden\\, Lindenstraße 4\\, Berlin');
    expect(file).toContain('TRIGGER:-PT15M');
    expect((await meetings.model('meeting.reminder').find({ event: id })).map(({ channel, amount }) => [channel, amount])).toEqual([
      ['app', 15],
      ['calendar', 15],
    ]);
  });

  it('go to the new, to those with an older state, or to all, as often as somebody asks', async () => {
    const { id } = await confirmed(2);
    expect(heard()).toHaveLength(4);
    mailbox.clear();
    await as(ann).service('meetings').invite({ id, whom: 'new' });
    await as(ann).service('meetings').invite({ id, whom: 'changed' });
    await app.runJobs();
    expect(heard()).toEqual([]);
    await meetings.model('meeting.attendee').update({ event: id, email: 'g0@example.org' }, { toldSequence: null });
    await meetings.model('meeting.event').update(id, { sequence: 3 });
    await as(ann).service('meetings').invite({ id, whom: 'new' });
    await app.runJobs();
    expect(heard().map(([to]) => to)).toEqual(['g0@example.org']);
    mailbox.clear();
    await as(ann).service('meetings').invite({ id, whom: 'changed' });
    await app.runJobs();
    expect(heard().map(([to]) => to)).toEqual(['ann@atrium.example', 'bob@atrium.example', 'g1@example.org']);
    mailbox.clear();
    for (let time = 0; time < 2; time++) {
      await as(ann).service('meetings').invite({ id, whom: 'all' });
      await app.runJobs();
    }
    expect(heard()).toHaveLength(8);
  });

  it('remind by mail once, in everybody’s own zone and language, and not who has declined', async () => {
    const { id } = await confirmed(1);
    mailbox.clear();
    await meetings.model('meeting.attendee').update({ event: id, email: 'g0@example.org' }, { partstat: 'DECLINED' });
    const reminder = meetings.id();
    await meetings.emit(reminderDue, { meeting: id, reminder });
    await meetings.emit(reminderDue, { meeting: id, reminder });
    await app.runJobs();
    expect(
      mailbox
        .messages()
        .map(({ to, mail }) => [to[0], mail.subject?.slice(0, 10)])
        .sort(),
    ).toEqual([
      ['ann@atrium.example', 'Reminder: '],
      ['bob@atrium.example', 'Erinnerung'],
    ]);
    const text = new Map(mailbox.messages().map(({ to, mail }) => [to[0], mail.text]));
    expect(text.get('ann@atrium.example')).toContain('13:00');
    expect(text.get('bob@atrium.example')).toContain('06:00');
  });

  it('say that a meeting is off for now when it is set back, and invite again', async () => {
    const { id, version } = await confirmed(1);
    mailbox.clear();
    const back = await as(ann).service('meetings').setBack({ id, version });
    await app.runJobs();
    expect(heard().map(([, , method]) => method)).toEqual(['PUBLISH', 'CANCEL', 'CANCEL']);
    mailbox.clear();
    await as(ann).service('meetings').confirm({ id, version: back.version });
    await app.runJobs();
    expect(heard().map(([, subject, method]) => [subject, method])).toEqual([
      ['Confirmed', 'PUBLISH'],
      ['Einladung', 'REQUEST'],
      ['Invitation', 'REQUEST'],
    ]);
    expect((await meetings.model('meeting.event').get(id)).sequence).toBe(2);
  });

  it('call it off for whoever is taken off the list, and for nobody else; answers stand through new words and are asked for anew at a new time', async () => {
    const { id, version } = await confirmed(2);
    const { start, end } = await meetings.model('meeting.event').get(id);
    const answers = async () =>
      (await meetings.model('meeting.attendee').find({ event: id, role: { ne: 'host' } }, { order: ['email'] })).map(({ partstat }) => partstat);
    const stamps = () =>
      mailbox
        .messages()
        .flatMap(({ mail }) =>
          mail.attachments.map(({ content }) => /DTSTAMP:(\w+)/.exec(typeof content === 'string' ? content : new TextDecoder().decode(content))?.[1]),
        );
    const guest = (n: number) => ({ name: `Guest ${n}`, email: `g${n}@example.org`, timeZone: 'Asia/Tokyo', language: 'en' });
    const plan = { id, subject: 'Review', description: null, host: ann, rooms: [room], virtualRoom: null, start, end, timeZone: 'Asia/Singapore' };
    await meetings.model('meeting.attendee').update({ event: id, role: { ne: 'host' } }, { partstat: 'ACCEPTED' });
    const [invited] = stamps();
    mailbox.clear();
    app.clock.advance(60_000);
    const people = [{ person: bob, role: 'required' as const }];
    const shorter = await as(ann)
      .service('meetings')
      .revise({ ...plan, version, people, guests: [guest(0)] });
    await app.runJobs();
    expect(heard().filter(([, , method]) => method === 'CANCEL')).toEqual([['g1@example.org', 'Cancelled', 'CANCEL']]);
    expect(await answers()).toEqual(['ACCEPTED', 'ACCEPTED']);

    mailbox.clear();
    const words = await as(ann)
      .service('meetings')
      .revise({ ...plan, subject: 'Review of all', version: shorter.version, people, guests: [guest(0)] });
    await app.runJobs();
    expect((await meetings.model('meeting.event').get(id)).sequence).toBe(0);
    expect(await answers()).toEqual(['ACCEPTED', 'ACCEPTED']);
    expect([invited, stamps().length > 0, stamps().includes(invited)]).toEqual([expect.stringMatching(/^\d{8}T\d{6}Z$/), true, false]);

    const later = { start: new Date(start.getTime() + 3_600_000), end: new Date(end.getTime() + 3_600_000) };
    await as(ann)
      .service('meetings')
      .reschedule({ id, version: words.version, ...later });
    expect((await meetings.model('meeting.event').get(id)).sequence).toBe(1);
    expect(await answers()).toEqual(['NEEDS-ACTION', 'NEEDS-ACTION']);
    await app.runJobs();
  });

  it('tell everybody of a meeting that is cancelled and deleted in one step', async () => {
    const { id } = await confirmed(2);
    mailbox.clear();
    await as(ann).service('meetings').remove({ id, cancel: true });
    await app.runJobs();
    expect(heard().map(([to, , method]) => [to, method])).toEqual(
      ['ann@atrium.example', 'bob@atrium.example', 'g0@example.org', 'g1@example.org'].map((to) => [to, to.startsWith('ann') ? 'PUBLISH' : 'CANCEL']),
    );
    expect(await meetings.model('meeting.event').count({ id })).toBe(0);
    expect(await meetings.model('meeting.reminder').count({ event: id })).toBe(0);
  });
});
