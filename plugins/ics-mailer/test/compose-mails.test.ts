import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import type { MeetingDetails } from '../../meetings/contract.ts';
import { composeMails } from '../compose-mails.ts';

let app: TestApp;
let env: Env<'ics-mailer'>;
beforeAll(async () => {
  app = await bootTestApp({ only: ['ics-mailer'], clock: new Date('2027-01-02T03:04:05Z'), environment: { ATRIUM_BASE_FROM_EMAIL: 'office@atrium.example' } });
  env = app.env('ics-mailer') as unknown as Env<'ics-mailer'>;
});
afterAll(() => app.close());

const attendee = (id: string, more: Partial<MeetingDetails['attendees'][number]> = {}): MeetingDetails['attendees'][number] => ({
  id,
  person: null,
  name: id,
  email: `${id}@example.org`,
  timeZone: 'Asia/Tokyo',
  language: 'en',
  role: 'required',
  partstat: 'NEEDS-ACTION',
  toldSequence: null,
  ...more,
});
const host = { id: '0197f5b0-0000-7000-8000-000000000001', name: 'Ann Host', email: 'ann@atrium.example', timeZone: 'Europe/Berlin', language: 'en' };
const meeting = (more: Partial<MeetingDetails> = {}): MeetingDetails => ({
  id: '0197f5b0-0000-7000-8000-000000000002',
  subject: 'Intro talk',
  description: null,
  state: 'confirmed',
  start: new Date('2027-03-09T05:00:00Z'),
  end: new Date('2027-03-09T06:00:00Z'),
  timeZone: 'Europe/Berlin',
  uid: 'u1@atrium.example',
  sequence: 0,
  version: 2,
  origin: 'staff',
  reason: null,
  host,
  rooms: [{ id: '0197f5b0-0000-7000-8000-000000000003', name: 'Harbour', site: 'Singapore', address: '12 Harbour Road', timeZone: 'Asia/Singapore' }],
  virtualRoom: null,
  location: null,
  joinUrl: 'https://meet.example/abc',
  conference: 'ready',
  attendees: [
    attendee('gus'),
    attendee('kim', { timeZone: 'Asia/Kathmandu' }),
    attendee('ann', { person: host.id, role: 'host', email: host.email, timeZone: 'Europe/Berlin', partstat: 'ACCEPTED' }),
  ],
  ...more,
});
const event = (content: string) => {
  const found = new ICAL.Component(ICAL.parse(content)).getFirstSubcomponent('vevent');
  if (!found) throw new Error('no event');
  return found;
};

describe('the mails of one meeting', () => {
  it('shows everybody their own time first, then where the others are', async () => {
    const about = meeting();
    const [gus, kim, ann] = await composeMails(env, 'invitation', about, about.attendees);
    expect(gus?.subject).toBe('Invitation: Intro talk @ 14:00 (JST), Tue, Mar 9, 2027');
    expect(kim?.subject).toContain('10:45 (GMT+5:45), Tue, Mar 9, 2027');
    expect(gus?.text.indexOf('14:00')).toBeLessThan(gus?.text.indexOf('13:00') ?? -1);
    expect(gus?.text).toContain('Harbour: ');
    expect(gus?.text).toContain('Europe/Berlin (UTC+01:00)');
    expect(gus?.text).toContain('https://meet.example/abc');
    expect(gus?.html).toContain('Asia/Singapore (UTC+08:00)');
    expect(ann?.replyTo).toBeUndefined();
    expect(gus?.replyTo).toBe(host.email);
  });

  it('lists nobody but the receiver, under an organizer who is somebody else', async () => {
    const about = meeting();
    for (const mail of await composeMails(env, 'invitation', about, about.attendees)) {
      const found = event(mail.ics?.content ?? '');
      // The host's copy is no invitation to the own meeting.
      const host = mail.to.email === 'ann@atrium.example';
      expect(found.getAllProperties('attendee').map((one) => one.getFirstValue())).toEqual(host ? [] : [`mailto:${mail.to.email}`]);
      expect(mail.ics?.method).toBe(host ? 'PUBLISH' : 'REQUEST');
      expect(mail.subject.startsWith(host ? 'Confirmed: ' : 'Invitation: ')).toBe(true);
      expect(found.getFirstPropertyValue('organizer')).not.toBe(`mailto:${mail.to.email}`);
      expect(found.getFirstPropertyValue('location')).toBe('Harbour, Singapore, 12 Harbour Road');
    }
  });

  it('speaks the language of each', async () => {
    const about = meeting({ attendees: [attendee('uwe', { language: 'de', timeZone: 'Europe/Berlin' })] });
    const [uwe] = await composeMails(env, 'invitation', about, about.attendees);
    expect(uwe?.subject).toBe('Einladung: Intro talk @ 06:00 (MEZ), Di., 9. März 2027');
  });

  it('calls off with the stored sequence, and says so only once', async () => {
    const about = meeting({ state: 'cancelled', sequence: 2, version: 4, reason: 'Ill' });
    const [gus] = await composeMails(env, 'cancellation', about, about.attendees);
    expect(gus?.ics?.method).toBe('CANCEL');
    expect(event(gus?.ics?.content ?? '').getFirstPropertyValue('sequence')).toBe(2);
    expect(gus?.text).toContain('Reason: Ill');
    const [again] = await composeMails(env, 'cancellation', about, about.attendees);
    expect(again?.dedupeKey).toBe(gus?.dedupeKey);
  });

  it('takes a state told by two events for one mail, and a new link for another', async () => {
    const keys = async (kind: 'invitation' | 'update', more: Partial<MeetingDetails>) =>
      (await composeMails(env, kind, meeting(more), meeting().attendees)).map(({ dedupeKey }) => dedupeKey);
    expect(await keys('update', {})).toEqual(await keys('invitation', {}));
    expect(await keys('update', { joinUrl: 'https://meet.example/other' })).not.toEqual(await keys('invitation', {}));
    expect(new Set(await keys('invitation', {})).size).toBe(3);
  });

  it('sends no calendar file for a request', async () => {
    const about = meeting({ state: 'draft' });
    const [received] = await composeMails(env, 'received', about, about.attendees);
    expect(received?.ics).toBeUndefined();
    expect(received?.text).not.toContain('https://meet.example/abc');
  });
});
