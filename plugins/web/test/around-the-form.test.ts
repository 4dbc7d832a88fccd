import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { orchard } from './orchard/plugin.ts';
import { openShelf, type Shelf, type Visitor } from './shelf/open-shelf.ts';

let site: Shelf;
let ann: Visitor;
let admin: Visitor;
let young = '';
let old = '';
const path = '/app/orchard.tree';

type Trees = {
  create(values: object): Promise<{ id: string }>;
  find(domain: object | true): Promise<Record<string, unknown>[]>;
  delete(domain: unknown): Promise<number>;
};
const trees = (): Trees => (site.app.env('orchard') as unknown as { model(name: string): Trees }).model('orchard.tree');
const harvests = (): Trees => (site.app.env('orchard') as unknown as { model(name: string): Trees }).model('orchard.harvest');
const tree = async (id: string) => (await trees().find({ id }))[0];

beforeAll(async () => {
  site = await openShelf({ only: ['base', 'orchard'], plugins: [orchard] });
  ann = await site.visitor('ann@example.org');
  admin = await site.visitor('admin@example.org', true);
});
beforeEach(async () => {
  await trees().delete({ name: { in: ['Young', 'Old', 'Mine'] } });
  young = (await trees().create({ name: 'Young', sort: 'Boskoop' })).id;
  old = (await trees().create({ name: 'Old', state: 'bearing', sort: 'Cox', listed: true })).id;
});
afterAll(() => site?.close());

async function bring(who: Visitor, table: string, mapping: Record<string, string>) {
  const sent = await who.upload(`${path}/import`, 'trees.csv', table);
  return who.post(sent.location, { ...mapping, do: 'apply' });
}

describe('what the form keeps from somebody is not written around it', () => {
  it('by the switch in the list', async () => {
    expect((await ann.post(`${path}/${young}/switch`, { set: 'listed.true' })).status).toBe(422);
    expect(await tree(young)).toMatchObject({ listed: false });
    expect((await admin.post(`${path}/${young}/switch`, { set: 'listed.true' })).status).toBe(303);
  });

  it('by setting a field of many records', async () => {
    const all = { do: 'edit', id: [young, old], field: 'listed', listed: 'true', sure: '2' };
    expect((await ann.post(`${path}/bulk`, all)).status).toBe(422);
    expect(await tree(young)).toMatchObject({ listed: false });
    expect((await admin.post(`${path}/bulk`, all)).status).toBe(303);
    expect(await tree(young)).toMatchObject({ listed: true });
  });

  it('by a table: fields for other groups are none of its columns', async () => {
    const table = `id,listed\n${young},true\n`;
    expect((await bring(ann, table, { c0: 'id', c1: 'listed' })).status).toBe(422);
    expect(await tree(young)).toMatchObject({ listed: false });
    expect((await bring(admin, table, { c0: 'id', c1: 'listed' })).status).toBe(303);
    expect(await tree(young)).toMatchObject({ listed: true });
  });

  it('by a table: a field that is locked on the record stays, and a line that repeats it is fine', async () => {
    const mapping = { c0: 'id', c1: 'name', c2: 'sort' };
    const refused = await bring(admin, `id,name,sort\n${young},Young,Elstar\n${old},Old,Elstar\n`, mapping);
    expect([refused.status, refused.text.includes('This cannot be set.')]).toEqual([422, true]);
    expect([await tree(young), await tree(old)]).toMatchObject([{ sort: 'Boskoop' }, { sort: 'Cox' }]);
    expect((await bring(admin, `id,name,sort\n${young},Young,Elstar\n${old},Old,Cox\n`, mapping)).status).toBe(303);
    expect([await tree(young), await tree(old)]).toMatchObject([{ sort: 'Elstar' }, { sort: 'Cox' }]);
    // also not together with what would unlock it for the next line
    const made = await bring(admin, 'name,state,sort\nMine,felled,Elstar\n', { c0: 'name', c1: 'state', c2: 'sort' });
    expect(made.status).toBe(422);
  });

  it('by moving a card', async () => {
    expect((await ann.post(`${path}/view/cards/move`, { id: old, to: 'felled' })).status).toBe(403);
    expect(await tree(old)).toMatchObject({ state: 'bearing' });
    expect((await ann.post(`${path}/view/cards/move`, { id: young, to: 'bearing' })).status).toBe(303);
  });

  it('by a list beneath another record, where people do not make or delete such records', async () => {
    const { id } = await harvests().create({ name: '2026', tree: young });
    const related = `${path}/${young}/related/orchard.harvest/tree`;
    expect((await admin.get(`${path}/${young}`)).text).not.toContain(`${related}/new`);
    expect((await admin.get(`${related}/new`)).status).toBe(404);
    expect((await admin.post(`${related}/new`, { name: '2027' })).status).toBe(404);
    expect((await admin.post(`${related}/${id}/remove`)).status).toBe(404);
    expect(await harvests().find(true)).toMatchObject([{ name: '2026' }]);
  });
});

it('a record imported under the name of one that a plugin brought does not take its place', async () => {
  expect((await bring(ann, 'name,External id\nMine,tree-of-ann\n', { c0: 'name', c1: 'external' })).status).toBe(303);
  const [mine] = await trees().find({ name: 'Mine' });
  const own = site.app.env('web') as unknown as { model(name: string): { update(domain: object, values: object): Promise<unknown> } };
  // as if it had been given before the plugin brought its own
  await own.model('web.external_id').update({ record: mine?.id }, { key: 'orchard.oldest' });
  expect((await bring(admin, 'External id,name\norchard.oldest,The very oldest\n', { c0: 'external', c1: 'name' })).status).toBe(303);
  expect((await trees().find(true)).map(({ name }) => name)).toEqual(['Mine', 'Old', 'The very oldest', 'Young']);
});

// Looking for the zone in such a head took a second, and a table has many.
it.each([
  ['blanks in its heads', `name,a${' '.repeat(30_000)}b\nMine,1\n`],
  ['brackets in its heads', `name,${'('.repeat(30_000)}a)\nMine,1\n`],
])(
  'a table with %s is read in one go',
  async (_, table) => {
    const many = table.replace(/,(.*)\n/, (_all, head: string) => `,${Array.from({ length: 30 }, () => head).join(',')}\n`);
    const sent = await ann.upload(`${path}/import`, 'trees.csv', many);
    expect(sent.status).toBe(303);
    expect((await ann.get(sent.location)).status).toBe(200);
  },
  20_000,
);
