import type { AnyDomain } from '../model/domain.ts';
import type { Field } from '../model/field.ts';
import { quoted } from '../model/names.ts';
import type { Generation } from './generation.ts';

/** How a model is declared, for people who look behind the pages. No records, no values. */
export type ModelDescription = {
  readonly name: string;
  readonly plugin: string;
  readonly label: string;
  readonly table: string;
  readonly global: boolean;
  readonly fields: readonly { name: string; kind: Field['kind']; plugin: string; column: string | null; options: Field['options'] }[];
  /** Kind and the columns or the condition, as the declaration says it. */
  readonly constraints: readonly { kind: 'unique' | 'index' | 'check' | 'exclude'; text: string }[];
  readonly access: readonly { plugin: string; group: string; operations: string }[];
  /** No groups: for everybody. */
  readonly rules: readonly { plugin: string; name: string; groups: readonly string[] | undefined; operations: string; domain: AnyDomain }[];
  readonly views: readonly { plugin: string; kind: string }[];
  readonly hooks: readonly { plugin: string; on: string }[];
};

/** @throws TypeError where there is no such model. */
export function describeModel(generation: Generation, name: string): ModelDescription {
  const model = generation.registry.model(name);
  const { definition } = model;
  const column = (field: string): string => quoted(model.fields.get(field)?.column ?? field);
  return {
    name,
    plugin: model.plugin,
    label: definition.label,
    table: model.table,
    global: model.global,
    fields: [...model.fields.values()].map(({ name: field, kind, plugin, column: place, options }) => ({ name: field, kind, plugin, column: place, options })),
    constraints: [
      ...(definition.unique ?? []).map((fields) => ({ kind: 'unique' as const, text: fields.map(column).join(', ') })),
      ...(definition.indexes ?? []).map(({ fields, where, using }) => ({
        kind: 'index' as const,
        text: `${using ? `${using}: ` : ''}${fields.map(column).join(', ')}${where ? ` WHERE ${where}` : ''}`,
      })),
      ...Object.values(definition.check ?? {}).map((text) => ({ kind: 'check' as const, text })),
      ...(definition.exclude ?? []).map(({ using, where }) => ({
        kind: 'exclude' as const,
        text: `${Object.entries(using)
          .map(([field, operator]) => `${column(field)} ${operator}`)
          .join(', ')}${where ? ` WHERE ${where}` : ''}`,
      })),
    ],
    access: generation.access.describe().filter((row) => row.model === name),
    rules: generation.plugins.flatMap(({ name: plugin, rules }) =>
      (rules ?? [])
        .filter((rule) => rule.model === name)
        .map(({ name: title, groups, operations, domain }) => ({ plugin, name: title, groups, operations: operations ?? 'crud', domain })),
    ),
    views: (generation.views.get(name) ?? []).map(({ plugin, view }) => ({ plugin, kind: view.kind })),
    hooks: (generation.hooks.get(name) ?? []).map(({ plugin, hook }) => ({ plugin, on: hook.on })),
  };
}
