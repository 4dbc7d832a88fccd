import { createForeignKeys, createTable, extendTable } from './ddl.ts';
import type { Registry, ResolvedModel } from './registry.ts';

/** Tables that others of the same plugin point at come first. */
function inOrder(registry: Registry, models: readonly ResolvedModel[]): ResolvedModel[] {
  const ordered: ResolvedModel[] = [];
  const seen = new Set<string>();
  const visit = (model: ResolvedModel): void => {
    if (seen.has(model.name) || !models.includes(model)) return;
    seen.add(model.name);
    for (const field of model.fields.values()) {
      if (field.kind !== 'ref' || field.plugin !== model.plugin || field.options.target === undefined) continue;
      visit(registry.model(field.options.target));
    }
    ordered.push(model);
  };
  for (const model of models) visit(model);
  return ordered;
}

/**
 * The SQL that brings everything a plugin declares onto a database that has what it depends on: its tables, then its columns on others' tables.
 * `only`: these tables of its own and nothing else; the others stand already.
 */
export function makeMigration(registry: Registry, plugin: string, { only }: { only?: (model: ResolvedModel) => boolean } = {}): string {
  const models = [...registry.models.values()];
  const made = (model: ResolvedModel): boolean => model.plugin === plugin && (only?.(model) ?? true);
  const own = inOrder(registry, models.filter(made));
  const standing = new Set(models.filter((model) => !made(model)).map(({ table }) => table));
  const parts: string[] = [];
  const closing: string[] = [];
  for (const model of own) {
    standing.add(model.table);
    const missing = new Set(own.filter(({ table }) => !standing.has(table)).map(({ table }) => table));
    parts.push(createTable(registry, model, (table) => missing.has(table)));
    closing.push(...createForeignKeys(registry, model, (table) => missing.has(table)));
  }
  if (closing.length > 0) parts.push(closing.join('\n'));
  for (const model of only ? [] : models) {
    if (model.plugin !== plugin && [...model.fields.values()].some((field) => field.plugin === plugin && field.column !== null))
      parts.push(extendTable(registry, model, plugin));
  }
  return `${parts.join('\n\n')}\n`;
}
