import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordStatements } from '../bench/statement-log.ts';
import { getPage } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';
import { fillModels, type Hubs } from './fill-models.ts';
import { guestPagesOf, openGuestPages } from './guest-pages.ts';
import { apiPagesOf, pagesOf } from './pages-of.ts';

let workspace: Workspace;
let admin: { person: string; cookie: string };
let hubs: Hubs;

beforeAll(async () => {
  // With one connection: whoever waits for a second while holding it would wait for ever.
  workspace = await openWorkspace({ environment: { ATRIUM_WEB_PER_PERSON: '0' }, config: { poolSize: 1 } });
  admin = await workspace.signIn('Ada Admin', 'ada@example.org', 'base.admin');
  const [{ account } = { account: null }] = await workspace.base.model('base.person').find({ id: admin.person });
  hubs = { person: admin.person, account: account ?? '', ids: new Map() };
});
afterAll(() => workspace.close());

const HOUR_MS = 3_600_000;
let week = 0;

/** Everything that can be done to a meeting, once, with so many people inside; what each of them costs. */
async function actions(people: readonly string[]): Promise<Record<string, number>> {
  const { database } = workspace.app.app.runtime;
  const { person: host } = admin;
  const own = workspace.as(host).service('meetings');
  const found: Record<string, number> = {};
  const counted = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const before = database.statements();
    const result = await work();
    found[name] = database.statements() - before;
    return result;
  };
  week += 1;
  const start = new Date(Date.parse('2028-01-03T09:00:00Z') + week * 7 * 24 * HOUR_MS);
  const end = new Date(start.getTime() + HOUR_MS);
  const plan = {
    subject: 'Review',
    description: null,
    host,
    rooms: [workspace.room],
    virtualRoom: workspace.virtualRoom,
    start,
    end,
    timeZone: 'UTC',
    people: people.map((person) => ({ person, role: 'required' as const })),
    guests: [],
  };
  const later = { start: new Date(start.getTime() + 2 * HOUR_MS), end: new Date(end.getTime() + 2 * HOUR_MS) };
  const [first = '', other = ''] = people;
  const { id, ...made } = await counted('draft', () => own.draft(plan));
  let { version } = await counted('confirm', () => own.confirm({ id, version: made.version }));
  await counted('answer', () => workspace.as(first).service('meetings').answer({ id, answer: 'TENTATIVE' }));
  await counted('invite', () => own.invite({ id, whom: 'all' }));
  ({ version } = await counted('move', () => own.reschedule({ id, version, ...later })));
  ({ version } = await counted('undo', () => own.undo({ id, version })));
  ({ version } = await counted('change', () => own.revise({ ...plan, ...later, subject: 'Named anew', id, version })));
  ({ version } = await counted('renew link', () => own.renewLink({ id, version })));
  ({ version } = await counted('hand over', () => own.handOver({ id, version, host: other, stay: true })));
  const hers = workspace.as(other).service('meetings');
  ({ version } = await counted('set back', () => hers.setBack({ id, version })));
  ({ version } = await counted('confirm again', () => hers.confirm({ id, version })));
  await counted('cancel', () => hers.cancel({ id, version }));
  await counted('delete', () => hers.remove({ id }));
  const single = await own.draft({ ...plan, virtualRoom: null });
  const repeating = await counted('repeat', () => own.repeat({ ...plan, virtualRoom: null, rule: 'FREQ=DAILY;COUNT=3', ...single }));
  const { version: now } = await workspace.meetings.model('meeting.series').get(repeating.series);
  await counted('confirm a series', () => own.confirmSeries({ id: repeating.series, version: now }));
  const { version: date } = await workspace.meetings.model('meeting.event').get(single.id);
  await counted('cancel a series', () => own.cancelSeries({ id: single.id, version: date, scope: 'all' }));
  return found;
}

/** The process reads things anew in between: the cheapest of two is the work itself. */
async function least(work: () => Promise<Record<string, number>>): Promise<Record<string, number>> {
  const [one, two] = [await work(), await work()];
  return Object.fromEntries(Object.keys(one).map((name) => [name, Math.min(one[name] ?? 0, two[name] ?? 0)]));
}

it('whatever is done to a meeting sends as many statements for a hundred people as for ten; cancelling no more than confirming', {
  timeout: 120_000,
}, async () => {
  const crowd = await workspace.base
    .model('base.person')
    .create(Array.from({ length: 100 }, (_, n) => ({ name: `Crowd ${n}`, email: `crowd${n}@example.org`, timeZone: n % 2 === 0 ? 'Asia/Tokyo' : 'UTC' })));
  const people = crowd.map(({ id }) => id);
  const few = await least(() => actions(people.slice(0, 10)));
  expect(await least(() => actions(people))).toEqual(few);
  expect(few['cancel']).toBeLessThanOrEqual(few['confirm'] ?? 0);
});

/** So many rows at most are read for one page among a thousand of everything: each of them a few times, never each for each other. */
const mostRead = 50_000;

/** Rows that the only connection has read since the last time it was asked. */
function rowsRead(): () => Promise<number> {
  let before = 0;
  return async () => {
    await workspace.rows('SELECT pg_stat_force_next_flush()');
    const [found] = await workspace.rows<{ all: string }>('SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) AS all FROM pg_stat_user_tables');
    const all = Number(found?.all);
    const read = all - before;
    before = all;
    return read;
  };
}

it('every page sends no more statements with a thousand rows of everything than with ten, and reads none of them a thousand times', {
  timeout: 600_000,
}, async () => {
  const { database } = workspace.app.app.runtime;
  const ask = async (path: string): Promise<{ statements: number; status: number }> => {
    const before = database.statements();
    // A guest's page is for whoever holds its address.
    const { status } = await getPage(workspace.app.url + path, guests.includes(path) ? {} : { cookie: admin.cookie });
    return { statements: database.statements() - before, status };
  };
  const guests = guestPagesOf(workspace, await openGuestPages(workspace, hubs));
  await fillModels(workspace, hubs, 0, 10);
  const pages = [...pagesOf(workspace, hubs), ...guests, ...apiPagesOf(workspace, hubs)];
  const few = new Map<string, number>();
  const odd: string[] = [];
  for (const path of pages) {
    const first = await ask(path); // settings and views are read once
    if (path.startsWith('/api/v1/') && (first.status === 403 || first.status === 404)) continue;
    if (first.status !== 200) odd.push(`${path} answers ${first.status}`);
    few.set(path, (await ask(path)).statements);
  }
  await fillModels(workspace, hubs, 10, 1_000);
  const grown: string[] = [];
  const read = rowsRead();
  await read();
  // What stands around every page is asked from the first minute on, while the database knows nothing of its tables and has made its plans for empty ones.
  for (const path of ['/app/me', '/app/base.person/new', '/app/rooms/find']) {
    await ask(path);
    const rows = await read();
    if (rows > mostRead) grown.push(`${path}: ${rows} rows read in young tables`);
  }
  await workspace.rows('ANALYZE');
  await read();
  for (const path of few.keys()) {
    let { statements } = await ask(path);
    const rows = await read();
    if (rows > mostRead) grown.push(`${path}: ${rows} rows read`);
    // What is read anew now and then (settings) is no growth.
    for (let again = 0; again < 2 && statements > (few.get(path) ?? 0); again++) ({ statements } = await ask(path));
    if (statements > (few.get(path) ?? 0)) grown.push(`${path}: ${few.get(path)} → ${statements}`);
  }
  expect([...odd, ...grown]).toEqual([]);
});

it('many meetings are cancelled with as many statements as few, everybody is told once, and what is not one’s own stays', { timeout: 300_000 }, async () => {
  const { database } = workspace.app.app.runtime;
  // What the actions above would have told is not asked here.
  await workspace.rows('DELETE FROM core_job');
  const host = await workspace.makePerson('Bulk Host', 'bulk@example.org');
  const stranger = await workspace.makePerson('Sam Stranger', 'sam@example.org');
  const make = async (count: number, owner: string, state: 'draft' | 'confirmed'): Promise<string[]> => {
    const rows = Array.from({ length: count }, (_, i) => {
      const start = new Date(Date.parse('2029-01-01T00:00:00Z') + (week * 2_000 + i) * HOUR_MS);
      const end = new Date(start.getTime() + HOUR_MS);
      return {
        subject: `Bulk ${i}`,
        host: owner,
        creator: owner,
        start,
        end,
        timeZone: 'UTC',
        wallStart: '2029-01-01T00:00',
        state,
        uid: `${week} ${i} ${owner}`,
      };
    });
    week += 1;
    const made = await workspace.meetings.model('meeting.event').create(rows);
    await workspace.meetings
      .model('meeting.attendee')
      .create(made.map(({ id }) => ({ event: id, person: owner, name: 'Bulk Host', email: 'bulk@example.org', timeZone: 'UTC', role: 'host' as const })));
    await workspace.meetings.tx(() =>
      workspace.meetings.service('calendar').claimAll({
        bookings: made.map(({ id, start, end }) => ({
          source: { model: 'meeting.event', record: id },
          claims: [{ kind: 'person', id: owner, during: { start, end } }],
        })),
      }),
    );
    return made.map(({ id }) => id);
  };
  const own = workspace.as(host).service('meetings');
  const cost = async (ids: readonly string[]): Promise<number> => {
    const before = database.statements();
    expect(await own.cancelMany({ ids, reason: 'Strike' })).toEqual({ cancelled: ids.length, refused: [] });
    return database.statements() - before;
  };
  await cost(await make(2, host, 'draft'));
  const few = Math.min(await cost(await make(10, host, 'draft')), await cost(await make(10, host, 'draft')));
  const many = await make(1_000, host, 'draft');
  const dear = await cost(many);
  // What a process reads now and then may fall into one of them.
  expect(dear > few ? await cost(await make(1_000, host, 'draft')) : dear).toBeLessThanOrEqual(few);
  const [id = ''] = many;
  expect(await workspace.meetings.model('meeting.event').get(id)).toMatchObject({ state: 'cancelled', reason: 'Strike', sequence: 1, version: 2 });
  expect(await workspace.rows('SELECT 1 FROM calendar_claim WHERE source = ANY($1)', [many])).toEqual([]);

  const [theirs = ''] = await make(1, stranger, 'confirmed');
  const mine = await make(3, host, 'confirmed');
  const [attended = ''] = await make(1, stranger, 'confirmed');
  await workspace.meetings.model('meeting.attendee').create({ event: attended, person: host, name: 'Bulk Host', email: 'other@example.org', timeZone: 'UTC' });
  const { cancelled, refused } = await own.cancelMany({ ids: [...mine, theirs, attended, many[1] ?? ''] });
  expect(cancelled).toBe(3);
  expect(refused.map(({ reason }) => reason)).toEqual([
    'The meeting is no longer in a state in which this can be done.',
    'Only the host, the creator or a meeting manager can cancel this meeting.',
    'The meeting is no longer in a state in which this can be done.',
  ]);
  await workspace.app.runJobs();
  const mails = await workspace.rows<{ count: string }>(`SELECT count(*) FROM mail_message WHERE kind = 'ics-mailer.cancellation' AND source = ANY($1)`, [
    mine,
  ]);
  expect(Number(mails[0]?.count)).toBe(3);
  // Each comes back by itself, with its time.
  const [back = ''] = mine;
  await own.undo({ id: back, version: 2 });
  expect(await workspace.rows('SELECT 1 FROM calendar_claim WHERE source = $1', [back])).toHaveLength(1);
});

it('a hundred attendees are a hundred activities, in two statements, and a hundred mails', { timeout: 300_000 }, async () => {
  const crowd = await workspace.base
    .model('base.person')
    .create(Array.from({ length: 99 }, (_, n) => ({ name: `Hundred ${n}`, email: `hundred${n}@example.org`, timeZone: 'UTC' })));
  const own = workspace.as(admin.person).service('meetings');
  const start = new Date('2028-12-04T09:00:00Z');
  const plan = {
    subject: 'All of us',
    description: null,
    host: admin.person,
    rooms: [],
    virtualRoom: null,
    start,
    end: new Date('2028-12-04T10:00:00Z'),
    timeZone: 'UTC',
    guests: [],
  };
  const draft = await own.draft({ ...plan, people: crowd.map(({ id: person }) => ({ person, role: 'required' as const })) });
  const { value: confirmed, sent } = await recordStatements(() => own.confirm(draft));
  expect(sent.filter(({ text }) => /\b(INSERT INTO|DELETE FROM|UPDATE) "?activity_activity/.test(text))).toHaveLength(2);
  const count = async (sql: string): Promise<number> => Number((await workspace.rows<{ count: string }>(sql, [draft.id]))[0]?.count);
  const activities = () => count(`SELECT count(*) FROM activity_activity WHERE record = $1 AND kind = 'meeting'`);
  const mails = () => count('SELECT count(DISTINCT to_email) FROM mail_message WHERE source = $1');
  expect(await activities()).toBe(100);
  await workspace.app.runJobs();
  expect(await mails()).toBe(100);
  await own.cancel({ id: draft.id, version: confirmed.version });
  await workspace.app.runJobs();
  const cancelled = await count(`SELECT count(DISTINCT to_email) FROM mail_message WHERE source = $1 AND kind = 'ics-mailer.cancellation'`);
  expect([await activities(), cancelled]).toEqual([0, 100]);
});
