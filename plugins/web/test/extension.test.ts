import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { type Garden, openGarden } from './open-garden.ts';

let site: Garden;
let path = '';
const greenhouse = (): Env<'greenhouse'> => site.app.env('greenhouse');
const watering = (): Env<'watering'> => site.app.env('watering');
const change = (kind: 'enable' | 'disable', plugin: string) => site.app.app.runtime.platform().apply({ kind, plugins: [plugin] }, { actor: 'test' });
/** The places of these words in a page, in the order in which they stand there. */
const places = (text: string, words: readonly string[]): string[] =>
  words.filter((word) => text.includes(word)).sort((a, b) => text.indexOf(a) - text.indexOf(b));

beforeAll(async () => {
  site = await openGarden();
  const bed = await site.garden.model('garden.bed').create({ name: 'South', kind: 'herbs' });
  await greenhouse().model('garden.bed').update(bed.id, { degrees: 21, heated: true });
  path = `/app/garden.bed/${bed.id}`;
});
afterAll(() => site.app.close());

describe('two plugins that extend one model', () => {
  it('stand on its form and in its list, in the order in which plugins depend on each other', async () => {
    const form = (await site.ada.get(`${path}?edit=1`)).text;
    const marks = ['>Bed<', '>Climate<', '>Water<', '>Fence<'];
    expect(places(form, marks)).toEqual(marks);
    const list = (await site.ada.get('/app/garden.bed')).text;
    const head = list.slice(list.indexOf('<thead'), list.indexOf('</thead'));
    expect(places(head, ['Kind', 'Warmth', 'Litres a day', 'Size'])).toEqual(['Kind', 'Warmth', 'Litres a day', 'Size']);
    expect((await site.ada.get('/app/garden.bed?filter=heated')).text).toContain('South');
  });

  it('take part in a write: a hook sets its own field, another refuses and everything is undone', async () => {
    const [bed] = await watering().model('garden.bed').find({ name: 'South' });
    expect(bed?.litres).toBe(5);
    const refused = await site.ada.post(path, { name: 'Hot', heated: 'true', degrees: '60' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Nothing grows there.');
    expect((await site.garden.model('garden.bed').find({ name: 'Hot' })).length).toBe(0);
    expect((await site.ada.post(path, { heated: 'true', degrees: '25', litres: '7' })).status).toBe(303);
    expect(await greenhouse().model('garden.bed').get(path.slice(-36))).toMatchObject({ degrees: 25 });
  });

  it('bring an action and pieces of the start page', async () => {
    await site.ada.post(path, { heated: 'false' });
    expect((await site.ada.get(path)).text).toContain(`action="${path}/do/heat"`);
    expect((await site.ada.post(`${path}/do/heat`, {})).status).toBe(303);
    expect(await greenhouse().model('garden.bed').get(path.slice(-36))).toMatchObject({ heated: true });
    const home = (await site.ada.get('/app')).text;
    expect(home).toContain('The greenhouse is warm.');
    expect(home).toContain('Somebody has watered.');
  });

  it('are gone when they are disabled, the other stays, and come back with their values', async () => {
    await change('disable', 'greenhouse');
    const form = (await site.ada.get(`${path}?edit=1`)).text;
    expect(places(form, ['>Climate<', '>Water<'])).toEqual(['>Water<']);
    const list = (await site.ada.get('/app/garden.bed')).text;
    expect(places(list, ['Warmth', 'Litres a day', 'Heated'])).toEqual(['Litres a day']);
    expect((await site.ada.get('/app/garden.bed?filter=heated')).status).toBe(422);
    expect((await site.ada.post(`${path}/do/heat`, {})).status).toBe(404);
    expect((await site.ada.get('/app')).text).not.toContain('The greenhouse is warm.');
    // its hook does not run, and what is sent for its field is not written
    expect((await site.ada.post(path, { name: 'Renamed', degrees: '99', litres: '9' })).status).toBe(303);
    await expect(
      site.app
        .env('garden')
        .model('garden.bed' as never)
        .find({ degrees: 25 } as never),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' });

    await change('enable', 'greenhouse');
    const back = await greenhouse().model('garden.bed').get(path.slice(-36));
    expect(back).toMatchObject({ name: 'Renamed', degrees: 25, heated: true });
    expect(places((await site.ada.get(`${path}?edit=1`)).text, ['>Climate<', '>Water<'])).toEqual(['>Climate<', '>Water<']);
    expect((await site.ada.post(path, { degrees: '60' })).status).toBe(422);
  });
});
