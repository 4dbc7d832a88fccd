import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { openMailer } from '../../plugins/ics-mailer/test/open-mailer.ts';
import { toPlan } from '../../plugins/meetings/plan-form.ts';

/** A place that is no room of ours: typed into the form of a meeting, told in mails and calendars. */
let mailer: Awaited<ReturnType<typeof openMailer>>;
let meetings: Env<'meetings'>;
beforeAll(async () => {
  mailer = await openMailer({ ATRIUM_ICS_MAILER_MAIL_POLICY: 'now' });
  meetings = mailer.as(mailer.ann);
});
beforeEach(() => mailer.mailbox.clear());
afterAll(() => mailer.close());

const form = (more: Record<string, unknown> = {}) => ({
  subject: 'Lunch',
  description: '',
  notes: '',
  host: mailer.ann,
  start: '2027-02-02T12:00',
  end: '2027-02-02T13:00',
  timeZone: 'Asia/Singapore',
  rooms: [],
  virtualRoom: '',
  place: 'Café Sur, Quay 3',
  required: [],
  optional: [],
  guests: 'Gus <gus@example.org>',
  reason: '',
  ...more,
});
function planOf(more: Record<string, unknown> = {}) {
  const { plan } = toPlan(meetings, form(more));
  if (!plan) throw new Error('no plan');
  return plan;
}
async function mailed() {
  await mailer.app.runJobs();
  const mail = mailer.mailTo('gus@example.org')?.mail;
  const part = mail?.attachments.find(({ mimeType }) => mimeType === 'text/calendar')?.content;
  const calendar = part === undefined || typeof part === 'string' ? (part ?? '') : new TextDecoder().decode(part);
  return {
    text: mail?.text ?? '',
    location: /^LOCATION:(.*?)\r?$/m.exec(calendar.replace(/\r?\n /g, ''))?.[1],
    sequence: /^SEQUENCE:(\d+)/m.exec(calendar)?.[1],
  };
}

describe('a place outside of our rooms', () => {
  it('stands in invitation and calendar; another one asks everybody again and is named with the former one', async () => {
    const service = meetings.service('meetings');
    const draft = await service.draft(planOf());
    const { version } = await service.confirm(draft);
    expect(await mailed()).toMatchObject({ text: expect.stringContaining('Café Sur, Quay 3'), location: 'Café Sur\\, Quay 3', sequence: '0' });
    const revised = await service.revise({ ...planOf({ place: 'Pier 7' }), id: draft.id, version });
    const moved = await mailed();
    expect(moved).toMatchObject({ location: 'Pier 7', sequence: '1' });
    expect(moved.text).toContain('Place changed by Ann from Café Sur, Quay 3 to Pier 7.');
    const kept = await service.revise({ ...planOf({ place: undefined, subject: 'Late lunch' }), id: draft.id, version: revised.version });
    expect(await mailed(), 'a form that does not show it leaves it').toMatchObject({ location: 'Pier 7', sequence: '1' });
    await service.revise({ ...planOf({ place: '', subject: 'Late lunch' }), id: draft.id, version: kept.version });
    expect(await meetings.model('meeting.event').get(draft.id)).toMatchObject({ locationKind: null, location: null });
  });

  it('is that of every date of a series, also of those that come later', async () => {
    const service = meetings.service('meetings');
    const plan = planOf({ start: '2027-03-02T12:00', end: '2027-03-02T13:00' });
    const { id } = await service.makeSeries({ ...plan, rule: 'FREQ=WEEKLY;COUNT=3', state: 'confirmed' });
    const placesOf = async (series: string) => (await meetings.model('meeting.event').find({ series }, { order: ['start'] })).map(({ location }) => location);
    expect(await placesOf(id)).toEqual(Array(3).fill('Café Sur, Quay 3'));
    const dates = await meetings.model('meeting.event').find({ series: id }, { order: ['start'] });
    const [first, second] = dates;
    if (!first || !second) throw new Error('no dates');
    await service.revise({
      ...plan,
      start: second.start,
      end: second.end,
      location: { kind: 'address', text: 'Pier 7' },
      id: second.id,
      version: second.version,
    });
    const all = { ...plan, location: { kind: 'address' as const, text: 'Town hall' }, rule: 'FREQ=WEEKLY;COUNT=4' };
    const newest = await meetings.model('meeting.event').get(first.id);
    await service.reviseSeries({ ...all, id: first.id, version: newest.version, scope: 'all' });
    expect(await placesOf(id), 'a date that was changed by hand keeps its own').toEqual(['Town hall', 'Pier 7', 'Town hall', 'Town hall']);
    const { location: _, ...silent } = all;
    const again = await meetings.model('meeting.event').get(first.id);
    await service.reviseSeries({ ...silent, rule: 'FREQ=WEEKLY;COUNT=5', id: first.id, version: again.version, scope: 'all' });
    expect(await placesOf(id)).toEqual(['Town hall', 'Pier 7', 'Town hall', 'Town hall', 'Town hall']);
  });

  it('is refused where it is too long, beside the field', () => {
    expect(toPlan(meetings, form({ place: 'x'.repeat(301) })).issues.map(({ path }) => path)).toEqual(['place']);
  });
});
