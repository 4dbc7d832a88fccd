import type { Database } from './database-type.ts';
import { tableOf } from './ddl.ts';
import type { Registry } from './registry.ts';

/** Whose table, and on another plugin's table whose column, is whose: what an uninstall without the code goes by. Run after migrations, in their transaction. */
export async function recordOwnership(database: Database, registry: Registry): Promise<void> {
  const plugins: string[] = [];
  const kinds: string[] = [];
  const names: string[] = [];
  const own = (plugin: string, kind: 'table' | 'column', name: string): void => {
    plugins.push(plugin);
    kinds.push(kind);
    names.push(name);
  };
  for (const model of registry.models.values()) {
    if (model.plugin === 'core') continue;
    const table = tableOf(registry, model);
    own(model.plugin, 'table', table.name);
    for (const field of model.fields.values())
      if (field.plugin !== model.plugin && field.column !== null) own(field.plugin, 'column', `${table.name}.${field.column}`);
  }
  await database.query(
    `INSERT INTO core_ownership (plugin, kind, name) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
     ON CONFLICT (kind, name) DO UPDATE SET plugin = excluded.plugin WHERE core_ownership.plugin <> excluded.plugin`,
    [plugins, kinds, names],
  );
}
