import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Garden, openGarden } from './open-garden.ts';

let site: Garden;
const kinds = ['flowers', 'herbs', 'trees'] as const;

/** Beds over the spring of 2027, sizes 1 to 5, every third without an opening. */
async function plant(from: number, to: number): Promise<void> {
  await site.garden.model('garden.bed').create(
    Array.from({ length: to - from }, (_, index) => {
      const n = from + index;
      const opened = new Date(Date.UTC(2027, 2 + (n % 3), 1 + (n % 27), 9));
      return {
        name: `Bed ${String(n).padStart(4, '0')}`,
        kind: kinds[n % 3] ?? 'herbs',
        size: 1 + (n % 5),
        fenced: n % 2 === 0,
        gardener: n % 2 === 0 ? site.people.ada : site.people.ben,
        price: 4711,
        ...(n % 3 === 0 ? {} : { opened, closed: new Date(opened.getTime() + 3_600_000) }),
      };
    }),
  );
}

beforeAll(async () => {
  site = await openGarden({ clock: '2027-04-15T10:00:00Z' });
  await plant(0, 10);
});
afterAll(() => site.app.close());

const pages = [
  'cards',
  'calendar',
  'calendar?mode=week&day=2027-04-05',
  'calendar?mode=agenda',
  'graph',
  'graph?type=pie&by=gardener',
  'graph?type=line&by=opened%3Amonth&measure=sum%3Asize',
  'pivot',
  'pivot.csv?rows=gardener&columns=opened%3Amonth',
];
const cell = (text: string): string => text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('the ways to look at a list', () => {
  it('offers those that are declared, and keeps search and filters', async () => {
    const { text } = await site.ada.get('/app/garden.bed/view/graph?q=Bed&filter=herbs&where=size.gte.2');
    for (const view of ['cards', 'calendar', 'pivot'])
      expect(text).toContain(`href="/app/garden.bed/view/${view}?q=Bed&amp;filter=herbs&amp;where=size.gte.2"`);
    expect(text).toContain('href="/app/garden.bed?q=Bed&amp;filter=herbs&amp;where=size.gte.2"');
    expect((await site.ada.get('/app/garden.tag/view/cards')).status).toBe(404);
  });

  it('puts cards into a column for each choice, also an empty one', async () => {
    const { text } = await site.ada.get('/app/garden.bed/view/cards?filter=herbs');
    expect(text).toContain('data-lane="trees"');
    expect(cell(text)).toContain('Herbs 3');
    expect(text).not.toContain('Bed 0000');
  });

  it('moves a card under the access of who moves it', async () => {
    const [bed] = await site.garden.model('garden.bed').find({ name: 'Bed 0001' });
    const moved = await site.ben.post('/app/garden.bed/view/cards/move', { id: bed?.id ?? '', to: 'trees', back: '/app/garden.bed/view/cards?q=Bed' });
    expect([moved.status, moved.location.startsWith('/app/garden.bed/view/cards?q=Bed')]).toEqual([303, true]);
    expect(await site.garden.model('garden.bed').get(bed?.id ?? '')).toMatchObject({ kind: 'trees' });
    expect((await site.ben.post('/app/garden.bed/view/cards/move', { id: bed?.id ?? '', to: 'weeds' })).status).toBe(422);
    expect((await site.ben.post('/app/garden.bed/view/cards/move', { id: '00000000-0000-4000-8000-000000000000', to: 'herbs' })).status).toBe(404);
    await site.garden.model('garden.bed').update(bed?.id ?? '', { kind: 'herbs' });
  });

  it('shows a month in the zone of the viewer, and what lasts longer on each of its days', async () => {
    await site.garden.model('garden.bed').create({ name: 'Long', opened: new Date('2027-04-29T22:30:00Z'), closed: new Date('2027-05-02T10:00:00Z') });
    const { text } = await site.ada.get('/app/garden.bed/view/calendar?mode=agenda&day=2027-04-15');
    const days = text.split('id="day-').slice(1);
    expect(days.filter((day) => day.includes('Long')).map((day) => day.slice(0, 10))).toEqual(['2027-04-30']);
    const month = (await site.ada.get('/app/garden.bed/view/calendar?day=2027-05-15')).text;
    // whole weeks: Monday 26 April to Sunday 6 June
    expect(month).toContain('datetime="2027-04-26"');
    expect(month).toContain('datetime="2027-06-06"');
    expect(month.match(/title="00:30 · Long/g)).toHaveLength(2);
    expect((await site.ada.get('/app/garden.bed/view/calendar?day=9999-99-99')).text).toContain('April 2027');
  });

  it('counts, adds up and averages for a graph, with the same figures as a table and a way to the records', async () => {
    const count = (await site.ada.get('/app/garden.bed/view/graph?q=Bed')).text;
    expect(count).toContain('<title>Flowers: 4</title>');
    expect(count).toContain('href="/app/garden.bed?q=Bed&amp;filter=all&amp;where=kind.eq.flowers"');
    const sum = (await site.ada.get('/app/garden.bed/view/graph?q=Bed&measure=sum%3Asize')).text;
    // beds 0, 3, 6, 9: sizes 1, 4, 2, 5
    expect(sum).toContain('<title>Flowers: 12</title>');
    const average = (await site.ada.get('/app/garden.bed/view/graph?q=Bed&measure=average%3Asize')).text;
    expect(average).toContain('<title>Flowers: 3</title>');
    const months = (await site.ada.get('/app/garden.bed/view/graph?q=Bed&type=line&by=opened%3Amonth')).text;
    expect(cell(months)).toContain('April 2027 3');
    expect(cell(months)).toContain('None 4');
    const april = /href="([^"]*where=opened\.after\.2027-03-31[^"]*)"/.exec(months)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(cell((await site.ada.get(april)).text)).toContain('of 3');
  });

  it('makes a pivot table with sums, and the same as CSV', async () => {
    const { text } = await site.ada.get('/app/garden.bed/view/pivot?q=Bed&measure=sum%3Asize');
    expect(cell(text)).toContain('Flowers 9 3 12');
    const csv = (await site.ada.get('/app/garden.bed/view/pivot.csv?q=Bed&measure=sum%3Asize')).text.replace('\uFEFF', '').split('\r\n');
    expect(csv[0]).toBe('Kind,No,Yes,Total');
    expect(csv[1]).toBe('Flowers,9,3,12');
    expect(csv.at(-2)).toBe('Total,15,15,30');
  });
});

describe('attacks on the views', () => {
  it('shows nothing of a hidden field, by no address', async () => {
    for (const page of [
      ...pages,
      'graph?by=price',
      'graph?measure=sum%3Aprice',
      'pivot?rows=price',
      'pivot.csv?rows=price&measure=sum%3Aprice',
      'graph?by=key',
      'pivot?rows=key',
    ]) {
      const { status, text } = await site.ben.get(`/app/garden.bed/view/${page}`);
      expect([page, status]).toEqual([page, 200]);
      const found = /.{80}(price|4711|47,110).{80}/i.exec(text.replaceAll(/nonce="[^"]*"|name="next" value="[^"]*"/g, ''));
      expect([page, found?.[0]]).toEqual([page, undefined]);
    }
    // the administrator sees it
    expect((await site.ada.get('/app/garden.bed/view/graph?by=price')).text).toContain('4711');
    for (const page of pages) expect((await site.ben.get(`/app/garden.bed/view/${page.split('?')[0]}?where=price.eq.4711`)).status).toBe(422);
    for (const page of pages) expect((await site.ben.get(`/app/garden.bed/view/${page.split('?')[0]}?sort=price`)).status).toBe(422);
  });

  it('does not know models that have no views or may not be read', async () => {
    for (const kind of ['cards', 'calendar', 'graph', 'pivot', 'pivot.csv']) {
      expect((await site.ben.get(`/app/base.account/view/${kind}`)).status).toBe(404);
      expect((await site.ben.get(`/app/no.such/view/${kind}`)).status).toBe(404);
    }
  });
});

describe('the number of statements', () => {
  it('is the same for ten records and for a thousand', async () => {
    const few: number[] = [];
    for (const page of pages) few.push(await site.statements(() => site.ada.get(`/app/garden.bed/view/${page}`)));
    await plant(10, 1000);
    const many: number[] = [];
    for (const page of pages) many.push(await site.statements(() => site.ada.get(`/app/garden.bed/view/${page}`)));
    expect(many).toEqual(few);
  });
});
