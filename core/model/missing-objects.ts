import { catalogObjects } from './catalog-objects.ts';
import type { Database } from './database-type.ts';
import { tableOf } from './ddl.ts';
import type { Registry } from './registry.ts';

export type MissingObject = { readonly plugin: string; readonly kind: 'table' | 'column' | 'index' | 'constraint'; readonly name: string };

/** What is declared and does not stand in the database yet. Columns of a table that stands there; a new table's indexes, but neither its columns nor its constraints. */
export async function missingObjects(database: Database, registry: Registry): Promise<MissingObject[]> {
  const there = await catalogObjects(database);
  const missing: MissingObject[] = [];
  for (const model of registry.models.values()) {
    const table = tableOf(registry, model);
    const stands = there.has(`table ${table.name}`);
    if (!stands) missing.push({ plugin: model.plugin, kind: 'table', name: table.name });
    const owners = new Map([...model.fields.values()].map((field) => [field.column, field.plugin]));
    // of a table that several plugins extend, an index belongs to whoever brings its column
    const ownerOf = (columns: readonly string[]): string =>
      columns.map((column) => owners.get(column)).find((owner) => owner !== undefined && owner !== model.plugin) ?? model.plugin;
    for (const { name } of table.columns) {
      const owner = owners.get(name) ?? model.plugin;
      if ((stands || owner !== model.plugin) && !there.has(`column ${table.name}.${name}`))
        missing.push({ plugin: owner, kind: 'column', name: `${table.name}.${name}` });
    }
    for (const { name, columns } of table.indexes) if (!there.has(`index ${name}`)) missing.push({ plugin: ownerOf(columns), kind: 'index', name });
    for (const { name, sql } of table.constraints) {
      if (!stands || there.has(`constraint ${table.name}.${name}`)) continue;
      const column = [...owners].find(([one, owner]) => one !== null && owner !== model.plugin && new RegExp(`\\b${one}\\b`).test(sql));
      missing.push({ plugin: column?.[1] ?? model.plugin, kind: 'constraint', name: `${table.name}.${name}` });
    }
  }
  return missing;
}
