import pg from 'pg';
import { z } from 'zod';
import type { Env, Principal } from '#core';
import type { App } from '../../core/boot.ts';
import { PreparedQuery } from '../../core/model/prepared-query.ts';
import { clearPast } from '../../plugins/activities/clear-past.ts';
import { ensureUser } from '../../plugins/base/ensure-admin.ts';
import { startSession } from '../../plugins/base/session-token.ts';
import { readCalendar } from '../../plugins/meetings/pages/read-calendar.ts';
import { refreshActivities } from '../../plugins/meetings/refresh-activities.ts';
import { percentile } from './interleave.ts';
import { isControl, recordStatements } from './statement-log.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const TIMES = 40;

const planShape = z.array(z.object({ 'QUERY PLAN': z.tuple([z.object({ 'Planning Time': z.number(), 'Execution Time': z.number() })]) }));
const company = z.object({ person: z.string(), room: z.string(), monday: z.string() });
const many = z.object({ person: z.string(), rooms: z.array(z.string()), count: z.number(), at: z.number(), state: z.enum(['draft', 'confirmed']) });

/** How long work takes, how many statements it sends, and how long these are on their way to the database and back. */
async function measured(work: () => Promise<unknown>): Promise<{ ms: number; statements: number; databaseMs: number }> {
  let databaseMs = 0;
  let statements = 0;
  const { prototype } = pg.Client;
  const original = prototype.query;
  const timing = function (this: pg.Client, ...args: unknown[]): unknown {
    const begun = performance.now();
    const [first] = args;
    const text = typeof first === 'string' ? first : typeof first === 'object' && first !== null && 'text' in first ? String(first.text) : '';
    if (!isControl({ text, values: [] })) statements += 1;
    const answer: unknown = Reflect.apply(original, this, args);
    const ended = (): void => {
      databaseMs += performance.now() - begun;
    };
    const done = answer instanceof PreparedQuery ? answer.done : answer;
    if (done instanceof Promise) void done.then(ended, ended);
    return answer;
  };
  Object.assign(prototype, { query: timing });
  try {
    const begun = performance.now();
    await work();
    return { ms: performance.now() - begun, statements, databaseMs };
  } finally {
    Object.assign(prototype, { query: original });
  }
}

/** What is measured within the program, on the meetings of `fillCompany`: no page in between. */
export function largeCalls(app: () => App): Record<string, (input: unknown) => Promise<unknown>> {
  const as = (person: string): Env<'meetings'> => {
    const principal: Principal = { kind: 'user', org: 1, account: person, person, session: '', groups: new Set(['user', 'base.user']) };
    return app().runtime.env({ plugin: 'meetings', principal }) as Env<never>;
  };
  const meetings = (): Env<'meetings'> => app().pluginEnv('meetings') as Env<'meetings'>;

  return {
    /** Cookies of sessions of these people. */
    sessions: async (input) => {
      const base = app().pluginEnv('base') as Env<'base'>;
      const made: string[] = [];
      for (const email of z.array(z.string()).parse(input)) {
        await ensureUser(base, { email, password: 'a rather long phrase', name: email });
        const [account] = await base.model('base.account').find({ email });
        made.push((await startSession(base, account?.id ?? '', { address: '127.0.0.1', device: 'bench' })).token);
      }
      return made;
    },
    /** Planning and execution of what is read, as the database tells them, p50 of many times. */
    explained: async (input) => {
      const { person, room, monday } = company.parse(input);
      const from = new Date(`${monday}T00:00:00Z`);
      const at = (days: number, hours = 0): Date => new Date(from.getTime() + days * DAY + hours * HOUR);
      const busy = (resources: { kind: 'person' | 'room'; id: string }[], start: Date, end: Date) =>
        meetings().service('calendar').busy({ resources, from: start, to: end });
      const reads: Record<string, () => Promise<unknown>> = {
        'conflict check of a host and a room': () =>
          busy(
            [
              { kind: 'person', id: person },
              { kind: 'room', id: room },
            ],
            at(2, 10),
            at(2, 11),
          ),
        'a month of a room': () => busy([{ kind: 'room', id: room }], at(-14), at(17)),
        'a week of a host': () => busy([{ kind: 'person', id: person }], at(0), at(7)),
        'a calendar week under the rules, slowest statement': () => readCalendar(as(person), { from: monday, to: at(7).toISOString().slice(0, 10) }, []),
      };
      const { database } = app().runtime;
      const told: { name: string; ms: number; planning: number; rows: number }[] = [];
      for (const [name, read] of Object.entries(reads)) {
        const { sent } = await recordStatements(read);
        let slowest = { ms: 0, planning: 0, rows: 0 };
        for (const { text, values } of sent.filter((one) => !isControl(one))) {
          const [both, plannings]: [number[], number[]] = [[], []];
          for (let run = -5; run < TIMES; run++) {
            const { rows } = await database.query(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`, values);
            const plan = planShape.parse(rows)[0]?.['QUERY PLAN'][0];
            if (run < 0 || !plan) continue;
            both.push(plan['Planning Time'] + plan['Execution Time']);
            plannings.push(plan['Planning Time']);
          }
          const ms = percentile(both, 0.5);
          if (ms > slowest.ms) slowest = { ms, planning: percentile(plannings, 0.5), rows: (await database.query(text, values)).rows.length };
        }
        told.push({ name, ...slowest });
      }
      return told;
    },
    /** So many meetings in one call by somebody whom rules narrow, an hour each from so many days on, in rooms by turns. */
    makeMany: async (input) => {
      const { person, rooms, count, at, state } = many.parse(input);
      const begin = Math.ceil(Date.now() / DAY) * DAY + at * DAY;
      const plans = Array.from({ length: count }, (_, index) => ({
        subject: `Made at once ${index}`,
        description: null,
        host: person,
        rooms: [rooms[index % rooms.length] ?? ''],
        virtualRoom: null,
        start: new Date(begin + index * HOUR),
        end: new Date(begin + (index + 1) * HOUR),
        timeZone: 'UTC',
        people: [],
        guests: [],
      }));
      return measured(() => as(person).service('meetings').makeMany({ plans, state }));
    },
    /** The rows of `makeMany` by eight bare inserts of sets under the same constraints and indexes, all of them made in the database: what no program can do without. */
    bareMany: async (input) => {
      const { person, rooms, count, at } = many.omit({ state: true }).parse(input);
      const { database } = app().runtime;
      const begin = new Date(Math.ceil(Date.now() / DAY) * DAY + at * DAY).toISOString();
      const values = [person, rooms, begin, count, at];
      const from = `FROM (SELECT n, ('0190ffff-' || lpad($5::integer::text, 8, '0') || lpad(n::text, 16, '0'))::uuid AS event, ($2::uuid[])[1 + n % cardinality($2::uuid[])] AS room,
        $3::timestamptz + n * interval '1 hour' AS start, $3::timestamptz + (n + 1) * interval '1 hour' AS stop, $1::uuid AS person
        FROM generate_series(0, $4::integer - 1) AS n) AS m`;
      const audit = (model: string): string =>
        `INSERT INTO core_audit (org_id, id, model, record, operation, actor, account, person, plugin, changes)
         SELECT 1, gen_random_uuid(), '${model}', m.event, 'create', 'user', m.person, m.person, 'meetings', jsonb_build_object('event', jsonb_build_array(NULL, m.event), 'start', jsonb_build_array(NULL, m.start), 'room', jsonb_build_array(NULL, m.room)) ${from}`;
      const statements = [
        `INSERT INTO calendar_claim (org_id, id, kind, resource, during, source_model, source)
         SELECT 1, gen_random_uuid(), k.kind, k.resource, tstzrange(m.start, m.stop), 'meeting.event', m.event ${from} CROSS JOIN LATERAL (VALUES ('person', m.person), ('room', m.room)) AS k(kind, resource)
         ORDER BY k.kind, k.resource, m.start`,
        `INSERT INTO meeting_event (org_id, id, subject, host_id, creator_id, start, "end", time_zone, wall_start, state, uid)
         SELECT 1, m.event, 'Made bare ' || m.n, m.person, m.person, m.start, m.stop, 'UTC', to_char(m.start, 'YYYY-MM-DD"T"HH24:MI'), 'confirmed', m.event || '@127.0.0.1' ${from}`,
        `INSERT INTO meeting_event_room (org_id, id, event_id, room_id) SELECT 1, gen_random_uuid(), m.event, m.room ${from}`,
        `INSERT INTO meeting_attendee (org_id, id, event_id, person_id, name, email, time_zone, role, partstat)
         SELECT 1, gen_random_uuid(), m.event, m.person, 'Somebody', 'somebody@example.org', 'UTC', 'host', 'ACCEPTED' ${from}`,
        `INSERT INTO activity_activity (org_id, id, model, record, kind, person_id, summary, note, due, starts_at, ends_at, link)
         SELECT 1, gen_random_uuid(), 'meeting.event', m.event, 'meeting', m.person, 'Made bare ' || m.n, repeat('Mon, Jan 4, 2027 ', 8), m.start::date, m.start, m.stop, '/app/meeting.event/' || m.event ${from}`,
        ...['meeting.event', 'meeting.event_room', 'meeting.attendee'].map(audit),
      ];
      return measured(() =>
        database.tx(async () => {
          for (const text of statements) await database.query(text, values.slice(0, 5));
        }),
      );
    },
    /** A draft with so many people; its id. */
    crowd: async (input) => {
      const { count, person } = z.object({ count: z.number(), person: z.string() }).parse(input);
      const people = await (app().pluginEnv('base') as Env<'base'>).model('base.person').find({ active: true }, { limit: count });
      const start = new Date(Math.ceil(Date.now() / DAY) * DAY + 3_000 * DAY);
      const plan = {
        subject: 'All hands',
        description: null,
        host: person,
        rooms: [],
        virtualRoom: null,
        start,
        end: new Date(start.getTime() + HOUR),
        timeZone: 'UTC',
        guests: [],
      };
      const { ids } = await meetings()
        .service('meetings')
        .makeMany({ plans: [{ ...plan, people: people.map(({ id }) => ({ person: id, role: 'optional' as const })) }], state: 'draft' });
      return ids[0];
    },
    refresh: async (input) => measured(() => refreshActivities(meetings(), z.string().parse(input))),
    /** A thousand activities of what ended long ago go. */
    clearPast: async (input) => {
      const person = z.string().parse(input);
      const { database } = app().runtime;
      await database.query(
        `INSERT INTO activity_activity (org_id, id, model, record, kind, person_id, summary, due, ends_at)
         SELECT 1, gen_random_uuid(), 'meeting.event', gen_random_uuid(), 'meeting', $1::uuid, 'Over ' || n, current_date - 61, now() - interval '61 days' FROM generate_series(1, 1000) n`,
        [person],
      );
      let count = 0;
      const told = await measured(async () => {
        const env = app().pluginEnv('activities') as Env<never>;
        ({ count } = (await clearPast.run(env, { progress: async () => {}, signal: new AbortController().signal } as Parameters<typeof clearPast.run>[1])) as {
          count: number;
        });
      });
      if (count !== 1_000) throw new Error(`${count} activities went instead of 1,000`);
      return told;
    },
  };
}
