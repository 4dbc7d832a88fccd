import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTestApp, type TestApp } from '#core/testing';
import type { CalendarService, Resource } from '../contract.ts';

const ROOMS = 40;
const PER_ROOM = process.env.ATRIUM_TEST_LONG ? 2500 : 500;
const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

let kit: TestApp;
let calendar: CalendarService;
let rooms: Resource[];

beforeAll(async () => {
  kit = await bootTestApp({ only: ['calendar'], clock: new Date(START) });
  calendar = kit.env('calendar').service('calendar');
  const { database } = kit.app.runtime;
  await database.query(
    `INSERT INTO calendar_claim (org_id, id, kind, resource, during, source_model, source)
     SELECT 1, gen_random_uuid(), 'room', room, tstzrange(at, at + interval '1 hour'), 'meeting.event', gen_random_uuid()
     FROM (SELECT gen_random_uuid() AS room FROM generate_series(1, $1)) AS rooms,
          LATERAL (SELECT $2::timestamptz + n * interval '3 hours' AS at FROM generate_series(1, $3) AS n) AS times`,
    [ROOMS, new Date(START), PER_ROOM],
  );
  await database.query('VACUUM ANALYZE calendar_claim');
  const { rows } = await database.query<{ resource: string }>('SELECT DISTINCT resource FROM calendar_claim');
  rooms = rows.map(({ resource }) => ({ kind: 'room', id: resource }));
});
afterAll(() => kit.close());

type Plan = { 'Node Type': string; 'Actual Rows': number; 'Index Name'?: string; 'Shared Hit Blocks': number; 'Shared Read Blocks': number; Plans?: Plan[] };

const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

/** The statement that the service really sends for its claims, caught on its way, and how PostgreSQL runs it with the same values. */
async function planOf(resources: readonly Resource[], from: Date, to: Date): Promise<Plan> {
  const { database } = kit.app.runtime;
  const real = database.query;
  let sent: { text: string; values: readonly unknown[] } | undefined;
  database.query = ((text: string, values: readonly unknown[] = []) => {
    if (text.includes('calendar_claim')) sent = { text, values };
    return real.call(database, text, values);
  }) as typeof real;
  try {
    await calendar.availability({ resources, viewerTimeZone: 'UTC', from, to });
  } finally {
    database.query = real;
  }
  if (!sent) throw new Error('no statement was sent');
  const { rows } = await database.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sent.text}`, sent.values);
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
  if (!plan) throw new Error('no plan');
  return plan;
}

const buffers = (plan: Plan): number => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];

describe('reading claims among many', () => {
  it('for one slot of one room touches a handful of pages, through the index of the constraint', async () => {
    const from = new Date(START + 10 * DAY);
    const plan = await planOf(rooms.slice(0, 1), from, new Date(from.getTime() + 3_600_000));
    expect(nodes(plan).map((node) => node['Node Type'])).not.toContain('Seq Scan');
    expect(nodes(plan).map((node) => node['Index Name'])).toContain('calendar_claim_no_overlap');
    expect(buffers(plan)).toBeLessThanOrEqual(8);
  });

  it('for a month of one room reads that room’s month, not the table', async () => {
    const from = new Date(START + 10 * DAY);
    const plan = await planOf(rooms.slice(0, 1), from, new Date(from.getTime() + 31 * DAY));
    expect(nodes(plan).map((node) => node['Node Type'])).not.toContain('Seq Scan');
    expect(plan['Actual Rows']).toBeGreaterThan(200);
    // In the worst case every claim lies on a page of its own.
    expect(buffers(plan)).toBeLessThanOrEqual(plan['Actual Rows'] + 25);
  });

  it('for several resources is still one statement on the index', async () => {
    const from = new Date(START + 10 * DAY);
    const plan = await planOf([...rooms.slice(0, 3), { kind: 'person', id: kit.env('calendar').id() }], from, new Date(from.getTime() + 3_600_000));
    expect(nodes(plan).map((node) => node['Node Type'])).not.toContain('Seq Scan');
    expect(buffers(plan)).toBeLessThanOrEqual(40);
  });
});
