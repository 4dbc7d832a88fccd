import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type Mailbox, openMailbox, type TestApp } from '#core/testing';
import { conferenceReady, meetingCancelled, meetingConfirmed } from '../../meetings/contract.ts';
import { subscriptions } from '../tell-attendees.ts';

let app: TestApp;
let mailbox: Mailbox;
let meetings: Env<'meetings'>;

const boot = async (environment: Record<string, string> = {}): Promise<void> => {
  app = await bootTestApp({ only: ['ics-mailer'], environment: { ATRIUM_MAIL_SMTP_URL: mailbox.url, ...environment } });
  meetings = app.env('meetings') as unknown as Env<'meetings'>;
};
beforeEach(async () => {
  mailbox = await openMailbox();
});
afterEach(async () => {
  await app.close();
  await mailbox.close();
});

/** A confirmed meeting of Ann with so many guests. */
async function meeting(guests: number, conference?: 'queued'): Promise<string> {
  const base = app.env('base') as unknown as Env<'base'>;
  const tag = base
    .random(4)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, 'x');
  const host = await base.model('base.person').create({ name: 'Ann', email: `ann-${tag}@atrium.example`, timeZone: 'Europe/Berlin' });
  const event = await meetings.model('meeting.event').create({
    subject: 'Intro talk',
    host: host.id,
    start: new Date('2027-03-09T05:00:00Z'),
    end: new Date('2027-03-09T06:00:00Z'),
    timeZone: 'Europe/Berlin',
    wallStart: '2027-03-09T06:00',
    state: 'confirmed',
    uid: `${tag}@atrium.example`,
  });
  await meetings.model('meeting.attendee').create([
    { event: event.id, person: host.id, name: 'Ann', email: host.email, timeZone: 'Europe/Berlin', role: 'host' as const },
    ...Array.from({ length: guests }, (_, index) => ({
      event: event.id,
      name: `Guest ${index}`,
      email: `guest${index}-${tag}@example.org`,
      timeZone: index % 2 ? 'Asia/Tokyo' : 'Asia/Kathmandu',
    })),
  ]);
  if (conference) await meetings.model('meeting.conference').create({ event: event.id, provider: 'jitsi', state: conference, operationKey: tag });
  return event.id;
}
const methods = (): string[] => mailbox.messages().map(({ raw }) => /METHOD:(\w+)|method=(\w+)/.exec(raw)?.slice(1).find(Boolean) ?? '');

describe('what attendees hear of a meeting', () => {
  it('invites everybody once, however often the event arrives, and calls off', async () => {
    await boot();
    const id = await meeting(4);
    await meetings.emit(meetingConfirmed, { meeting: id });
    await meetings.emit(meetingConfirmed, { meeting: id });
    await app.runJobs();
    expect(methods().sort()).toEqual(['PUBLISH', ...Array(4).fill('REQUEST')]);
    expect(new Set(mailbox.messages().flatMap(({ to }) => to)).size).toBe(5);
    mailbox.clear();
    await meetings.model('meeting.event').update(id, { state: 'cancelled', sequence: 1, version: 2 });
    await meetings.emit(meetingCancelled, { meeting: id, was: 'confirmed', by: 'staff' });
    await app.runJobs();
    expect(methods().sort()).toEqual([...Array(4).fill('CANCEL'), 'PUBLISH']);
  });

  it('waits for the join link, and sends once when it is there', async () => {
    await boot();
    const id = await meeting(2, 'queued');
    await meetings.emit(meetingConfirmed, { meeting: id });
    await app.runJobs();
    expect(mailbox.messages()).toHaveLength(0);
    await meetings.model('meeting.conference').update({ event: id }, { state: 'ready', joinUrl: 'https://meet.example/abc' });
    await meetings.emit(conferenceReady, { meeting: id });
    await app.runJobs();
    expect(mailbox.messages().map(({ mail }) => mail.text?.includes('https://meet.example/abc'))).toEqual([true, true, true]);
    expect(
      mailbox
        .messages()
        .map(({ mail }) => mail.subject?.split(':')[0])
        .sort(),
    ).toEqual(['Confirmed', 'Invitation', 'Invitation']);
  });

  it('sends at once where the workspace wants it, and the link in an update', async () => {
    await boot({ ATRIUM_ICS_MAILER_MAIL_POLICY: 'now' });
    const id = await meeting(1, 'queued');
    await meetings.emit(meetingConfirmed, { meeting: id });
    await app.runJobs();
    expect(mailbox.messages()).toHaveLength(2);
    await meetings.model('meeting.conference').update({ event: id }, { state: 'ready', joinUrl: 'https://meet.example/abc' });
    await meetings.emit(conferenceReady, { meeting: id });
    await app.runJobs();
    expect(mailbox.messages().filter(({ mail }) => mail.subject?.startsWith('Link ready'))).toHaveLength(2);
  });

  it('asks the database as often for forty guests as for two', async () => {
    await boot();
    const confirmed = subscriptions.find(({ event }) => event.name === meetingConfirmed.name);
    const cost = async (guests: number): Promise<number> => {
      const id = await meeting(guests);
      const before = app.app.runtime.database.statements();
      await confirmed?.run(app.env('ics-mailer') as unknown as Env, { meeting: id });
      return app.app.runtime.database.statements() - before;
    };
    await cost(1);
    expect(await cost(40)).toBe(await cost(2));
  });
});
