import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences } from '../core/model/differences.ts';
import { postJson } from './fixture/ask.ts';
import { openWorkspace, type Workspace } from './fixture/open-workspace.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace?.close());

const counts = async (): Promise<unknown> =>
  (
    await workspace.rows(
      `SELECT (SELECT count(*)::int FROM meeting_event) AS meetings, (SELECT count(*)::int FROM calendar_claim) AS claims, (SELECT count(*)::int FROM meeting_attendee) AS attendees,
        (SELECT count(*)::int FROM booking_booking) AS bookings, (SELECT count(*)::int FROM activity_activity) AS activities, (SELECT count(*)::int FROM meeting_conference) AS conferences`,
    )
  )[0];

describe('the database that the migrations of all plugins make', () => {
  it('is what the plugins declare, to the last index', async () => {
    const { database, generation } = workspace.app.app.runtime;
    expect(generation().plugins.length).toBeGreaterThan(8);
    expect(await differences(generation().registry, database)).toEqual([]);
  });

  it('finds what refers to a record by an index, for every reference', async () => {
    // The organization, where an index begins with it, counts for nothing: there are few, and rows of one are never referred to by another.
    const missing = await workspace.rows(
      `WITH refs AS (
         SELECT c.conrelid, c.conname, array(SELECT a.attname::text FROM unnest(c.conkey) AS k JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k WHERE a.attname <> 'org_id' ORDER BY 1) AS columns
         FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND c.confrelid <> 'core_organization'::regclass),
       indexes AS (
         SELECT i.indrelid, array(SELECT a.attname::text FROM unnest(string_to_array(i.indkey::text, ' ')::int2[]) WITH ORDINALITY AS k(n, at)
           JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n WHERE a.attname <> 'org_id' ORDER BY k.at) AS columns
         FROM pg_index i WHERE i.indisvalid)
       SELECT r.conrelid::regclass::text AS "table", r.conname AS reference FROM refs r WHERE NOT EXISTS (
         SELECT FROM indexes i WHERE i.indrelid = r.conrelid AND array(SELECT c FROM unnest(i.columns[1:cardinality(r.columns)]) AS c ORDER BY 1) = r.columns)`,
    );
    expect(missing).toEqual([]);
    const references = await workspace.rows("SELECT FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace");
    expect(references.length, 'a check that sees nothing finds nothing').toBeGreaterThan(20);
  });

  it('has no index twice', async () => {
    const twice = await workspace.rows(
      `SELECT a.indexrelid::regclass::text AS one, b.indexrelid::regclass::text AS other FROM pg_index a JOIN pg_index b
       ON a.indrelid = b.indrelid AND a.indexrelid < b.indexrelid AND a.indkey = b.indkey AND a.indclass = b.indclass
       AND a.indpred::text IS NOT DISTINCT FROM b.indpred::text AND a.indexprs::text IS NOT DISTINCT FROM b.indexprs::text
       WHERE a.indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)`,
    );
    expect(twice).toEqual([]);
  });
});

describe('nothing is left behind', () => {
  it('who hosts a link, a meeting or a virtual room cannot be deleted, and it is said what to hand over', async () => {
    const { base, meetings, makePerson, makeLink } = workspace;
    const removal = (person: string) => base.model('base.person').delete(person);
    const ofLink = await makePerson('Lena Link', 'lena@example.org');
    await makeLink({ host: ofLink });
    await expect(removal(ofLink)).rejects.toMatchObject({ code: 'RECORD_IN_USE', status: 409, message: expect.stringContaining('Booking links') });
    const ofRoom = await makePerson('Vera Virtual', 'vera@example.org');
    await meetings.model('meeting.virtual_room').create({ name: 'Vera’s room', provider: 'jitsi', host: ofRoom });
    await expect(removal(ofRoom)).rejects.toMatchObject({ code: 'RECORD_IN_USE', message: expect.stringContaining('Virtual rooms') });
    const ofMeeting = await makePerson('Mia Meeting', 'mia@example.org');
    const start = new Date('2027-04-01T09:00:00Z');
    await meetings.service('meetings').draft({
      subject: 'Plan',
      description: null,
      host: ofMeeting,
      rooms: [workspace.room],
      virtualRoom: workspace.virtualRoom,
      start,
      end: new Date('2027-04-01T10:00:00Z'),
      timeZone: 'Europe/Berlin',
      people: [],
      guests: [],
    });
    await expect(removal(ofMeeting)).rejects.toMatchObject({ code: 'RECORD_IN_USE', message: expect.stringMatching(/meetings|attendees/) });
    await expect(meetings.model('meeting.room').delete(workspace.room)).rejects.toMatchObject({ code: 'RECORD_IN_USE' });
    await expect(meetings.model('meeting.virtual_room').delete(workspace.virtualRoom)).rejects.toMatchObject({ code: 'RECORD_IN_USE' });
    expect(await workspace.rows("SELECT FROM base_person WHERE name IN ('Lena Link', 'Vera Virtual', 'Mia Meeting')")).toHaveLength(3);
  });

  it('a meeting that is deleted takes its claims, attendees, activities, conference and booking with it, by whichever way', async () => {
    const { meetings, makeLink, rows, app } = workspace;
    await rows('DELETE FROM meeting_event');
    const { path } = await makeLink({ approval: true, room: workspace.room, virtualRoom: workspace.virtualRoom });
    const ways = {
      service: (id: string) => meetings.service('meetings').remove({ id }),
      record: (id: string) => meetings.model('meeting.event').delete(id),
    };
    for (const [way, remove] of Object.entries(ways)) {
      const { status } = await postJson(app.url + path, { start: '2027-03-02T09:00:00Z', name: 'Gus', email: 'gus@example.org' });
      expect(status, way).toBe(201);
      expect(await counts(), way).toMatchObject({ meetings: 1, claims: 3, attendees: 2, bookings: 1, activities: 1 });
      const [meeting] = await rows<{ id: string }>('SELECT id FROM meeting_event');
      await remove(meeting?.id ?? '');
      expect(await counts(), way).toEqual({ meetings: 0, claims: 0, attendees: 0, bookings: 0, activities: 0, conferences: 0 });
    }
  });
});

type Plan = { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[] };
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

describe('what a booking costs', () => {
  const submit = async (path: string, start: string, key: string): Promise<{ statements: number; texts: { text: string; values: readonly unknown[] }[] }> => {
    const { database } = workspace.app.app.runtime;
    const texts: { text: string; values: readonly unknown[] }[] = [];
    const real = database.query;
    database.query = ((text: string, values: readonly unknown[] = []) => {
      texts.push({ text, values });
      return real.call(database, text, values);
    }) as typeof real;
    const before = database.statements();
    try {
      const answer = await postJson(workspace.app.url + path, { start, name: 'Gus Guest', email: 'gus@example.org' }, { 'idempotency-key': key });
      expect(answer.status, answer.text).toBe(201);
      return { statements: database.statements() - before, texts };
    } finally {
      database.query = real;
    }
  };

  it('is the same number of statements with no meeting and with a thousand, and no scan of a table', async () => {
    const { rows, host, room, virtualRoom, makeLink } = workspace;
    await rows('DELETE FROM meeting_event');
    await rows('DELETE FROM calendar_claim');
    const { path } = await makeLink({ room, virtualRoom });
    await submit(path, '2027-03-03T08:00:00Z', 'warm-up'); // settings are read once
    const none = await submit(path, '2027-03-03T09:00:00Z', 'without');
    await rows(
      `INSERT INTO meeting_event (org_id, id, subject, host_id, start, "end", time_zone, wall_start, state, uid)
       SELECT 1, gen_random_uuid(), 'Meeting ' || n, $1, at, at + interval '1 hour', 'UTC', '', 'confirmed', 'm' || n
       FROM generate_series(1, 1000) AS n, LATERAL (SELECT timestamptz '2028-01-01T00:00:00Z' + n * interval '2 hours' AS at) AS times`,
      [host],
    );
    await rows(
      `INSERT INTO calendar_claim (org_id, id, kind, resource, during, source_model, source)
       SELECT 1, gen_random_uuid(), 'person', host_id, tstzrange(start, "end"), 'meeting.event', id FROM meeting_event WHERE subject LIKE 'Meeting %'`,
    );
    // Other people's claims: twenty thousand.
    await rows(
      `INSERT INTO calendar_claim (org_id, id, kind, resource, during, source_model, source)
       SELECT 1, gen_random_uuid(), 'person', person, tstzrange(at, at + interval '1 hour'), 'meeting.event', gen_random_uuid()
       FROM (SELECT gen_random_uuid() AS person FROM generate_series(1, 40)) AS people,
         LATERAL (SELECT timestamptz '2027-01-01T00:00:00Z' + n * interval '3 hours' AS at FROM generate_series(1, 500) AS n) AS times`,
    );
    await rows('VACUUM ANALYZE calendar_claim');
    await rows('VACUUM ANALYZE meeting_event');
    const many = await submit(path, '2027-03-03T10:00:00Z', 'with');
    expect(many.statements).toBe(none.statements);
    console.log(`A booking is ${many.statements} statements`);
    let judged = 0;
    for (const { text, values } of many.texts) {
      if (!/^\s*SELECT/i.test(text) || !/calendar_claim|meeting_event/.test(text)) continue;
      const [explained] = await rows<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, values);
      const read = explained ? nodesOf(explained['QUERY PLAN'][0].Plan) : [];
      expect(read.map((node) => node['Relation Name']).filter(Boolean), text).not.toEqual([]);
      expect(
        read.filter((node) => node['Node Type'] === 'Seq Scan' && /claim|event/.test(node['Relation Name'] ?? '')),
        text,
      ).toEqual([]);
      judged++;
    }
    expect(judged).toBeGreaterThan(1);
  });

  it('asks whether one slot is free within 8 pages among twenty thousand claims', async () => {
    const [explained] = await workspace.rows<{ 'QUERY PLAN': [{ Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number } }] }>(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT id FROM calendar_claim
       WHERE org_id = 1 AND kind = 'person' AND resource = $1 AND seat = 0 AND blocking AND during && tstzrange('2027-03-03T09:00:00Z', '2027-03-03T10:00:00Z')`,
      [workspace.host],
    );
    const plan = explained?.['QUERY PLAN'][0].Plan;
    expect((plan?.['Shared Hit Blocks'] ?? 99) + (plan?.['Shared Read Blocks'] ?? 99)).toBeLessThanOrEqual(8);
  });
});
