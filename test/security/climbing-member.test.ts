import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env, Principal } from '#core';
import { getPage, postForm, postJson } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

let workspace: Workspace;
let member: { person: string; cookie: string };
let portal: Env<'booking-portal'>;
let meetings: Env<'meetings'>;
let base: Env<'base'>;
let annsMeeting: string;
let annsLink: string;

beforeAll(async () => {
  workspace = await openWorkspace();
  const { app } = workspace;
  const link = await workspace.makeLink();
  annsLink = link.id;
  await postJson(app.url + link.path, { start: '2027-03-02T09:00:00Z', name: 'Gus', email: 'gus@example.org' });
  annsMeeting = String((await workspace.rows<{ id: string }>('SELECT id FROM meeting_event'))[0]?.id);
  member = await workspace.signIn('Max Member', 'max@example.org', 'base.user');
  const [person] = await workspace.rows<{ account_id: string }>('SELECT account_id FROM base_person WHERE id = $1', [member.person]);
  const principal: Principal = {
    kind: 'user',
    org: 1,
    account: person?.account_id ?? '',
    person: member.person,
    session: '',
    groups: new Set(['user', 'base.user']),
  };
  [portal, meetings, base] = [app.envAs('booking-portal', principal), app.envAs('meetings', principal), app.envAs('base', principal)];
});
afterAll(() => workspace?.close());

const refusal = { status: 403, code: 'ACCESS_DENIED' };
const post = (path: string, form: Record<string, string>) => postForm(workspace.app.url + path, form, { cookie: member.cookie });

describe('a member', () => {
  it('cannot become more by any form', async () => {
    const forms: [string, Record<string, string>][] = [
      ['/app/base.membership/new', { person: member.person, group: 'base.admin' }],
      [`/app/base.person/${member.person}/groups`, { group: 'base.admin', groups: 'base.admin' }],
      [`/app/base.person/${member.person}`, { name: 'Max', email: 'ann@example.org' }],
      ['/app/base.person/new', { name: 'Second self', email: 'second@example.org' }],
      ['/app/settings', { name: 'Max’s' }],
      ['/app/settings/mail', { smtpUrl: 'smtp://evil.example:25' }],
      ['/app/mail.server/new', { name: 'Mine', host: 'evil.example', port: '25' }],
      ['/app/meeting.room/new', { name: 'My room', timeZone: 'UTC' }],
      [`/app/meeting.room/${workspace.room}/delete`, {}],
      [`/app/calendar.schedule/${workspace.schedule}`, { name: 'Never' }],
      ['/app/calendar.claim/new', { kind: 'person', resource: workspace.host }],
    ];
    for (const [path, form] of forms) expect([403, 404], path).toContain((await post(path, form)).status);
    expect((await post('/app/me', { name: 'Max', email: 'ann@example.org', account: workspace.host, group: 'base.admin' })).status).toBeLessThan(500);
    expect(await workspace.rows('SELECT email FROM base_person WHERE id = $1', [member.person])).toEqual([{ email: 'max@example.org' }]);
    expect(await workspace.rows('SELECT FROM base_membership WHERE person_id = $1 AND "group" <> \'base.user\'', [member.person])).toEqual([]);
  });

  it('cannot touch another’s meeting or link, by whatever way', async () => {
    for (const action of ['confirm', 'cancel', 'reschedule', 'delete', 'remove'])
      expect([403, 404], action).toContain((await post(`/app/meeting.event/${annsMeeting}/do/${action}`, { reason: 'mine' })).status);
    for (const path of [
      `/app/meetings/${annsMeeting}/edit`,
      `/app/meeting.event/${annsMeeting}`,
      `/app/meeting.event/${annsMeeting}/delete`,
      `/app/booking.link/${annsLink}`,
      `/app/booking.link/${annsLink}/delete`,
    ])
      expect([403, 404], path).toContain((await post(path, { subject: 'Mine', name: 'Mine' })).status);
    const service = meetings.service('meetings');
    for (const attempt of [
      () => service.confirm({ id: annsMeeting, version: 1 }),
      () => service.cancel({ id: annsMeeting, version: 1 }),
      () => service.remove({ id: annsMeeting }),
      () => service.reschedule({ id: annsMeeting, version: 1, start: new Date('2027-03-05T09:00:00Z'), end: new Date('2027-03-05T10:00:00Z') }),
    ])
      await expect(attempt()).rejects.toMatchObject({ status: 403, code: 'MEETING_NOT_YOURS' });
    expect(await workspace.rows('SELECT state, version, subject FROM meeting_event')).toEqual([{ state: 'confirmed', version: 1, subject: 'Intro talk: Gus' }]);
  });

  it('cannot make a link that books another’s time, nor turn the own one into it', async () => {
    const values = { name: 'Trap', schedule: workspace.schedule, timeZone: 'UTC' };
    await expect(portal.model('booking.link').create({ ...values, host: workspace.host })).rejects.toMatchObject(refusal);
    const own = await portal.model('booking.link').create({ ...values, host: member.person });
    await expect(portal.model('booking.link').update(own.id, { host: workspace.host })).rejects.toMatchObject(refusal);
    expect(await workspace.rows("SELECT host_id FROM booking_link WHERE name = 'Trap'")).toEqual([{ host_id: member.person }]);
  });

  it('cannot slip into another’s meeting', async () => {
    const me = { event: annsMeeting, person: member.person, name: 'Max', email: 'max@example.org', timeZone: 'UTC' };
    await expect(meetings.model('meeting.attendee').create(me)).rejects.toMatchObject(refusal);
    await expect(meetings.model('meeting.event_room').create({ event: annsMeeting, room: workspace.otherRoom })).rejects.toMatchObject(refusal);
    expect(await meetings.model('meeting.event').count({})).toBe(0);
  });

  it('learns nothing by asking cleverly: through relations, filters, orders', async () => {
    expect(await meetings.model('meeting.attendee').count({ event: { where: { id: annsMeeting } } })).toBe(0);
    expect(await meetings.model('meeting.room').count({ id: workspace.room })).toBe(1);
    for (const filter of [{ account: { where: { passwordHash: { ne: null } } } }, { account: { where: { email: 'ann@example.org' } } }]) {
      const found = await base
        .model('base.person')
        .count(filter)
        .catch((error: { status: number }) => error.status);
      expect([0, 403, 422]).toContain(found);
    }
    for (const query of [
      'sort=browser',
      'sort=-browser',
      'sort=link.host',
      'sort=nothing',
      'filter=nothing',
      'q=%25',
      'q=%27%3B--',
      'page=0',
      'page=99999999',
      'page=x',
      `q=${'x'.repeat(300)}`,
    ])
      expect((await getPage(`${workspace.app.url}/app/booking.booking?${query}`, { cookie: member.cookie })).status, query).toBeLessThan(500);
  });

  it('finds no way out of the site by a redirect', async () => {
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', 'javascript:alert(1)', '/app/../..//evil.example']) {
      const signIn = await postForm(`${workspace.app.url}/sign-in`, { email: 'max@example.org', password: 'a rather long phrase', next });
      expect(signIn.status, next).toBe(303);
      expect(new URL(signIn.headers.get('location') ?? '', workspace.app.url).origin, next).toBe(workspace.app.url);
    }
  });
});
