import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Env, type Principal, pluginPrincipal } from '#core';
import { bootTestApp, createClock, type TestApp } from '#core/testing';
import { cleanStale } from '../clean-stale.ts';
import { clearPast } from '../clear-past.ts';
import { markDone, snooze, undo } from '../finish.ts';
import { countDue, openActivities, sortByDue, todayOf } from '../my-activities.ts';
import { settings } from '../settings.ts';
import { bell, nextActivities } from '../slots.tsx';

let app: TestApp;
let own: Env<'activities'>;
let ann: Env<'activities'>;
let bob: Env<'activities'>;
let annId: string;
let bobId: string;

const record = '0198c0de-0000-7000-8000-000000000001';
const other = '0198c0de-0000-7000-8000-000000000002';

beforeAll(async () => {
  // 02:30 in Berlin on the 9th is still the 8th in New York
  app = await bootTestApp({ only: ['activities'], clock: createClock('2027-03-09T01:30:00Z'), listen: true });
  own = app.env('activities');
  const people: Env<'base'> = app.env('base');
  const make = async (name: string, timeZone: string): Promise<[string, Env<'activities'>]> => {
    const { id } = await people.model('base.person').create({ name, email: `${name}@example.com`, timeZone });
    const principal: Principal = { kind: 'user', org: 1, account: id, person: id, session: id, groups: new Set(['user', 'base.user']) };
    const env = app.app.runtime.env({ plugin: 'activities', principal }) as Env<never>;
    return [id, env.withPreferences({ timeZone })];
  };
  [annId, ann] = await make('ann', 'Europe/Berlin');
  [bobId, bob] = await make('bob', 'America/New_York');
});
afterAll(() => app.close());

const service = () => app.app.runtime.env({ plugin: 'base', principal: pluginPrincipal(1, 'base') }).service('activities');

describe('activities', () => {
  it('are replaced per record and kind, one per person, in two statements however many', async () => {
    const before = app.app.runtime.database.statements();
    await service().replace({
      model: 'base.person',
      record,
      kinds: ['invitation'],
      activities: [
        { person: annId, kind: 'invitation', summary: 'First', due: '2027-03-08' },
        { person: annId, kind: 'invitation', summary: 'Same again', due: '2027-03-09' },
        { person: bobId, kind: 'invitation', summary: 'For Bob', due: '2027-03-09' },
      ],
    });
    expect(app.app.runtime.database.statements() - before).toBeLessThanOrEqual(4); // begin, two, commit
    await service().replace({
      model: 'base.person',
      record: other,
      kinds: ['call'],
      activities: [{ person: annId, kind: 'call', summary: 'Call', due: '2027-03-12' }],
    });
    await service().replace({ model: 'base.person', record, kinds: ['call'], activities: [] });
    expect((await openActivities(ann, 10)).map(({ summary }) => summary)).toEqual(['Same again', 'Call']);
  });

  it('are seen and finished by their person alone', async () => {
    const [mine] = await openActivities(bob, 10);
    expect((await openActivities(bob, 10)).map(({ summary }) => summary)).toEqual(['For Bob']);
    await expect(markDone(ann, mine?.id ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const [solo] = await own
      .model('activity.activity')
      .create([{ model: 'base.person', record, kind: 'solo', person: bobId, summary: 'Solo', due: '2027-03-20' }]);
    await expect(bob.model('activity.activity').update(solo?.id ?? '', { person: annId })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    await expect(bob.model('activity.activity').delete({ person: bobId })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });

  it('are due by the civil date where the person lives', async () => {
    expect([todayOf(ann), todayOf(bob)]).toEqual(['2027-03-09', '2027-03-08']);
    expect([await countDue(ann), await countDue(bob)]).toEqual([1, 0]);
    expect(String(await bell(ann))).toContain('Activities: 1 due');
    expect(String(await bell(bob))).toContain('Activities: nothing due');
    const { today, later, overdue } = sortByDue(await openActivities(ann, 10), todayOf(ann));
    expect([overdue.length, today.length, later.length]).toEqual([0, 1, 1]);
  });

  it('can be put off by a day, done and undone', async () => {
    const [first] = await openActivities(ann, 1);
    const id = first?.id ?? '';
    await snooze(ann, id, '2027-03-27');
    expect((await ann.model('activity.activity').get(id)).due).toBe('2027-03-28');
    await markDone(ann, id);
    expect((await openActivities(ann, 10)).map((activity) => activity.id)).not.toContain(id);
    await undo(ann, id);
    expect((await openActivities(ann, 10)).map((activity) => activity.id)).toContain(id);
  });

  it('show no link that would run a script', async () => {
    await service().replace({
      model: 'base.person',
      record: other,
      kinds: ['trap'],
      activities: [{ person: bobId, kind: 'trap', summary: '<b>Trap</b>', due: '2027-03-01', link: 'javascript:alert(1)' }],
    });
    const html = String(await nextActivities(bob));
    expect(html).toContain('&lt;b&gt;Trap&lt;/b&gt;');
    expect(html).not.toContain('javascript:');
  });

  it('go with their record, and where no plugin knows the record any more', async () => {
    await service().clear({ model: 'base.person', record });
    expect((await openActivities(ann, 10)).map(({ summary }) => summary)).toEqual(['Call']);
    await service().replace({ model: 'gone.thing', record, kinds: ['x'], activities: [{ person: annId, kind: 'x', summary: 'Orphan', due: '2027-03-10' }] });
    app.clock.set(new Date());
    const run = () => cleanStale.run(app.env('activities'), { signal: AbortSignal.timeout(1000), progress: async () => {} });
    expect(await run()).toEqual({ count: 0 });
    app.clock.advance(31 * 86_400_000);
    expect(await run()).toEqual({ count: 1 });
    expect(await own.model('activity.activity').count({ model: 'gone.thing' })).toBe(0);
  });
});

describe('the nightly clearing', () => {
  const days = (count: number): Date => new Date(app.clock.now().getTime() - count * 86_400_000);
  const make = (kind: string, endsAt: Date | null, count = 1) =>
    own
      .model('activity.activity')
      .create(Array.from({ length: count }, () => ({ model: 'base.person', record: own.id(), kind, person: annId, summary: kind, due: '2027-01-01', endsAt })));
  const left = (kind: string) => own.model('activity.activity').count({ kind });
  const run = (steps: number[] = []) =>
    clearPast.run(app.env('activities'), { signal: AbortSignal.timeout(60_000), progress: async (done) => void steps.push(done) });

  it('takes fifty that ended 61 days ago, leaves recent ones and those without an end, and says fifty', async () => {
    await make('old', days(61), 50);
    await make('recent', days(2));
    await make('todo', null);
    expect(await run()).toEqual({ count: 50 });
    expect([await left('old'), await left('recent'), await left('todo')]).toEqual([0, 1, 1]);
    expect(await run()).toEqual({ count: 0 });
  });

  it('goes by the thousand and tells how far it is', async () => {
    await make('old', days(10), 2_050);
    const steps: number[] = [];
    expect(await run(steps)).toEqual({ count: 2_050 });
    expect(steps).toEqual([1_000, 2_000, 2_050]);
  });

  it('can mark them as done instead', async () => {
    await own.saveSettings(settings, { staleAction: 'archive', staleDays: 30 });
    await make('old', days(31));
    await make('younger', days(29));
    expect(await run()).toEqual({ count: 1 });
    expect(await run()).toEqual({ count: 0 });
    expect(await own.model('activity.activity').count({ kind: 'old', doneAt: { ne: null } })).toBe(1);
  });
});

describe('pages', () => {
  it('of activities are for people who are signed in', async () => {
    const page = await fetch(`${app.url}/app/activities`, { redirect: 'manual', headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fapp%2Factivities']);
  });
});
