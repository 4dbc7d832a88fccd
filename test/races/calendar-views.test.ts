import { createHash, randomBytes } from 'node:crypto';
import { Agent, get } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bootTestApp } from '#core/testing';
import { queryOnce } from '../../core/model/query-once.ts';
import { monday, noLimits, openWorkspace, type Workspace } from '../fixture/open-workspace.ts';
import { startProcess } from '../lifecycle/start-process.ts';

const long = process.env.ATRIUM_TEST_LONG === '1';
const [people, viewers] = long ? [10_000, 1_000] : [400, 100];

/** Ahead and behind, by halves and quarters; in New York the clocks change on the Sunday of the week. */
const zones = ['America/New_York', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Kiritimati'];
const HOUR = 3_600_000;
/** Of everybody: in the middle of the week, near midnight, and after the change on Sunday. */
const starts = ['2027-03-10T12:30:00Z', '2027-03-11T23:45:00Z', '2027-03-14T07:15:00Z'];
const startOf = (person: number, which: number): Date => new Date(Date.parse(starts[which] ?? '') + (person % 4) * 5 * 60_000);
const zoneOf = (person: number): string => zones[person % zones.length] ?? 'UTC';
const tokenOf = (person: number): string => `viewer-${person}`;
const meetingOf = (person: number, which: number): string => `0199b000-0000-7000-800${which}-${String(person).padStart(12, '0')}`;

const closing: (() => Promise<void>)[] = [];
let workspace: Workspace;
let urls: string[];
let cookieName: string;

beforeAll(async () => {
  const keys = [randomBytes(32)];
  workspace = await openWorkspace({ config: { keys } });
  closing.push(() => workspace.close());
  const { databaseUrl } = workspace.app;
  const { cookie } = await workspace.signIn('Ann Viewer', 'viewer@example.org');
  cookieName = cookie.slice(0, cookie.indexOf('='));
  const id = (kind: string): string => `('0199${kind}-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid`;
  const list = (values: readonly string[]): string => `(ARRAY['${values.join("','")}'])`;
  const hash = (person: number): string => createHash('sha256').update(tokenOf(person)).digest('base64url');
  const hashes = Array.from({ length: viewers }, (_, person) => hash(person));
  await queryOnce(
    databaseUrl,
    `INSERT INTO base_account (id, email) SELECT ${id('a000')}, 'person' || n || '@example.net' FROM generate_series(0, ${people - 1}) AS n`,
    `INSERT INTO base_person (org_id, id, name, email, account_id, time_zone, zone_chosen_at)
     SELECT 1, ${id('a001')}, 'Person ' || n, 'person' || n || '@example.net', ${id('a000')}, ${list(zones)}[1 + n % ${zones.length}], now() FROM generate_series(0, ${people - 1}) AS n`,
    `INSERT INTO base_session (id, token_hash, account_id, device, expires_at, last_seen_at)
     SELECT ${id('a002')}, ${list(hashes)}[1 + n], ${id('a000')}, 'Test', '2027-04-01Z', '${monday}' FROM generate_series(0, ${viewers - 1}) AS n`,
    `INSERT INTO meeting_event (org_id, id, subject, host_id, creator_id, start, "end", time_zone, wall_start, state, uid)
     SELECT 1, ('0199b000-0000-7000-800' || k || '-' || lpad(n::text, 12, '0'))::uuid, 'Talk ' || n || '.' || k, ${id('a001')}, ${id('a001')}, at, at + interval '1 hour', 'UTC', '', 'confirmed', n || '.' || k
     FROM generate_series(0, ${people - 1}) AS n, generate_series(0, 2) AS k, LATERAL (SELECT ${list(starts)}[1 + k]::timestamptz + (n % 4) * interval '5 minutes' AS at) AS times`,
    `INSERT INTO meeting_attendee (org_id, id, event_id, name, email, person_id, time_zone, role)
     SELECT 1, ('0199c000-0000-7000-80' || k || r || '-' || lpad(n::text, 12, '0'))::uuid, ('0199b000-0000-7000-800' || k || '-' || lpad(n::text, 12, '0'))::uuid,
       'Person ' || p, 'person' || p || '@example.net', ('0199a001-0000-7000-8000-' || lpad(p::text, 12, '0'))::uuid, 'UTC', CASE r WHEN 0 THEN 'host' ELSE 'required' END
     FROM generate_series(0, ${people - 1}) AS n, generate_series(0, 2) AS k, generate_series(0, 1) AS r, LATERAL (SELECT (n + 7 * r) % ${people} AS p) AS persons`,
    'ANALYZE',
  );
  if (long) {
    const processes = await Promise.all([1, 2].map(() => startProcess({ databaseUrl, key: keys[0] ?? randomBytes(32) })));
    closing.push(async () => void (await Promise.all(processes.map((process) => process.stop()))));
    urls = processes.map(({ url }) => url);
  } else {
    const second = await bootTestApp({ databaseUrl, clock: monday, environment: noLimits, config: { keys } });
    closing.push(() => second.close());
    urls = [workspace.app.url, second.url];
  }
}, 180_000);
afterAll(async () => {
  for (const close of closing.reverse()) await close();
}, 60_000);

/** Each viewer has a connection of their own, as browsers do. */
const agent = new Agent({ keepAlive: false });

const read = (url: string, cookie: string): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { cookie, accept: 'text/html' } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    request.on('error', reject);
  });

const clock = (instant: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(instant);
const date = (instant: Date, timeZone: string): string => new Intl.DateTimeFormat('sv-SE', { timeZone }).format(instant);

/** Where the list of the page has a meeting: `2027-03-10 13:30 – 14:30`, or `from 23:30` and `until 00:30` on its two days; undefined where it has it not. */
function shown(page: string, meeting: string): string | undefined {
  const found = page
    .split(/<section id="day-/)
    .slice(1)
    .flatMap((section) => {
      const [, times] = new RegExp(`<time datetime="[^"]+">([^<]+)</time><span class="what"><a href="/app/meeting.event/${meeting}">`).exec(section) ?? [];
      return times === undefined ? [] : [`${section.slice(0, 10)} ${times}`];
    });
  return found.length > 0 ? found.join(', ') : undefined;
}

it(`${viewers} calendars at once, of ${people} people in five zones: no error, and everybody's times on their own clock`, { timeout: 300_000 }, async () => {
  const views = ['week', 'month'];
  const wrong: string[] = [];
  const answers = await Promise.all(
    Array.from({ length: viewers }, async (_, person) => {
      const address = `${urls[person % 2]}/app/calendar?view=${views[(person >> 1) % 2]}&day=2027-03-11`;
      return { person, ...(await read(address, `${cookieName}=${tokenOf(person)}`)) };
    }),
  );
  expect(Object.entries(Object.groupBy(answers, ({ status }) => status)).map(([status, those]) => [status, those?.length])).toEqual([['200', viewers]]);
  for (const { person, text } of answers) {
    const zone = zoneOf(person);
    for (const which of starts.keys()) {
      const start = startOf(person, which);
      const end = new Date(start.getTime() + HOUR);
      // what goes on past midnight stands on both days
      const [first, last] = [start, new Date(end.getTime() - 1)].map((instant) => date(instant, zone));
      const [from, until] = [clock(start, zone), clock(end, zone)];
      const expected = first === last ? `${first} ${from} – ${until}` : `${first} from ${from}, ${last} until ${until}`;
      const found = shown(text, meetingOf(person, which));
      if (found !== expected) wrong.push(`person ${person} in ${zone}: ${found} instead of ${expected}`);
    }
    // what others do among themselves is nobody's business
    if (text.includes(`Talk ${(person + 3) % people}.0<`)) wrong.push(`person ${person} sees another's talk`);
  }
  expect(wrong).toEqual([]);
});
