import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env, Principal } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { type Answered, postJson } from '../fixture/ask.ts';
import { monday, noLimits, openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

const long = process.env.ATRIUM_TEST_LONG === '1';
/** Guests at once. */
const crowd = long ? 500 : 24;
const patience = long ? 180_000 : 60_000;

const config = { keys: [randomBytes(32)] };
let workspace: Workspace;
let second: TestApp;
beforeAll(async () => {
  workspace = await openWorkspace({ config });
  second = await bootTestApp({ databaseUrl: workspace.app.databaseUrl, clock: monday, environment: noLimits, config });
});
afterAll(async () => {
  await second?.close();
  await workspace?.close();
});

/** Every other request goes to the other process. */
const at = (index: number, path: string): string => `${index % 2 ? second.url : workspace.app.url}${path}`;
const guest = (index: number, start: string) => ({ start, name: `Guest ${index}`, email: `guest${index}@example.org`, tz: 'Europe/Berlin' });
const statuses = (answers: readonly Answered[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(answers, ({ status }) => String(status))].map(([status, those]) => [status, those.length]));

/** No claim overlaps another; every meeting that holds its time holds exactly that time of its host, rooms and virtual room, and no claim is left without a meeting. */
async function expectSound(): Promise<void> {
  const overlapping = await workspace.rows(
    `SELECT a.id, b.id FROM calendar_claim a JOIN calendar_claim b ON a.org_id = b.org_id AND a.kind = b.kind AND a.resource = b.resource AND a.seat = b.seat
     AND a.during && b.during AND a.id < b.id WHERE a.blocking AND b.blocking`,
  );
  expect(overlapping).toEqual([]);
  const wanted = `SELECT e.id, r.kind, r.resource, tstzrange(e.start, e."end", '[)') AS during FROM meeting_event e CROSS JOIN LATERAL (
      SELECT 'person' AS kind, e.host_id AS resource
      UNION ALL SELECT 'virtual_room', e.virtual_room_id WHERE e.virtual_room_id IS NOT NULL
      UNION ALL SELECT 'room', er.room_id FROM meeting_event_room er WHERE er.org_id = e.org_id AND er.event_id = e.id) r
    WHERE e.state = 'confirmed' OR (e.state = 'draft' AND e.origin = 'portal')`;
  const held = 'SELECT source, kind, resource, during FROM calendar_claim';
  expect(await workspace.rows(`(${wanted}) EXCEPT (${held})`), 'meetings without their claims').toEqual([]);
  expect(await workspace.rows(`(${held}) EXCEPT (${wanted})`), 'claims without their meeting').toEqual([]);
}

/** Everybody at once; @returns the answers, none of which is a failure of ours. */
async function rush(requests: readonly (() => Promise<Answered>)[]): Promise<Answered[]> {
  const answers = await Promise.all(requests.map((request) => request()));
  expect(answers.filter(({ status }) => status >= 500).map(({ text }) => text)).toEqual([]);
  return answers;
}

const expectAlternatives = (answer: Answered): void => {
  expect(answer.json).toMatchObject({ code: expect.stringMatching(/^BOOKING_SLOT_/), alternatives: expect.any(Array) });
  expect(answer.json.alternatives).toHaveLength(3);
};

describe('parallel guests, two processes', () => {
  it(
    'one slot goes to one guest, the others are shown three free times',
    async () => {
      const { path } = await workspace.makeLink({ room: workspace.room, virtualRoom: workspace.virtualRoom });
      const start = '2027-03-02T09:00:00.000Z';
      const answers = await rush(Array.from({ length: crowd }, (_, index) => () => postJson(at(index, path), guest(index, start))));
      expect(statuses(answers)).toEqual({ 201: 1, 409: crowd - 1 });
      for (const answer of answers) if (answer.status === 409) expectAlternatives(answer);
      expect(await workspace.rows(`SELECT FROM booking_booking`)).toHaveLength(1);
      await expectSound();
    },
    patience,
  );

  it(
    'starts half an hour apart never overlap',
    async () => {
      const hourly = await workspace.makeLink();
      const halfHourly = await workspace.makeLink({ stepMin: 30 });
      const starts = ['09:00', '09:30', '10:00', '10:30'].map((time) => `2027-03-03T${time}:00.000Z`);
      const answers = await rush(
        Array.from({ length: crowd }, (_, index) => () => {
          const start = starts[index % 4] ?? '';
          return postJson(at(index >> 2, start.includes(':30') ? halfHourly.path : hourly.path), guest(index, start));
        }),
      );
      const booked = answers.filter(({ status }) => status === 201).map(({ json }) => String(json.start));
      expect(statuses(answers)).toEqual({ 201: booked.length, 409: crowd - booked.length });
      // Two hours fit between nine and half past eleven, however the first ones were chosen.
      expect(booked).toHaveLength(2);
      await expectSound();
    },
    patience,
  );

  it(
    'hosts who share a room and a virtual room get it one at a time, or not at all',
    async () => {
      const other = await workspace.makePerson('Bea Host', 'bea@example.org');
      const links = [
        await workspace.makeLink({ room: workspace.room, virtualRoom: workspace.virtualRoom }),
        await workspace.makeLink({ host: other, room: workspace.room, virtualRoom: workspace.virtualRoom }),
        await workspace.makeLink({ host: other, room: workspace.otherRoom, virtualRoom: workspace.virtualRoom }),
      ];
      const start = '2027-03-04T09:00:00.000Z';
      const answers = await rush(Array.from({ length: crowd }, (_, index) => () => postJson(at(index, links[index % 3]?.path ?? ''), guest(index, start))));
      expect(statuses(answers)).toEqual({ 201: 1, 409: crowd - 1 });
      await expectSound();
    },
    patience,
  );

  it(
    'bookings that race to one new time: one moves, the others keep what they have',
    async () => {
      const { path } = await workspace.makeLink();
      const hours = ['08', '09', '10', '11', '12', '13', '14'];
      const booked = await rush(hours.map((hour, index) => () => postJson(at(index, path), guest(index, `2027-03-08T${hour}:00:00.000Z`))));
      expect(statuses(booked)).toEqual({ 201: hours.length });
      const target = '2027-03-09T09:00:00.000Z';
      const moved = await rush(
        booked.map(
          ({ json }, index) =>
            () =>
              postJson(at(index, `${new URL(String(json.manage)).pathname}/reschedule`), { start: target }),
        ),
      );
      expect(statuses(moved)).toEqual({ 200: 1, 409: hours.length - 1 });
      for (const answer of moved) if (answer.status === 409) expectAlternatives(answer);
      await expectSound();
    },
    patience,
  );

  it(
    'neighbours that swap their times at once: nobody waits in a circle, nobody loses a time',
    async () => {
      const { path } = await workspace.makeLink({ room: workspace.room });
      const starts = ['2027-03-10T09:00:00.000Z', '2027-03-10T11:00:00.000Z'];
      const booked = await rush(starts.map((start, index) => () => postJson(at(index, path), guest(index, start))));
      for (let round = 0; round < 5; round++) {
        const answers = await rush(
          booked.map(
            ({ json }, index) =>
              () =>
                postJson(at(index, `${new URL(String(json.manage)).pathname}/reschedule`), { start: starts[1 - index] }),
          ),
        );
        for (const { status } of answers) expect([200, 409]).toContain(status);
        await expectSound();
      }
    },
    patience,
  );

  it(
    'one booking moved and cancelled at the same time ends in one state, and its links say so',
    async () => {
      const { path } = await workspace.makeLink();
      const booked = await postJson(at(0, path), guest(0, '2027-03-11T09:00:00.000Z'));
      const { pathname, searchParams } = new URL(String(booked.json.manage));
      const v = searchParams.get('v');
      const answers = await rush(
        Array.from(
          { length: 8 },
          (_, index) => () =>
            index % 2
              ? postJson(at(index >> 1, `${pathname}/cancel`), { v })
              : postJson(at(index >> 1, `${pathname}/reschedule`), { v, start: `2027-03-12T${['09', '10', '11', '12'][index / 2]}:00:00.000Z` }),
        ),
      );
      expect(statuses(answers)).toEqual({ 200: 1, 409: 7 });
      await expectSound();
    },
    patience,
  );
});

describe('seats, two processes', () => {
  const seats = 5;
  const seated = (link: string) =>
    workspace.rows<{ meetings: number; taken: number; guests: number }>(
      `SELECT count(DISTINCT b.meeting_id)::int AS meetings, sum(b.seats)::int AS taken,
        (SELECT count(*)::int FROM meeting_attendee a WHERE a.person_id IS NULL AND a.event_id IN (SELECT meeting_id FROM booking_booking WHERE link_id = $1)) AS guests
       FROM booking_booking b WHERE b.link_id = $1 AND b.left_at IS NULL`,
      [link],
    );

  it(
    'as many guests as there are seats get one, at one meeting; the others are shown three times',
    async () => {
      const { id, path } = await workspace.makeLink({ seats });
      const answers = await rush(Array.from({ length: crowd }, (_, index) => () => postJson(at(index, path), guest(index, '2027-03-18T09:00:00.000Z'))));
      expect(statuses(answers)).toEqual({ 201: seats, 409: crowd - seats });
      for (const answer of answers) if (answer.status === 409) expectAlternatives(answer);
      expect(await seated(id)).toEqual([{ meetings: 1, taken: seats, guests: seats }]);
      await expectSound();
    },
    patience,
  );

  it(
    'guests who cancel, move and come at once: never more than there are seats, and nobody is lost',
    async () => {
      const { id, path } = await workspace.makeLink({ seats });
      const [start, later] = ['2027-03-19T09:00:00.000Z', '2027-03-19T10:00:00.000Z'];
      const booked = await rush(Array.from({ length: seats }, (_, index) => () => postJson(at(index, path), guest(index, start))));
      const own = (index: number): string => new URL(String(booked[index]?.json.manage)).pathname;
      const answers = await rush([
        () => postJson(at(0, `${own(0)}/cancel`), {}),
        () => postJson(at(1, `${own(0)}/cancel`), {}),
        () => postJson(at(0, `${own(1)}/reschedule`), { start: later }),
        () => postJson(at(1, `${own(2)}/reschedule`), { start: later }),
        ...Array.from({ length: seats }, (_, index) => () => postJson(at(index, path), guest(10 + index, start))),
      ]);
      expect(
        answers
          .slice(0, 2)
          .map(({ status }) => status)
          .sort(),
      ).toEqual([200, 409]);
      expect(answers.slice(2, 4).map(({ status }) => status)).toEqual([200, 200]);
      const came = answers.slice(4).filter(({ status }) => status === 201).length;
      expect(came).toBeLessThanOrEqual(3);
      expect(await seated(id)).toEqual([{ meetings: 2, taken: seats - 1 + came, guests: seats - 1 + came }]);
      const [full] = await workspace.rows<{ most: number }>(
        'SELECT max(n)::int AS most FROM (SELECT sum(seats) AS n FROM booking_booking WHERE link_id = $1 AND left_at IS NULL GROUP BY meeting_id) s',
        [id],
      );
      expect(full?.most).toBeLessThanOrEqual(seats);
      await expectSound();
    },
    patience,
  );
});

describe('staff', () => {
  const envOf = (app: TestApp, person: string): Env<'meetings'> => {
    const principal: Principal = { kind: 'user', org: 1, account: person, person, session: '', groups: new Set(['user', 'base.user']) };
    return app.envAs('meetings', principal);
  };

  it(
    'of overlapping drafts confirmed at once one is taken, and the others are told what stands in the way',
    async () => {
      const drafts = await Promise.all(
        Array.from({ length: long ? 40 : 8 }, async (_, index) => {
          const person = await workspace.makePerson(`Planner ${index}`, `planner${index}@example.org`);
          const env = envOf(index % 2 ? second : workspace.app, person);
          const start = new Date(Date.parse('2027-03-15T09:00:00Z') + (index % 4) * 15 * 60_000);
          const { id, version } = await env.service('meetings').draft({
            subject: `Plan ${index}`,
            description: null,
            host: person,
            rooms: [workspace.otherRoom],
            virtualRoom: null,
            start,
            end: new Date(start.getTime() + 3_600_000),
            timeZone: 'Europe/Berlin',
            people: [],
            guests: [],
          });
          return { env, id, version };
        }),
      );
      const ends = await Promise.allSettled(drafts.map(({ env, id, version }) => env.service('meetings').confirm({ id, version })));
      const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const reason of refused) expect(reason).toMatchObject({ code: 'MEETING_CLASH', status: 409 });
      const states = await workspace.rows<{ state: string }>(`SELECT state FROM meeting_event WHERE subject LIKE 'Plan %' ORDER BY state`);
      expect(states.map(({ state }) => state)).toEqual(['confirmed', ...refused.map(() => 'draft')]);
      await expectSound();
    },
    patience,
  );
});
