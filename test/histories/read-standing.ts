import { z } from 'zod';
import { queryOnce } from '../../core/model/query-once.ts';
import type { Standing } from './history.ts';
import { slotOf } from './slots.ts';

/** Keeps what was ever written to the mailer's outbox, in the same transaction: a job that is done is gone from the queue. */
export const recordOutbox = [
  'CREATE TABLE history_outbox (event text NOT NULL, about uuid NOT NULL)',
  `CREATE FUNCTION history_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     INSERT INTO history_outbox SELECT split_part(NEW.name, ':', 3), coalesce(NEW.payload->>'meeting', NEW.payload->>'series')::uuid; RETURN NEW; END $$`,
  `CREATE TRIGGER history_note AFTER INSERT ON core_job FOR EACH ROW WHEN (NEW.name LIKE 'event:ics-mailer:meeting.%') EXECUTE FUNCTION history_note()`,
];

/** One statement: one moment. A series is known by its dates. */
const statement = `
WITH step AS (SELECT e.id, substring(e.subject FROM 'guest(\\d{5})$')::integer AS step FROM meeting_event e),
     about AS (SELECT id, step FROM step UNION SELECT e.series_id, s.step FROM meeting_event e JOIN step s USING (id) WHERE e.series_id IS NOT NULL)
SELECT
  (SELECT json_agg(json_build_object('id', e.id, 'step', s.step, 'state', e.state, 'start', e.start, 'end', e."end",
     'sequence', coalesce((SELECT x.sequence FROM meeting_series x WHERE x.org_id = e.org_id AND x.id = e.series_id), e.sequence),
     'live', e.state = 'confirmed' OR (e.state = 'draft' AND e.origin = 'portal'),
     'needs', (SELECT json_agg(DISTINCT n.what) FROM (
        SELECT 'person ' || e.host_id AS what
        UNION ALL SELECT 'room ' || r.room_id FROM meeting_event_room r WHERE r.org_id = e.org_id AND r.event_id = e.id
        UNION ALL SELECT 'person ' || a.person_id FROM meeting_attendee a WHERE a.org_id = e.org_id AND a.event_id = e.id AND a.role = 'required' AND a.person_id IS NOT NULL) n)))
   FROM meeting_event e JOIN step s USING (id)) AS meetings,
  (SELECT json_agg(json_build_object('meeting', source, 'resource', kind || ' ' || resource, 'start', lower(during), 'end', upper(during))) FROM calendar_claim) AS claims,
  (SELECT json_agg(json_build_object('step', coalesce((SELECT min(step) FROM about WHERE about.id = o.about), -1), 'event', o.event)) FROM history_outbox o) AS outbox,
  (SELECT json_agg(json_build_object('step', substring(to_email FROM 'guest(\\d{5})@')::integer, 'method', ics_method,
     'sequence', substring(ics FROM 'SEQUENCE:(\\d+)')::integer, 'sent', state = 'sent')) FROM mail_message WHERE to_email LIKE 'guest%' AND ics IS NOT NULL) AS mails,
  (SELECT count(*)::integer FROM core_job) AS jobs`;

const events = {
  'meeting.requested': 'requested',
  'meeting.confirmed': 'confirmed',
  'meeting.series-stands': 'confirmed',
  'meeting.changed': 'changed',
  'meeting.cancelled': 'cancelled',
  'meeting.series-cancelled': 'cancelled',
} as const;

const instant = z.coerce.date<string>();
const span = { start: instant, end: instant };
const list = <T extends z.ZodType>(item: T) => z.array(item).nullable();
const shape = z.array(
  z.object({
    meetings: list(
      z.object({
        id: z.string(),
        step: z.number(),
        state: z.enum(['draft', 'confirmed', 'cancelled', 'done']),
        sequence: z.number(),
        live: z.boolean(),
        needs: z.array(z.string()),
        ...span,
      }),
    ),
    claims: list(z.object({ meeting: z.string(), resource: z.string(), ...span })),
    outbox: list(z.object({ step: z.number(), event: z.string() })),
    mails: list(z.object({ step: z.number(), method: z.string(), sequence: z.number(), sent: z.boolean() })),
    jobs: z.number(),
  }),
);

const isEvent = (name: string): name is keyof typeof events => name in events;

export async function readStanding(databaseUrl: string): Promise<Standing> {
  const [row] = shape.parse(await queryOnce(databaseUrl, statement));
  return {
    meetings: (row?.meetings ?? []).map(({ start, end, ...meeting }) => ({ ...meeting, slot: slotOf(start, end) })),
    claims: (row?.claims ?? []).map(({ start, end, ...claim }) => ({ ...claim, slot: slotOf(start, end) })),
    outbox: (row?.outbox ?? []).flatMap(({ step, event }) => (isEvent(event) ? [{ step, event: events[event] }] : [])),
    mails: row?.mails ?? [],
    jobs: row?.jobs ?? 0,
  };
}
