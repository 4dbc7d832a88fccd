import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { type PeriodQuery, periodOf } from '../period.ts';
import type { ReportData } from '../report.ts';
import { reports } from '../reports/all.ts';
import { openWorkspace, type Workspace } from './open-workspace.ts';

/** Sunday, 28 March 2027: at two in the morning clocks in Berlin go to three. */
const NOW = '2027-03-29T10:00:00Z';
let workspace: Workspace;

beforeAll(async () => {
  workspace = await openWorkspace({ clock: NOW, listen: false });
});
afterAll(() => workspace.app.close());

const env = (timeZone = 'Europe/Berlin'): Env<'reports'> =>
  (workspace.app.env('reports') as Env<'reports'>).withPreferences({ language: 'en', timeZone, weekStart: 1 });

async function load(name: string, query: Partial<PeriodQuery>, timeZone?: string): Promise<ReportData> {
  const own = env(timeZone);
  const report = reports.find((one) => one.name === name);
  if (!report) throw new Error(`there is no report ${name}`);
  return report.load(own, periodOf({ period: undefined, from: undefined, to: undefined, ...query }, own.preferences, own.now()));
}
const figure = (data: ReportData, label: string) => {
  const found = data.figures.find((one) => one.label === label);
  return found && [found.value, found.before];
};
const row = (data: ReportData, part: string, first: string) => data.parts.find(({ name }) => name === part)?.rows.find(([label]) => label === first);
const sql = (text: string, values: unknown[] = []) => workspace.app.app.runtime.database.query(text, values);

describe('figures over the change to summer time, counted by hand', () => {
  let ids: string[] = [];
  beforeAll(async () => {
    ids = await workspace.meetings([
      '2027-03-21T22:30:00Z', // Sunday 23:30 in Berlin: the week before
      '2027-03-21T23:30:00Z', // Monday 00:30: this week, outside of opening hours
      '2027-03-22T08:00:00Z', // Monday 09:00
      '2027-03-26T15:30:00Z', // Friday 16:30–17:30: half of it within opening hours
      '2027-03-28T00:30:00Z', // Sunday 01:30 before the change
      '2027-03-28T21:30:00Z', // Sunday 23:30 after the change: still this week
      '2027-03-28T22:30:00Z', // Monday 00:30: the week after
      '2027-03-24T09:00:00Z', // Wednesday 10:00, cancelled below
    ]);
    const meetings: Env<'meetings'> = workspace.app.env('meetings');
    await meetings.service('meetings').cancel({ id: ids[7] ?? '', version: 1 });
    // entered at instants on either side of Berlin's midnight
    const created = [
      '2027-03-21T22:59:59Z',
      '2027-03-21T23:00:00Z',
      '2027-03-28T00:59:00Z',
      '2027-03-28T01:01:00Z',
      '2027-03-28T21:59:59Z',
      '2027-03-28T22:00:00Z',
    ];
    for (const [index, at] of created.entries()) await sql('UPDATE meeting_event SET created_at = $2::timestamptz WHERE id = $1::uuid', [ids[index], at]);
    await sql(`UPDATE meeting_event SET origin = 'staff'`);
    await sql(`UPDATE meeting_event SET created_at = '2027-03-23T09:00:00Z', origin = 'portal' WHERE id = ANY($1::uuid[])`, [[ids[6], ids[7]]]);
    await sql(`UPDATE meeting_event SET no_show_at = now() WHERE id = $1::uuid`, [ids[2]]);
    // nobody checked in at the door
    await sql(`UPDATE meeting_event_room SET released_at = now() WHERE event_id = $1::uuid`, [ids[3]]);
  });

  it('meetings made and meetings that begin', async () => {
    const week = await load('meetings', { period: 'week', from: '2027-03-22' });
    expect(figure(week, 'Meetings made')).toEqual([6, 1]); // four of the six instants, and two by the portal
    expect(figure(week, 'Booked by guests')).toEqual([2, 0]);
    expect(figure(week, 'Take place')).toEqual([5, 1]);
    expect(figure(week, 'Cancelled')).toEqual([1, 0]);
    expect(figure(week, 'Share cancelled')).toEqual([(1 / 6) * 100, 0]);
    expect(figure(week, 'Nobody came')).toEqual([2, 0]);
    expect(week.parts[0]?.rows).toHaveLength(7);
    expect(row(week, 'made', '2027-03-28')).toEqual(['2027-03-28', 3, 0, 3]);
    expect(row(week, 'made', '2027-03-23')).toEqual(['2027-03-23', 2, 2, 0]);
    expect(row(week, 'begin', '2027-03-28')).toEqual(['2027-03-28', 2, 0, 0, 0]);
    expect(row(week, 'begin', '2027-03-24')).toEqual(['2027-03-24', 0, 1, 100, 0]);
  });

  it('the same week elsewhere has other edges', async () => {
    const week = await load('meetings', { period: 'week', from: '2027-03-22' }, 'Asia/Tokyo');
    // Tokyo's week goes from Sunday 15:00Z to Sunday 15:00Z
    expect(figure(week, 'Take place')).toEqual([5, 0]);
    expect(figure(week, 'Meetings made')).toEqual([6, 0]);
  });

  it('rooms: what lies within opening hours, cancelled meetings not', async () => {
    const week = await load('rooms', { period: 'week', from: '2027-03-22' });
    // one hour on Monday and half an hour on Friday of five times eight hours; the meeting before Monday's midnight reaches into the week
    expect(row(week, 'rooms', 'Blue room')).toEqual(['Blue room', null, (1.5 / 40) * 100, 0, 1.5, 40, 6]);
    expect(figure(week, 'Room use')).toEqual([3.75, 0]);
    const meetings: Env<'meetings'> = workspace.app.env('meetings');
    await meetings.model('meeting.room').create({ name: 'Always', timeZone: 'Europe/Berlin' });
    await meetings.model('meeting.room').create({ name: 'Archived', timeZone: 'Europe/Berlin', active: false });
    const again = await load('rooms', { period: 'week', from: '2027-03-22' });
    expect(again.parts[0]?.rows.map(([name]) => name)).toEqual(['Always', 'Blue room']);
    expect(row(again, 'rooms', 'Always')).toEqual(['Always', null, null, null, 0, null, 0]);
    expect(figure(again, 'Room use')).toEqual([3.75, 0]);
  });

  it('bookings, by day and link', async () => {
    const portal: Env<'booking-portal'> = workspace.app.env('booking-portal');
    const [schedule] = await portal.model('calendar.schedule').create([{ name: 'All', timeZone: 'Europe/Berlin', weekly: [] }]);
    const link = await portal.model('booking.link').create({ name: 'Intro', host: workspace.host, schedule: schedule?.id ?? '', timeZone: 'Europe/Berlin' });
    for (const meeting of [ids[6], ids[7]])
      await portal
        .model('booking.booking')
        .create({ link: link.id, meeting: meeting ?? '', guestName: 'Gil', guestEmail: 'gil@example.net', timeZone: 'UTC', language: 'en' });
    await sql(`UPDATE booking_booking SET created_at = '2027-03-28T01:01:00Z'`);
    const week = await load('bookings', { period: 'week', from: '2027-03-22' });
    expect(figure(week, 'Bookings')).toEqual([2, 0]);
    expect(figure(week, 'Cancelled since')).toEqual([1, 0]);
    expect(row(week, 'time', '2027-03-28')).toEqual(['2027-03-28', 2, 1]);
    expect(row(week, 'links', 'Intro')).toEqual(['Intro', 2, 1]);
  });

  it('links of providers and mails', async () => {
    const meetings: Env<'meetings'> = workspace.app.env('meetings');
    const links = meetings.model('meeting.conference');
    await links.create([
      { event: ids[0] ?? '', provider: 'jitsi', state: 'ready', operationKey: 'a', attempts: 1 },
      { event: ids[1] ?? '', provider: 'jitsi', state: 'failed', operationKey: 'b', attempts: 4, problem: 'It said no.' },
    ]);
    await sql(`UPDATE meeting_conference SET created_at = '2027-03-28T01:01:00Z'`);
    const providers = await load('providers', { period: 'week', from: '2027-03-22' });
    expect(row(providers, 'providers', 'Jitsi Meet') ?? providers.parts[0]?.rows[0]).toEqual([expect.any(String), 2, 1, 5, 5, null]);
    expect(figure(providers, 'Share failed')).toEqual([50, null]);
    expect(providers.parts.find(({ name }) => name === 'problems')?.rows).toEqual([[expect.any(String), 'It said no.', 1]]);
    const mail: Env<'mail'> = workspace.app.env('mail');
    await sql(`DELETE FROM mail_message`);
    await mail.model('mail.message').create(
      [1, 2, 3].map((n) => ({
        messageId: `m${n}`,
        kind: 'test',
        toEmail: 'a@example.org',
        subject: 's',
        text: 't',
        state: n === 1 ? ('failed' as const) : ('sent' as const),
        problem: n === 1 ? 'Nobody there' : null,
      })),
    );
    await sql(`UPDATE mail_message SET created_at = '2027-03-27T23:00:00Z'`);
    const mails = await load('mails', { period: 'week', from: '2027-03-22' });
    expect(row(mails, 'time', '2027-03-28')).toEqual(['2027-03-28', 3, 2, 1]);
    expect(row(mails, 'problems', 'Nobody there')).toEqual(['Nobody there', 1]);
  });

  it('times of pages and actions, and what is late', async () => {
    const { runtime } = workspace.app.app;
    workspace.app.clock.set('2027-03-28T01:01:00Z');
    for (let n = 0; n < 10; n++) runtime.times.note('GET /app/quick', 20);
    for (let n = 0; n < 10; n++) runtime.times.note('GET /app/slow', 2_000);
    await runtime.times.flush();
    workspace.app.clock.set(NOW);
    const speed = await load('speed', { period: 'week', from: '2027-03-22' });
    expect(figure(speed, 'Requests')).toEqual([20, 0]);
    expect(row(speed, 'time', '2027-03-28')?.[1]).toBe(20);
    expect(speed.parts.find(({ name }) => name === 'slow')?.rows.map(([page]) => page)).toEqual(['GET /app/slow']);
    await workspace.app.runJobs();
    await sql(`UPDATE core_action SET next_run = '2027-03-29T09:00:00Z' WHERE name = 'reports.take-sizes'`);
    const actions = await load('actions', { period: 'week', from: '2027-03-29' });
    expect(row(actions, 'late', 'Measure the size of the data')).toEqual(['Measure the size of the data', new Date('2027-03-29T09:00:00Z')]);
  });

  it('sizes by day, and the year to come', async () => {
    const sizes = env().model('reports.size');
    const takeSizes = workspace.app.app.runtime.generation().actions.get('reports.take-sizes')?.action;
    const context = { signal: new AbortController().signal, progress: async () => {} };
    await takeSizes?.run(workspace.app.env('reports'), context);
    const taken = await sizes.find({});
    expect(taken.map(({ part }) => part)).toEqual(expect.arrayContaining(['database', 'files', 'plugin:core', 'plugin:meetings', 'plugin:reports']));
    await takeSizes?.run(workspace.app.env('reports'), context);
    expect(await sizes.count({})).toBe(taken.length);
    await sizes.delete({});
    const first = Date.parse('2027-03-09T00:00:00Z');
    await sizes.create(
      Array.from({ length: 21 }, (_, day) => new Date(first + day * 86_400_000).toISOString().slice(0, 10)).flatMap((day, index) => [
        { day, part: 'database', kilobytes: 10_000 + 100 * index },
        { day, part: 'files', kilobytes: 500 },
        { day, part: 'plugin:meetings', kilobytes: 4_000 + 50 * index },
      ]),
    );
    const growth = await load('growth', { period: 'month', from: '2027-03-01' });
    expect(figure(growth, 'Database')).toEqual([12_000, null]);
    expect(figure(growth, 'Database in a year')?.[0]).toBeCloseTo(12_000 + 365 * 100, 6);
    expect(figure(growth, 'Growth in 30 days')?.[0]).toBeCloseTo(3_000, 6);
    expect(figure(growth, 'Files in a year')?.[0]).toBeCloseTo(500, 6);
    expect(row(growth, 'apps', 'meetings')).toEqual(['meetings', 5_000, 1_000]);
    expect(row(growth, 'time', '2027-03-10')).toEqual(['2027-03-10', 10_100, 500]);
    expect(growth.parts.find(({ name }) => name === 'forecast')?.rows).toHaveLength(5);
  });
});
