import type { Database } from './database-type.ts';
import { enterOwned, type Owned } from './ownership.ts';
import type { Registry } from './registry.ts';

/**
 * What the declarations tell of whose is what: models, tables, columns on others' tables, and columns that hold secrets. Run after migrations, in their
 * transaction; what migrations make beyond that is written down while they run (`watchOwnership`).
 */
export async function recordOwnership(database: Database, registry: Registry): Promise<void> {
  const owned: Owned[] = [];
  for (const model of registry.models.values()) {
    for (const field of model.fields.values()) {
      if (field.column === null || field.plugin === 'core') continue;
      const name = `${model.table}.${field.column}`;
      if (field.plugin !== model.plugin) owned.push({ plugin: field.plugin, kind: 'column', name });
      if (field.kind === 'secret') owned.push({ plugin: field.plugin, kind: 'secret', name });
    }
    // the core's own tables come with the core's own migrations
    if (model.plugin !== 'core')
      owned.push({ plugin: model.plugin, kind: 'table', name: model.table }, { plugin: model.plugin, kind: 'model', name: model.name });
  }
  await enterOwned(database, owned);
}
