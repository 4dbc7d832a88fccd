import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Garden, openGarden } from './open-garden.ts';

let site: Garden;
let bed = '';
let path = '';
beforeAll(async () => {
  site = await openGarden();
  ({ id: bed } = await site.garden.model('garden.bed').create({
    name: 'South',
    kind: 'herbs',
    size: 4,
    gardener: site.people.ben,
    code: 'S-1',
    price: 4711,
    key: 'under the stone',
    opened: new Date('2027-03-01T08:00:00Z'),
  }));
  path = `/app/garden.bed/${bed}`;
});
afterAll(() => site.app.close());

const location = (address: string): URL => new URL(address, site.app.url);

describe('a record to read', () => {
  it('shows its state, sections, counts and tabs, and a button that copies', async () => {
    const { status, text } = await site.ada.get(path);
    expect(status).toBe(200);
    expect(text).toMatch(/aria-current="step">Herbs/);
    expect(text).toContain('data-copy="S-1"');
    expect(text).toMatch(/<strong>0<\/strong>\s*Plants/);
    expect(text).toContain(`href="${path}?tab=more"`);
    expect(text).toContain('4711');
    expect(text).not.toContain('2027-03-01');
  });

  it('asks the database only for the tab that is open', async () => {
    const { text } = await site.ada.get(`${path}?tab=plants`);
    expect(text).toContain(`panel of garden for ${bed}`);
    expect(text).toContain('There is nothing here yet.');
    expect((await site.ada.get(path)).text).not.toContain('panel of garden');
    expect((await site.ada.get(`${path}?tab=more`)).text).toContain('2027-03-01');
  });

  it('never shows a secret, nor to others what is hidden from them', async () => {
    for (const tab of ['', '?tab=more', '?tab=plants', '?edit=1']) {
      expect((await site.ada.get(path + tab)).text).not.toContain('under the stone');
      const { text } = await site.ben.get(path + tab);
      expect(text).not.toContain('4711');
      expect(text).not.toMatch(/price|Price/);
      expect(text).not.toMatch(/name="cost"|Cost/);
    }
  });
});

describe('a record to write', () => {
  it('shows fields that conditions ask for, locks others, and looks again when it saves', async () => {
    const form = (await site.ada.get(`${path}?edit=1`)).text;
    expect(form).toMatch(
      /<fieldset class="spot" data-when="{&quot;visible&quot;:{&quot;fenced&quot;:true},&quot;required&quot;:{&quot;fenced&quot;:true}}" hidden[^>]*disabled/,
    );
    const needed = await site.ada.post(path, { name: 'South', kind: 'herbs', size: '4', fenced: 'true', height: '' });
    expect(needed.status).toBe(422);
    expect(needed.text).toContain('id="height-fault"');
    // not fenced: what is sent for the hidden field is not written
    expect((await site.ada.post(path, { name: 'South', kind: 'herbs', size: '4', fenced: 'false', height: '90' })).status).toBe(303);
    expect(await site.garden.model('garden.bed').get(bed)).toMatchObject({ fenced: false, height: null });
    expect((await site.ada.post(path, { fenced: 'true', height: '90', planted: '2027-04-01' })).status).toBe(303);
    expect(await site.garden.model('garden.bed').get(bed)).toMatchObject({ fenced: true, height: 90, planted: '2027-04-01' });
    // trees: the date is locked, in the same save as the kind changes
    expect((await site.ada.post(path, { kind: 'trees', planted: '2020-01-01' })).status).toBe(303);
    expect(await site.garden.model('garden.bed').get(bed)).toMatchObject({ kind: 'trees', planted: '2027-04-01' });
    await site.garden.model('garden.bed').update(bed, { kind: 'herbs' });
  });

  it('does not write a hidden field, whoever sends it', async () => {
    await site.ben.post(path, { price: '1', name: 'South' });
    expect(await site.garden.model('garden.bed').get(bed)).toMatchObject({ price: 4711 });
  });

  it('begins a copy with the values of another, without secrets and hidden values', async () => {
    const { text } = await site.ben.get(`/app/garden.bed/new?_from=${bed}`);
    expect(text).toContain('value="South (copy)"');
    expect(text).toContain('value="S-1"');
    expect(text).not.toContain('4711');
    expect(text).not.toContain('under the stone');
  });

  it('leads back only within the admin', async () => {
    const to = async (back: string): Promise<string> => location((await site.ada.post(path, { name: 'South', _back: back })).location).pathname;
    expect(await to('/app/garden.bed?q=x')).toBe('/app/garden.bed');
    for (const bad of ['https://evil.example/app', '//evil.example/app', '/app/../\\evil', '/sign-out', '/app//evil.example']) expect(await to(bad)).toBe(path);
  });

  it('knows the neighbours in the list that it was opened from', async () => {
    await site.garden.model('garden.bed').create([{ name: 'North' }, { name: 'West' }]);
    const { text } = await site.ada.get(`${path}?in=&at=1`);
    expect(text).toContain('rel="prev"');
    expect(text).toContain('rel="next"');
    expect(text).toContain('No. 2 in the list');
    expect((await site.ada.get(`${path}?in=${encodeURIComponent('where=price.eq.1')}&at=1`)).text).not.toContain('rel="prev"');
    expect((await site.ada.get(`${path}?in=nonsense%3D%3D&at=900`)).status).toBe(200);
  });
});

describe('related lists', () => {
  it('adds a record with the reference filled in, whatever is sent for it, and takes it away after a question', async () => {
    const others = await site.garden.model('garden.bed').create({ name: 'Elsewhere' });
    const base = `${path}/related/garden.plant/bed`;
    const form = (await site.ada.get(`${base}/new?_back=${encodeURIComponent(`${path}?tab=plants`)}`)).text;
    expect(form).toContain(`action="${base}/new"`);
    const made = await site.ada.post(`${base}/new`, { name: 'Sage', number: '3', bed: others.id, _back: `${path}?tab=plants` });
    expect([made.status, location(made.location).search.startsWith('?tab=plants')]).toEqual([303, true]);
    const [sage] = await site.garden.model('garden.plant').find({ bed });
    expect(sage).toMatchObject({ name: 'Sage', number: 3 });
    const list = (await site.ada.get(`${path}?tab=plants`)).text;
    expect(list).toContain(`href="/app/garden.plant/${sage?.id}"`);
    expect((await site.ada.get(`${base}/${sage?.id}/remove`)).text).toContain('Remove from “Plants”?');
    // of another record it is not there
    expect((await site.ada.post(`/app/garden.bed/${others.id}/related/garden.plant/bed/${sage?.id}/remove`, {})).status).toBe(404);
    expect((await site.ada.post(`${base}/${sage?.id}/remove`, {})).status).toBe(303);
    expect(await site.garden.model('garden.plant').count({ bed })).toBe(0);
  });

  it('shows page by page, with as many statements for a thousand as for ten', async () => {
    const plants = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => ({ name: `Plant ${String(from + index).padStart(4, '0')}`, bed }));
    await site.garden.model('garden.plant').create(plants(0, 10));
    const few = await site.statements(() => site.ada.get(`${path}?tab=plants`));
    await site.garden.model('garden.plant').create(plants(10, 1000));
    const many = await site.statements(() => site.ada.get(`${path}?tab=plants`));
    expect(many).toBe(few);
    const second = (await site.ada.get(`${path}?tab=plants&page=${encodeURIComponent('garden.plant/bed:2')}`)).text;
    expect(second).toContain('Showing 21–40 of 1,000');
    expect(second).toContain('Plant 0020');
    expect((await site.ada.get(path)).text).toMatch(/<strong>1,000<\/strong>\s*Plants/);
    const all = (await site.ada.get(`${path}/related/garden.plant/bed`)).text;
    expect(all).toContain('Showing 1–20 of 1,000');
  });

  it('does not know a list that is not declared', async () => {
    expect((await site.ada.get(`${path}/related/base.membership/person`)).status).toBe(404);
    expect((await site.ada.get(`${path}/related/garden.plant/tag`)).status).toBe(404);
  });
});

describe('the choice of a reference', () => {
  it('is a plain list while there are few, and a search when there are many, with the same number of statements', async () => {
    await site.garden.model('garden.tag').create(Array.from({ length: 10 }, (_, index) => ({ name: `Tag ${String(index).padStart(4, '0')}` })));
    const few = await site.statements(() => site.ada.get('/app/garden.plant/new'));
    await site.garden.model('garden.tag').create(Array.from({ length: 990 }, (_, index) => ({ name: `Tag ${String(index + 10).padStart(4, '0')}` })));
    const many = await site.statements(() => site.ada.get('/app/garden.plant/new'));
    expect(many).toBe(few);
    expect((await site.ada.get('/app/garden.plant/new')).text).toContain('formaction="/app/garden.plant/new/pick/tag"');
    const found = JSON.parse((await site.ada.get('/app/garden.plant/choices/tag?q=tag%200777')).text) as { choices: { label: string }[] };
    expect(found.choices.map(({ label }) => label)).toEqual(['Tag 0777']);
  });

  it('works without scripts: a step that searches and gives the form back as it was', async () => {
    const step = await site.ada.post('/app/garden.plant/new/pick/tag', { name: 'Half typed', number: '7', _search: '0777' });
    expect(step.status).toBe(200);
    expect(step.text).toContain('type="hidden" name="name" value="Half typed"');
    const chosen = /name="_take" value="([0-9a-f-]{36})"/.exec(step.text)?.[1] ?? '';
    const form = await site.ada.post('/app/garden.plant/new/pick/tag', { name: 'Half typed', number: '7', _take: chosen });
    expect(form.text).toContain('value="Half typed"');
    expect(form.text).toContain(`<option value="${chosen}" selected`);
  });

  it('makes a record by its title where that is enough and allowed', async () => {
    const made = await site.ada.post('/app/garden.plant/new/pick/tag', { name: 'Half typed', _search: 'Rare', _make: 'Rare' });
    const [tag] = await site.garden.model('garden.tag').find({ name: 'Rare' });
    expect(made.text).toContain(`<option value="${tag?.id}" selected`);
    expect((await site.ada.get('/app/garden.plant/choices/bed')).status).toBe(200);
    // people are made by invitation only
    expect((await site.ada.post('/app/garden.bed/new/pick/gardener', { _search: 'Eve', _make: 'Eve' })).status).toBe(403);
  });

  it('knows no field that is no reference, is hidden or on no form', async () => {
    for (const field of ['name', 'price', 'nothing', 'constructor']) expect((await site.ben.get(`/app/garden.bed/choices/${field}`)).status).toBe(404);
    expect((await site.ben.get('/app/base.account/choices/email')).status).toBe(404);
  });
});

describe('several references at once', () => {
  it('are shown, chosen and taken away, under the access of who writes', async () => {
    const tags = await site.garden.model('garden.tag').find({ name: { in: ['Tag 0001', 'Tag 0900'] } }, { order: ['name'] });
    const [first = '', last = ''] = tags.map(({ id }) => id);
    const form = (await site.ada.get(`${path}?edit=1`)).text;
    expect(form).toContain(`name="tags" value="${first}"`);
    // the nine hundredth is found by the search, and stays chosen together with the other
    expect(form).not.toContain(last);
    const step = await site.ada.post(`${path}/pick/tags`, { name: 'South', tags: first, _search: '0900' });
    expect(step.text).toContain(`name="_take" value="${last}"`);
    const back = await site.ada.post(`${path}/pick/tags`, { name: 'South', tags: first, _take: last });
    for (const id of [first, last]) expect(back.text).toContain(`name="tags" value="${id}" checked`);

    const save = (chosen: readonly string[]) => site.ada.post(path, [['name', 'South'], ['tags', ''], ...chosen.map((id): [string, string] => ['tags', id])]);
    expect((await save([first, last])).status).toBe(303);
    expect(await site.garden.model('garden.bed_tag').count({ bed })).toBe(2);
    const shown = (await site.ada.get(`${path}?tab=more`)).text;
    expect(shown).toContain('Tag 0001');
    expect(shown).toContain('Tag 0900');
    expect((await save([last])).status).toBe(303);
    expect((await site.garden.model('garden.bed_tag').find({ bed })).map(({ tag }) => tag)).toEqual([last]);
    // a form without the field changes nothing
    expect((await site.ada.post(path, { name: 'South' })).status).toBe(303);
    expect(await site.garden.model('garden.bed_tag').count({ bed })).toBe(1);
    // what is not there is refused, and nothing of the form is written
    expect(
      (
        await site.ada.post(path, [
          ['name', 'Changed'],
          ['tags', '00000000-0000-4000-8000-000000000000'],
        ])
      ).status,
    ).toBeGreaterThanOrEqual(400);
    expect(await site.garden.model('garden.bed').get(bed)).toMatchObject({ name: 'South' });
    expect((await save([])).status).toBe(303);
    expect(await site.garden.model('garden.bed_tag').count({ bed })).toBe(0);
  });
});
