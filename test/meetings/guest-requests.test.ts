import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postJson } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace?.close());

type Stored = { id: string; uid: string; sequence: number; version: number; state: string; start: Date; time_zone: string; wall_start: string };
const meetings = (): Promise<Stored[]> =>
  workspace.rows<Stored>('SELECT id, uid, sequence, version, state, start, time_zone, wall_start FROM meeting_event ORDER BY created_at');
const guest = (start: string, name = 'Gus') => ({ start, name, email: `${name.toLowerCase()}@example.org`, tz: 'Asia/Tokyo' });

describe('a request that waits for its host', () => {
  it('has its time already: nobody else gets it meanwhile, and the host’s confirm cannot fail on a clash', async () => {
    const { path } = await workspace.makeLink({ approval: true, room: workspace.room });
    const start = '2027-03-02T09:00:00.000Z';
    expect((await postJson(workspace.app.url + path, guest(start))).json).toMatchObject({ state: 'draft', start });
    const [request] = await meetings();
    if (!request) throw new Error('nothing was stored');

    expect((await postJson(workspace.app.url + path, guest(start, 'Eve'))).json).toMatchObject({ code: 'BOOKING_SLOT_TAKEN' });
    const bea = await workspace.makePerson('Bea', 'bea@example.org');
    const staff = workspace.as(bea).service('meetings');
    const during = { start: new Date('2027-03-02T09:30:00Z'), end: new Date('2027-03-02T10:30:00Z') };
    const plan = {
      subject: 'Staff',
      description: null,
      host: bea,
      rooms: [workspace.room],
      virtualRoom: null,
      timeZone: 'Europe/Berlin',
      people: [],
      guests: [],
    };
    const draft = await staff.draft({ ...plan, ...during });
    await expect(staff.confirm(draft)).rejects.toMatchObject({ code: 'MEETING_CLASH' });

    await workspace.as(workspace.host).service('meetings').confirm({ id: request.id, version: request.version });
    const [confirmed] = await meetings();
    expect(confirmed).toMatchObject({ id: request.id, state: 'confirmed', uid: request.uid });
    expect(await workspace.rows('SELECT kind FROM calendar_claim WHERE source = $1 AND expires_at IS NULL ORDER BY kind', [request.id])).toEqual([
      { kind: 'person' },
      { kind: 'room' },
    ]);
  });

  it('is one row for its whole life: a guest who moves it keeps the uid, and it says for which clock it was made', async () => {
    const { path } = await workspace.makeLink();
    const booked = await postJson(workspace.app.url + path, guest('2027-03-03T09:00:00.000Z', 'Una'));
    const before = await meetings();
    const made = before.at(-1);
    expect(made).toMatchObject({ state: 'confirmed', sequence: 0, time_zone: 'Europe/Berlin', wall_start: '2027-03-03T10:00' });

    const { pathname, searchParams } = new URL(String(booked.json.manage));
    const moved = await postJson(`${workspace.app.url + pathname}/reschedule`, { v: searchParams.get('v'), start: '2027-03-29T08:00:00.000Z' });
    expect(moved.status).toBe(200);
    const after = await meetings();
    expect(after).toHaveLength(before.length);
    // Ten in Berlin is eight in London once the clocks have changed.
    expect(after.at(-1)).toMatchObject({ id: made?.id, uid: made?.uid, sequence: 1, state: 'confirmed', wall_start: '2027-03-29T10:00' });
  });
});

describe('limits of a link', () => {
  it('count the host’s months: by number and by minutes', async () => {
    for (const limit of [{ maxPerMonth: 2 }, { maxMinutesPerMonth: 120 }]) {
      const host = await workspace.makePerson('Mona', `mona-${Object.keys(limit)[0]}@example.org`);
      const { path } = await workspace.makeLink({ host, ...limit });
      const ask = (day: string, name: string) => postJson(workspace.app.url + path, guest(`2027-03-${day}T09:00:00.000Z`, name));
      expect([(await ask('16', 'Ada')).status, (await ask('17', 'Bob')).status]).toEqual([201, 201]);
      const full = await ask('18', 'Cem');
      expect(full.status).toBe(409);
      const next = full.json.alternatives;
      expect(Array.isArray(next) ? next : []).not.toEqual([]);
      for (const { start } of Array.isArray(next) ? next : []) expect(String(start)).not.toMatch(/^2027-03/);
    }
  });
});
