import { describe, expect, it } from 'vitest';
import { coreMigrations } from '../../plugin/install.ts';
import type { Database } from '../database-type.ts';
import { draftMigration } from '../diff-migration.ts';
import { differences } from '../differences.ts';
import { f } from '../field.ts';
import { makeMigration } from '../make-migration.ts';
import { migrate } from '../migrator.ts';
import { recordOwnership } from '../record-ownership.ts';
import { buildRegistry, type Registry } from '../registry.ts';
import { defineSchema, model } from '../schema.ts';
import { databaseForThisTest } from './open-test-database.ts';

const garden = (beds: Parameters<typeof model>[0], further: Record<string, ReturnType<typeof model>> = {}) =>
  defineSchema({ plugin: 'garden', depends: [], models: { 'garden.bed': model(beds), ...further } });
const registryOf = (...schemas: ReturnType<typeof defineSchema>[]): Registry =>
  buildRegistry(schemas.map((schema) => ({ name: schema.plugin, depends: schema.depends, schema })));

const first = garden({
  label: 'Bed',
  labelPlural: 'Beds',
  title: 'name',
  fields: {
    name: f.text({ required: true, max: 40 }),
    soil: f.choice(['sand', 'clay'], { required: true, default: 'sand' }),
    depth: f.int({ min: 0, max: 9 }),
    old: f.text({ required: true }),
  },
  unique: [['name']],
  indexes: [{ fields: ['soil', 'depth'] }],
});

/** A database on which the first version stands. */
async function standing(registry: Registry, plugins: readonly string[]): Promise<Database> {
  const database = await databaseForThisTest();
  await migrate(database, [coreMigrations()]);
  for (const plugin of plugins) await database.script(makeMigration(registry, plugin));
  await recordOwnership(database, registry);
  return database;
}

describe('the next migration of a plugin', () => {
  it('is empty where nothing changed', async () => {
    const registry = registryOf(first);
    const database = await standing(registry, ['garden']);
    expect(await draftMigration(registry, 'garden', database)).toEqual({ sql: '', notes: [] });
  });

  it('adds, widens and relaxes what the declaration has more, so that the catalog is as declared', async () => {
    const database = await standing(registryOf(first), ['garden']);
    await database.script(`INSERT INTO garden_bed (org_id, id, name, old) VALUES (1, '01890000-0000-7000-8000-000000000001', 'North', 'x')`);
    const next = registryOf(
      garden(
        {
          label: 'Bed',
          labelPlural: 'Beds',
          title: 'name',
          fields: {
            name: f.text({ required: true, max: 80 }),
            soil: f.choice(['sand', 'clay', 'loam'], { required: true, default: 'loam' }),
            depth: f.int({ required: true, default: 3, min: 0, max: 20 }),
            gardener: f.ref('garden.gardener', { onDelete: 'setNull' }),
            sunny: f.bool({ required: true, default: false }),
          },
          unique: [['name', 'soil']],
          indexes: [{ fields: ['soil', 'depth'], where: 'depth > 1' }],
        },
        {
          'garden.gardener': model({
            label: 'Gardener',
            labelPlural: 'Gardeners',
            title: 'name',
            fields: { name: f.text({ required: true }), bed: f.ref('garden.bed') },
          }),
        },
      ),
    );
    const { sql, notes } = await draftMigration(next, 'garden', database);
    expect(sql).toContain('CREATE TABLE garden_gardener');
    expect(sql).toContain('ADD COLUMN sunny boolean NOT NULL DEFAULT false');
    expect(sql).not.toContain('DROP COLUMN');
    expect(notes).toEqual([expect.stringContaining('garden_bed.old is declared no more')]);
    await database.script('UPDATE garden_bed SET depth = 3');
    await database.script(sql);
    // The previous release writes and does not know the new columns; the new one does not know the old.
    await database.script(`INSERT INTO garden_bed (org_id, id, name, old) VALUES (1, '01890000-0000-7000-8000-000000000002', 'South', 'y')`);
    await database.script(`INSERT INTO garden_bed (org_id, id, name, soil) VALUES (1, '01890000-0000-7000-8000-000000000003', 'West', 'clay')`);
    expect(await differences(next, database)).toEqual(['column garden_bed.old is declared by nobody']);
    expect((await draftMigration(next, 'garden', database)).sql).toBe('');
  });

  it('leaves other plugins’ columns on its tables alone, and writes an extension’s own', async () => {
    const paint = (fields: Record<string, ReturnType<typeof f.text>>) =>
      defineSchema({ plugin: 'paint', depends: ['garden'], models: {}, extend: { 'garden.bed': fields } });
    const before = registryOf(first, paint({ paintColour: f.text({ max: 20 }) }));
    const database = await standing(before, ['garden', 'paint']);
    expect((await draftMigration(before, 'garden', database)).sql).toBe('');
    const after = registryOf(first, paint({ paintColour: f.text({ max: 30 }), paintGloss: f.text({ max: 10 }) }));
    expect((await draftMigration(after, 'garden', database)).sql).toBe('');
    const { sql } = await draftMigration(after, 'paint', database);
    expect(sql).toContain('ADD COLUMN paint_gloss text');
    await database.script(sql);
    await recordOwnership(database, after);
    expect(await differences(after, database)).toEqual([]);
  });

  it('warns of what the previous release or existing rows do not stand', async () => {
    const database = await standing(registryOf(first), ['garden']);
    const next = registryOf(
      garden({
        label: 'Bed',
        labelPlural: 'Beds',
        title: 'name',
        fields: {
          name: f.text({ required: true, max: 40 }),
          soil: f.choice(['sand', 'clay'], { required: true, default: 'sand' }),
          depth: f.number(),
          old: f.text({ required: true }),
          code: f.text({ required: true }),
        },
        unique: [['name']],
        indexes: [{ fields: ['soil', 'depth'] }],
      }),
    );
    const { notes } = await draftMigration(next, 'garden', database);
    expect(notes).toEqual([
      expect.stringContaining('garden_bed.depth changes from integer to double precision'),
      expect.stringContaining('garden_bed.code is required and has no default'),
    ]);
  });
});
