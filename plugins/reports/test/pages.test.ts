import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env, Principal } from '#core';
import { type Mailbox, openMailbox } from '#core/testing';
import { periodOf } from '../period.ts';
import { reports } from '../reports/all.ts';
import { openWorkspace, type Workspace } from './open-workspace.ts';

let workspace: Workspace;
let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await openMailbox();
  workspace = await openWorkspace({
    clock: '2027-03-30T10:00:00Z',
    environment: {
      ATRIUM_MAIL_SMTP_URL: mailbox.url,
      ATRIUM_BASE_TIME_ZONE: 'Europe/Berlin',
      ATRIUM_BASE_NAME: 'Harbour',
      ATRIUM_BASE_FROM_EMAIL: 'office@example.org',
    },
    config: { adminEmail: 'admin@example.com', adminPassword: 'quiet-harbour-lamp-41' },
  });
  await workspace.app.app.firstAdmin();
});
afterAll(async () => {
  await workspace.app.close();
  await mailbox.close();
});

const as = async (email: string, password: string): Promise<string> => {
  const answer = await fetch(`${workspace.app.url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: workspace.app.url },
    body: new URLSearchParams({ email, password }),
  });
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
};
const get = (path: string, cookie: string) => fetch(`${workspace.app.url}${path}`, { redirect: 'manual', headers: { cookie, accept: 'text/html' } });

describe('who reads reports', () => {
  it('managers and administrators are readers, nobody else is', () => {
    const groups = workspace.app.env('reports').catalog.groups();
    const leading = groups.filter(({ implies }) => implies.includes('reports.reader')).map(({ name }) => name);
    expect(leading.sort()).toEqual(['base.admin', 'meetings.manager']);
  });

  it('a user is refused on every page, the sizes too', async () => {
    const base: Env<'base'> = workspace.app.env('base');
    await base.service('base').ensureAdmin({ email: 'uma@example.org', password: 'plain-user-lamp-41', name: 'Uma User' });
    const [uma] = await base.model('base.person').find({ email: 'uma@example.org' });
    await base.model('base.membership').update({ person: uma?.id ?? '', group: 'base.admin' }, { group: 'base.user' });
    const cookie = await as('uma@example.org', 'plain-user-lamp-41');
    expect((await get('/app', cookie)).status).toBe(200);
    for (const path of ['/app/reports', '/app/reports/meetings', '/app/reports/growth/csv', '/app/reports.size'])
      expect((await get(path, cookie)).status, path).toBeGreaterThanOrEqual(403);
    expect(await (await get('/app', cookie)).text()).not.toContain('/app/reports');
  });
});

describe('pages', () => {
  it('show each report for each period, with its tables as CSV', async () => {
    const cookie = await as('admin@example.com', 'quiet-harbour-lamp-41');
    await workspace.meetings(['2027-03-29T08:00:00Z']);
    for (const { name } of reports)
      for (const period of ['week', 'year']) {
        const answer = await get(`/app/reports/${name}?period=${period}&from=2027-03-29`, cookie);
        expect(answer.status, name).toBe(200);
        const page = await answer.text();
        expect(page, name).toContain('report-figures');
        for (const [, link = ''] of page.matchAll(/href="([^"]+\/csv[^"]+)"/g)) {
          const csv = await get(link.replaceAll('&amp;', '&'), cookie);
          expect([csv.status, csv.headers.get('content-type')], link).toEqual([200, 'text/csv; charset=utf-8']);
          expect((await csv.text()).split('\r\n').length, link).toBeGreaterThan(1);
        }
      }
    const csv = await (await get('/app/reports/meetings/csv?period=week&from=2027-03-29&part=begin', cookie)).text();
    expect(csv).toBe(
      'Day,Take place,Cancelled,Share cancelled,Nobody came\r\n2027-03-29,1,0,0,0\r\n2027-03-30,0,0,,0\r\n2027-03-31,0,0,,0\r\n2027-04-01,0,0,,0\r\n2027-04-02,0,0,,0\r\n2027-04-03,0,0,,0\r\n2027-04-04,0,0,,0\r\n',
    );
    expect((await get('/app/reports/nothing', cookie)).status).toBe(404);
    expect((await get('/app/reports/meetings/csv?part=nothing', cookie)).status).toBe(404);
    expect((await get('/app/reports?period=x&from=y', cookie)).status).toBe(200);
  });

  it('a host says that nobody came, and takes it back; a stranger cannot', async () => {
    const [meeting = ''] = await workspace.meetings(['2027-03-30T08:00:00Z']);
    const stranger = await workspace.reader('Stranger', ['base.user']);
    /** As the page does it: the action runs as whoever looks at the page. */
    const run = async (who: Principal, name: string, id: string) => {
      const views = workspace.app.envAs('web', who).catalog.views('meeting.event');
      const action = views.flatMap((view) => (view.kind === 'form' ? (view.actions ?? []) : [])).find((one) => one.name === name);
      if (!action?.run) throw new Error(`there is no action ${name}`);
      return action.run(workspace.app.envAs('web', who), id, {});
    };
    await expect(run(stranger, 'nobody-came', meeting)).rejects.toMatchObject({ status: expect.toSatisfy((status) => [403, 404].includes(Number(status))) });
    const host = { ...(await workspace.reader('Hilda', ['base.user'])), person: workspace.host };
    await run(host, 'nobody-came', meeting);
    const events = (workspace.app.env('reports') as Env<'reports'>).model('meeting.event');
    expect((await events.get(meeting)).noShowAt).toEqual(new Date('2027-03-30T10:00:00Z'));
    await run(host, 'somebody-came', meeting);
    expect((await events.get(meeting)).noShowAt).toBeNull();
    const [later = ''] = await workspace.meetings(['2027-03-31T08:00:00Z']);
    await expect(run(host, 'nobody-came', later)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('statements', () => {
  it('are as many with ten meetings as with a thousand', async () => {
    const portal: Env<'booking-portal'> = workspace.app.env('booking-portal');
    const own = (workspace.app.env('reports') as Env<'reports'>).withPreferences({ timeZone: 'Europe/Berlin' });
    const cost = async (): Promise<number[]> => {
      const counts: number[] = [];
      for (const report of reports) {
        const before = workspace.app.app.runtime.database.statements();
        await report.load(own, periodOf({ period: 'year', from: '2027-01-01', to: undefined }, own.preferences, own.now()));
        counts.push(workspace.app.app.runtime.database.statements() - before);
      }
      return counts;
    };
    const seed = async (meetings: number, mark: string) => {
      const people = [{ name: `Seed ${mark}`, email: `seed-${mark}@example.org`, timeZone: 'Europe/Berlin' }];
      const [id = ''] = await portal.service('base').addPeople({ people });
      await portal
        .service('meetings')
        .seed({ meetings, hosts: [{ id, name: `Seed ${mark}`, email: `seed-${mark}@example.org`, timeZone: 'Europe/Berlin', room: `Room ${mark}` }] });
    };
    await seed(10, 'a');
    await cost();
    const few = await cost();
    await seed(1_000, 'b');
    expect(await cost()).toEqual(few);
    expect(Math.max(...few)).toBeLessThanOrEqual(12);
  });
});

describe('the weekly mail', () => {
  it('reaches each reader once, in language and zone; who turned it off gets none', async () => {
    const base: Env<'base'> = workspace.app.env('base');
    const join = async (name: string, language: string, timeZone: string, group: string): Promise<string> => {
      const { id } = await base.model('base.person').create({ name, email: `${name.toLowerCase()}@example.org`, timeZone, language });
      await base.model('base.membership').create({ person: id, group });
      return id;
    };
    await join('Greta', 'de', 'Europe/Berlin', 'meetings.manager');
    await join('Mike', 'en', 'America/New_York', 'meetings.manager');
    const quiet = await join('Quentin', 'en', 'Europe/Berlin', 'base.admin');
    await join('Ulf', 'en', 'Europe/Berlin', 'base.user');
    await (workspace.app.env('reports') as Env<'reports'>).model('reports.quiet_reader').create({ person: quiet });
    mailbox.clear();
    // the action is due on Monday at seven on the workspace's clock, which is summer time by now
    await workspace.app.runJobs();
    workspace.app.clock.set('2027-04-05T04:59:00Z');
    await workspace.app.runJobs();
    expect(mailbox.messages().filter(({ mail }) => mail.subject?.includes('Harbour'))).toEqual([]);
    workspace.app.clock.set('2027-04-05T05:00:30Z');
    await workspace.app.runJobs();
    const german = await mailbox.waitFor(({ to }) => to.includes('greta@example.org'));
    const english = await mailbox.waitFor(({ to }) => to.includes('mike@example.org'));
    expect(german.mail.subject).toBe('Ihre Woche bei Harbour: Mo., 29. März 2027 – So., 4. Apr. 2027');
    expect(german.mail.text).toContain('Angelegte Termine');
    expect(german.mail.text).toContain('Europe/Berlin');
    expect(german.mail.html).toContain('lang="de"');
    expect(english.mail.subject).toBe('Your week at Harbour: Mon, Mar 29, 2027 – Sun, Apr 4, 2027');
    expect(english.mail.text).toContain('America/New York');
    expect(english.mail.text).toMatch(/Take place: \d+ – before: \d+/);
    expect(english.mail.text).toContain('/app/reports?period=week&from=2027-03-29');
    await workspace.app.runJobs();
    const weekly = mailbox.messages().filter(({ mail }) => /Harbour: M/.test(mail.subject ?? ''));
    expect(weekly.flatMap(({ to }) => to).sort()).toEqual(['admin@example.com', 'greta@example.org', 'mike@example.org']);
    // a second run of the same week sends nothing again
    const action = workspace.app.app.runtime.generation().actions.get('reports.weekly-mail')?.action;
    const again = await action?.run(workspace.app.env('reports'), { signal: new AbortController().signal, progress: async () => {} });
    expect(again).toEqual({ count: 0 });
  });

  it('is turned off and on by each reader, and for all in the settings', async () => {
    const cookie = await as('admin@example.com', 'quiet-harbour-lamp-41');
    const set = (wanted: string) =>
      fetch(`${workspace.app.url}/app/reports/weekly-mail`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, origin: workspace.app.url, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ wanted }),
      });
    const quiet = () => (workspace.app.env('reports') as Env<'reports'>).model('reports.quiet_reader').count({});
    const before = await quiet();
    expect((await set('false')).status).toBe(303);
    expect((await set('false')).status).toBe(303);
    expect(await quiet()).toBe(before + 1);
    expect(await (await get('/app/reports', cookie)).text()).toContain('Send me the weekly mail');
    expect((await set('true')).status).toBe(303);
    expect(await quiet()).toBe(before);
  });
});
