import { describe, expect, it, onTestFinished } from 'vitest';
import { system } from '../../principal.ts';
import { bootTestApp, type TestApp, testDatabase } from '../../testing/index.ts';
import { bringData } from '../data-records.ts';
import type { DataRecord, Manifest } from '../define-plugin.ts';
import { orderDataRecords } from '../order-data-records.ts';

const release = (version: string, data: readonly DataRecord[]): Manifest => ({
  name: 'probe',
  version,
  title: 'Probe',
  summary: 'Brings records',
  category: 'Tests',
  icon: 'box',
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['base'],
  data,
});

const ann = (more: Record<string, unknown> = {}): DataRecord => ({
  key: 'ann',
  model: 'base.person',
  values: { name: 'Ann', email: 'Ann@Example.com', timeZone: 'europe/berlin', language: 'en', ...more },
});
const bob: DataRecord = { key: 'bob', model: 'base.person', values: { name: 'Bob', email: 'bob@example.com', timeZone: 'UTC', language: 'en' } };
const membership: DataRecord = { key: 'ann-uses', model: 'base.membership', values: { person: { ref: 'probe.ann' }, group: 'base.user' } };

/** One database; `upgrade` starts one release after the other on it, as restarts do. */
async function site() {
  const { url, drop } = await testDatabase();
  let running: TestApp | undefined;
  onTestFinished(async () => {
    await running?.close();
    await drop();
  });
  const start = async (data: readonly DataRecord[], version = '1.0.0'): Promise<TestApp> => {
    await running?.close();
    const app = await bootTestApp({ only: ['base', 'probe'], listen: false, databaseUrl: url, plugins: [release(version, data)] });
    running = app;
    return app;
  };
  /** What an upgrade to these records does; the start before has not seen them. */
  const upgrade = async (data: readonly DataRecord[]) => {
    if (!running) throw new Error('start first');
    const { runtime } = running.app;
    return runtime.database.tx(() => bringData(runtime, release('2.0.0', data)));
  };
  const people = () => {
    if (!running) throw new Error('start first');
    return running.app.runtime.env({ plugin: 'base', principal: system(1, 'test') }).model('base.person' as never) as unknown as {
      find(domain: object): Promise<Record<string, unknown>[]>;
      update(what: string, values: object): Promise<unknown>;
      delete(what: string): Promise<number>;
    };
  };
  const person = async (email: string) => (await people().find({ email }))[0];
  return { start, upgrade, people, person };
}

describe('records that a plugin brings', () => {
  it('are made once, in the order of what they refer to', async () => {
    const { start, upgrade, person } = await site();
    const app = await start([membership, ann()]);
    const made = await person('ann@example.com');
    expect(made).toMatchObject({ name: 'Ann', timeZone: 'Europe/Berlin' });
    const { rows } = await app.app.runtime.database.query('SELECT person_id AS person FROM base_membership');
    expect(rows).toEqual([{ person: made?.id }]);
    expect(await upgrade([membership, ann()])).toEqual([]);
    await start([membership, ann()], '1.0.1');
    expect(await person('ann@example.com')).toMatchObject({ id: made?.id });
  });

  it('follow the declaration field by field; what an administrator changed stays and is told', async () => {
    const { start, upgrade, people, person } = await site();
    await start([ann()]);
    const id = String((await person('ann@example.com'))?.id);
    await people().update(id, { name: 'Anna (reception)' });
    expect(await upgrade([ann({ name: 'Ann Example', timeZone: 'Europe/Vienna' })])).toEqual([
      { record: 'probe.ann', model: 'base.person', what: 'updated', fields: ['timeZone'] },
      { record: 'probe.ann', model: 'base.person', what: 'kept', fields: ['name'] },
    ]);
    expect(await person('ann@example.com')).toMatchObject({ name: 'Anna (reception)', timeZone: 'Europe/Vienna' });
    // told once; later releases compare with what this one declared
    expect(await upgrade([ann({ name: 'Ann Example', timeZone: 'Europe/Vienna' })])).toEqual([]);
    // both came to the same
    expect(await upgrade([ann({ name: 'Anna (reception)', timeZone: 'Europe/Vienna' })])).toEqual([]);
    expect(await upgrade([ann({ name: 'Ann again', timeZone: 'Europe/Vienna' })])).toMatchObject([{ what: 'updated', fields: ['name'] }]);
  });

  it('take a field that is declared for the first time only where it still holds its default', async () => {
    const { start, upgrade, people, person } = await site();
    await start([ann(), bob]);
    await people().update(String((await person('bob@example.com'))?.id), { hour12: true });
    const later = await upgrade([ann({ weekStart: 7 }), { ...bob, values: { ...bob.values, hour12: false, weekStart: 7 } }]);
    expect(later).toMatchObject([
      { record: 'probe.ann', what: 'updated', fields: ['weekStart'] },
      { record: 'probe.bob', what: 'updated', fields: ['weekStart'] },
      { record: 'probe.bob', what: 'kept', fields: ['hour12'] },
    ]);
  });

  it('stay away when an administrator deleted them', async () => {
    const { start, upgrade, people, person } = await site();
    await start([ann()]);
    await people().delete(String((await person('ann@example.com'))?.id));
    expect(await upgrade([ann()])).toEqual([]);
    expect(await upgrade([ann({ name: 'Ann Example' })])).toMatchObject([{ what: 'deleted' }]);
    expect(await person('ann@example.com')).toBeUndefined();
  });

  it('are archived when their declaration goes and nobody changed them, else left; and come back with it', async () => {
    const { start, upgrade, people, person } = await site();
    await start([ann(), bob]);
    await people().update(String((await person('bob@example.com'))?.id), { name: 'Robert' });
    expect(await upgrade([])).toMatchObject([
      { record: 'probe.ann', what: 'archived' },
      { record: 'probe.bob', what: 'left' },
    ]);
    expect(await person('ann@example.com')).toMatchObject({ active: false });
    expect(await person('bob@example.com')).toMatchObject({ active: true, name: 'Robert' });
    expect(await upgrade([])).toEqual([]);
    expect(await upgrade([ann({ name: 'Ann II' }), bob])).toMatchObject([{ what: 'returned' }, { record: 'probe.ann', what: 'updated', fields: ['name'] }]);
    expect(await person('ann@example.com')).toMatchObject({ active: true, name: 'Ann II' });
  });

  it('are never touched again with noUpdate', async () => {
    const { start, upgrade, person } = await site();
    await start([{ ...ann(), noUpdate: true }]);
    expect(await upgrade([{ ...ann({ name: 'Ann Example' }), noUpdate: true }])).toMatchObject([{ what: 'frozen', fields: ['name'] }]);
    expect(await person('ann@example.com')).toMatchObject({ name: 'Ann' });
  });

  it('fail with their name where they cannot be brought, and then nothing is changed', async () => {
    const { start, upgrade, person } = await site();
    await start([ann()]);
    const changed = ann({ name: 'Changed' });
    const wrong: [DataRecord[], string][] = [
      [[changed, { key: 'x', model: 'no.such', values: {} }], 'Plugin "probe", data "x": no enabled plugin declares the model "no.such"'],
      [[changed, { key: 'x', model: 'base.person', values: { hat: 1 } }], 'data "x": the model "base.person" has no field "hat"'],
      [[changed, { ...membership, values: { person: { ref: 'probe.nobody' }, group: 'base.user' } }], 'there is no record "probe.nobody" to refer to'],
      [[changed, { ...bob, values: { ...bob.values, email: 'ann@example.com' } }], 'data "bob"'],
      [[{ key: 'ann', model: 'base.membership', values: {} }], 'it was a "base.person" before'],
    ];
    for (const [data, message] of wrong) await expect(upgrade(data)).rejects.toThrow(message);
    expect(await person('ann@example.com')).toMatchObject({ name: 'Ann' });
  });

  it('cannot refer to each other in a circle, nor share a key', () => {
    const one: DataRecord = { key: 'one', model: 'a.b', values: { other: { ref: 'probe.two' } } };
    const two: DataRecord = { key: 'two', model: 'a.b', values: { other: { ref: 'probe.one' } } };
    expect(() => orderDataRecords('probe', [one, two])).toThrow('it refers to itself through one → two → one');
    expect(() => orderDataRecords('probe', [one, one])).toThrow('declared twice');
  });
});
