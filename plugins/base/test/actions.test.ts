import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineAction, defineJob, GiveUp, type Manifest } from '#core';
import { bootTestApp, createClock, type TestApp, waitFor } from '#core/testing';
import { ensureUser } from '../ensure-admin.ts';
import { type Browser, openBrowser } from './browser.ts';
import { password } from './open-base.ts';

let app: TestApp;
let admin: Browser;
let member: Browser;
let sweeps = 0;
let broken = false;
const clock = createClock('2027-03-27T20:00:00Z');

const sweep = defineAction({
  name: 'probe.sweep',
  title: 'Sweep the yard',
  expression: '30 2 * * *',
  timeZone: 'Europe/Berlin',
  run: async () => {
    if (broken) throw new Error('the broom is <b>broken</b>');
    sweeps += 1;
    return { count: 12, message: 'clean' };
  },
});
const letter = defineJob({
  name: 'probe.post-letter',
  payload: z.object({ ok: z.boolean() }),
  run: async (_env, { ok }) => {
    if (!ok || broken) throw new GiveUp('no such street');
  },
});
const probe: Manifest = {
  name: 'probe',
  version: '1.0.0',
  title: 'Probe',
  summary: 'Sweeps',
  category: 'Test',
  icon: 'brush',
  core: '^1.0.0',
  url: import.meta.url,
  actions: [sweep],
  jobs: [letter],
};

const row = async () =>
  (await app.app.runtime.database.query<{ active: boolean; expression: string; next_run: Date }>("SELECT * FROM core_action WHERE name = 'probe.sweep'"))
    .rows[0];

beforeAll(async () => {
  app = await bootTestApp({ only: ['base', 'probe'], plugins: [probe], clock, listen: true, environment: { ATRIUM_BASE_SIGN_IN_PER_ADDRESS: '1000' } });
  await ensureUser(app.env('base'), { email: 'ann@example.com', name: 'Ann', password, group: 'base.admin' });
  await ensureUser(app.env('base'), { email: 'bob@example.com', name: 'Bob', password });
  [admin, member] = [openBrowser(app.url), openBrowser(app.url)];
  await admin.post('/sign-in', { email: 'ann@example.com', password });
  await member.post('/sign-in', { email: 'bob@example.com', password });
});
afterAll(() => app.close());

describe('the page of scheduled actions', () => {
  it('is for administrators', async () => {
    for (const path of ['/app/actions', '/app/actions/probe.sweep', '/app/jobs']) expect((await member.get(path)).status).toBe(403);
    for (const path of ['/app/actions/probe.sweep/run', '/app/actions/probe.sweep/pause', '/app/jobs/retry'])
      expect((await member.post(path)).status).toBe(403);
    expect((await row())?.active).toBe(true);
  });

  it('shows the schedule in words and the next run in the viewer’s zone and its own', async () => {
    const { text } = await admin.get('/app/actions');
    expect(text).toContain('Sweep the yard');
    expect(text).toContain('At 02:30');
    // the clock jumps over 02:30 in Berlin that night: it runs at the end of the gap
    expect(text).toContain('2027-03-28T01:00:00.000Z');
    expect(text).toContain('Europe/Berlin');
    expect(text).toContain('Has not run yet');
  });

  it('runs an action now, and keeps who asked for it in the history', async () => {
    const done = await admin.post('/app/actions/probe.sweep/run');
    expect(done.status).toBe(303);
    expect((await admin.get('/app/actions')).text).toContain('Starts in a moment');
    await app.runJobs();
    await waitFor('the sweep', async () => sweeps === 1);
    const page = await waitFor('the history', async () => {
      const { text } = await admin.get('/app/actions/probe.sweep');
      return text.includes('asked for') ? text : undefined;
    });
    expect(page).toContain('clean');
    expect(page).toContain('>12<');
  });

  it('pauses and takes up again', async () => {
    await admin.post('/app/actions/probe.sweep/pause');
    expect((await row())?.active).toBe(false);
    expect((await admin.get('/app/actions')).text).toContain('Paused');
    await admin.post('/app/actions/probe.sweep/resume');
    expect((await row())?.active).toBe(true);
  });

  it('previews five runs, over the day of the jump, before the schedule is changed', async () => {
    const { text } = await admin.get('/app/actions/probe.sweep?expression=15+2+*+*+*');
    const runs = [...text.slice(text.indexOf('The next five runs')).matchAll(/datetime="([^"]+)"/g)].map(([, at]) => at).slice(0, 5);
    expect(runs).toEqual([
      '2027-03-28T01:00:00.000Z',
      '2027-03-29T00:15:00.000Z',
      '2027-03-30T00:15:00.000Z',
      '2027-03-31T00:15:00.000Z',
      '2027-04-01T00:15:00.000Z',
    ]);
    expect((await row())?.expression).toBe('30 2 * * *');
    expect((await admin.post('/app/actions/probe.sweep/schedule', { expression: '15 2 * * *' })).status).toBe(303);
    expect(await row()).toMatchObject({ expression: '15 2 * * *', next_run: new Date('2027-03-28T01:00:00Z') });
    expect((await admin.get('/app/actions/probe.sweep')).text).toContain('Its app says 30 2 * * *.');
    await admin.post('/app/actions/probe.sweep/declared');
    expect((await row())?.expression).toBe('30 2 * * *');
  });

  it('refuses what is no schedule, never comes due or comes too often, and keeps the form', async () => {
    for (const [expression, sentence] of [
      ['every day', 'Write five fields'],
      ['0 0 31 2 *', 'Write five fields'],
      ['* * * * * *', 'shortest interval'],
      ['"><script>', 'Write five fields'],
    ] as const) {
      const page = await admin.post('/app/actions/probe.sweep/schedule', { expression });
      expect(page.status).toBe(422);
      expect(page.text).toContain(sentence);
      expect(page.text).not.toContain('<script>');
    }
    expect((await row())?.expression).toBe('30 2 * * *');
  });

  it('says why an action was switched off, as text', async () => {
    broken = true;
    for (let failure = 0; failure < 5; failure++) {
      await admin.post('/app/actions/probe.sweep/run');
      await app.runJobs();
      await waitFor('the failure', async () =>
        (await app.env('base').jobs.history('probe.sweep')).filter(({ ok }) => !ok).length === failure + 1 ? true : undefined,
      );
    }
    broken = false;
    const { text } = await admin.get('/app/actions/probe.sweep');
    expect(text).toContain('switched off');
    expect(text).not.toContain('<b>broken');
    await admin.post('/app/actions/probe.sweep/resume');
    expect((await admin.get('/app/actions')).text).not.toContain('Switched off');
  });
});

describe('the page of jobs', () => {
  it('shows the queue by lane, and dead letters that can be run again or discarded', async () => {
    expect((await admin.get('/app/jobs')).text).toContain('Nothing has given up.');
    const env = app.env('probe');
    for (let copy = 0; copy < 3; copy++) await env.enqueue(letter, { ok: false }, { lane: 'street' });
    await env.enqueue(letter, { ok: true }, { runAt: new Date('2027-05-01T10:00:00Z'), lane: 'later' });
    expect((await admin.get('/app/jobs')).text).toContain('street');
    await app.runJobs();
    const page = await admin.get('/app/jobs');
    expect(page.text.match(/no such street/g)).toHaveLength(3);
    expect(page.text).toContain('2027-05-01T10:00:00.000Z');
    const [first = ''] = (await app.env('base').jobs.dead()).map(({ id }) => id);
    expect((await admin.post(`/app/jobs/${first}/discard`)).status).toBe(303);
    expect((await admin.post(`/app/jobs/${first}/discard`)).status).toBe(404);
    expect((await admin.post('/app/jobs/retry')).status).toBe(303);
    expect(await app.env('base').jobs.dead()).toEqual([]);
    expect((await app.env('base').jobs.queue()).find(({ lane }) => lane === 'street')).toMatchObject({ due: 2, dead: 0 });
  });

  it('asks a plugin without the permission to stay out', () => {
    expect(() => app.env('probe').jobs).toThrow('"platform"');
  });
});
