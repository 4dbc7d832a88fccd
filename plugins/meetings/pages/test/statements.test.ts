import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPages, type TestPages } from './open-pages.ts';

let pages: TestPages;
let rooms: string[] = [];
const DAY_MS = 86_400_000;
const MONDAY = Date.parse('2027-02-01T00:00:00Z');

/** Confirmed meetings of Ada and Ben in turn, in twenty rooms, all within one week, one behind the other in each room. */
async function add(count: number, from: number): Promise<void> {
  const { env, people } = pages;
  const planned = Array.from({ length: count }, (_, index) => {
    const at = from + index;
    const start = new Date(MONDAY + Math.floor(at / 20) * 30 * 60_000);
    return { id: env.id(), host: at % 2 === 0 ? people.ada : people.ben, room: rooms[at % 20] ?? '', start, end: new Date(start.getTime() + 30 * 60_000) };
  });
  await env.tx(async () => {
    await env.service('calendar').claimMany({
      bookings: planned.map(({ id, room, start, end }) => ({
        source: { model: 'meeting.event', record: id },
        claims: [{ kind: 'room', id: room, during: { start, end } }],
      })),
    });
    await env.model('meeting.event').create(
      planned.map(({ id, host, start, end }) => ({
        id,
        subject: 'Meeting',
        host,
        creator: host,
        start,
        end,
        timeZone: 'UTC',
        wallStart: start.toISOString().slice(0, 16),
        state: 'confirmed' as const,
        uid: id,
      })),
    );
    await env.model('meeting.event_room').create(planned.map(({ id, room }) => ({ event: id, room })));
  });
}

const addresses = (): string[] => [
  ...['day', 'week', 'month', 'list'].map((view) => `/app/calendar?view=${view}&day=2027-02-01&${rooms.map((room) => `with=${room}`).join('&')}`),
  `/app/calendar/live?view=week&day=2027-02-01&with=${rooms[0]}`,
  `/app/calendar/preview?start=2027-02-01T00:00&end=2027-02-04T23:00&tz=Europe/Berlin&${rooms.map((room) => `rooms=${room}`).join('&')}`,
  '/app/rooms/timeline?day=2027-02-01',
  '/app/rooms/timeline?day=2027-02-01&view=week',
  '/app/rooms/booked?from=2027-02-01&to=2027-02-07',
  '/app/rooms/booked.csv?from=2027-02-01&to=2027-02-07',
  `/app/rooms/use?room=${rooms[0]}&from=2027-02-01&to=2027-02-07`,
  '/app/approvals',
];

beforeAll(async () => {
  pages = await openPages();
  rooms = (
    await pages.env.model('meeting.room').create(Array.from({ length: 20 }, (_, index) => ({ name: `Room ${index}`, capacity: 4, timeZone: 'Europe/Berlin' })))
  ).map(({ id }) => id);
});
afterAll(() => pages?.app.close());

describe('the number of statements of a page', () => {
  it('is the same with ten meetings and with a thousand', { timeout: 60_000 }, async () => {
    /** What the process reads anew now and then is no growth: asked again where it is more than before. */
    const counted = async (before: Record<string, number> = {}): Promise<Record<string, number>> => {
      const counts: Record<string, number> = {};
      for (const address of addresses()) {
        const name = address.slice(0, 40);
        const run = async () => expect((await pages.ada.get(address)).status, address).toBe(200);
        let count = await pages.statements(run);
        for (let again = 0; again < 2 && count > (before[name] ?? count); again++) count = await pages.statements(run);
        counts[name] = count;
      }
      return counts;
    };
    await add(10, 0);
    const little = await counted(await counted()); // settings are read once
    await add(990, 10);
    const much = await counted(little);
    for (const [address, count] of Object.entries(much)) expect(count, address).toBeLessThanOrEqual(Math.min(18, little[address] ?? 0));
  });

  it('of the release of rooms without a check-in does not either', async () => {
    const { env, app } = pages;
    await env.model('meeting.door').create(rooms.map((room) => ({ room, seed: 'x', releaseAfterMin: 10 })));
    const { releaseNoShows } = await import('../release-no-shows.ts');
    app.clock.advance(MONDAY + 12 * 60_000 - app.clock.now().getTime());
    const twenty = await pages.statements(async () => expect((await releaseNoShows(env)).count).toBe(20));
    const again = await pages.statements(async () => expect((await releaseNoShows(env)).count).toBe(0));
    expect(twenty).toBeLessThanOrEqual(7);
    expect(again).toBeLessThanOrEqual(3);
    expect(MONDAY % DAY_MS).toBe(0);
  });
});
