import { addColumns, createTable } from './ddl.ts';
import type { Registry } from './registry.ts';

/** The first migration of a plugin, made from its declaration: its tables, then its columns on others' tables. */
export function makeMigration(registry: Registry, plugin: string): string {
  const own = [...registry.models.values()].filter((model) => model.plugin === plugin);
  const others = [...registry.models.values()].filter((model) => model.plugin !== plugin);
  const statements = [...own.flatMap((model) => createTable(model, registry)), ...others.flatMap((model) => addColumns(model, registry, plugin))];
  return statements.map((statement) => `${statement};\n`).join('\n');
}
