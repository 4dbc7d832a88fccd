import { RegistrationError } from '../plugin/registration-error.ts';
import { type Field, f } from './field.ts';
import { snakeCase, tableName } from './names.ts';
import type { Model, Schema } from './schema.ts';

export type ResolvedField = Field & {
  readonly name: string;
  readonly plugin: string;
  /** null for `many`. */
  readonly column: string | null;
};

export type ResolvedModel = {
  readonly name: string;
  readonly plugin: string;
  readonly table: string;
  readonly global: boolean;
  readonly definition: Model;
  /** Own and extension fields, and `id`, `createdAt`, `updatedAt`. */
  readonly fields: ReadonlyMap<string, ResolvedField>;
};

/** Every model of the enabled plugins with its extensions. */
export interface Registry {
  readonly models: ReadonlyMap<string, ResolvedModel>;
  /** @throws TypeError naming the model where there is none. */
  model(name: string): ResolvedModel;
}

export type RegistryPlugin = { readonly name: string; readonly schema?: Schema; readonly depends: readonly string[] };

type Draft = Omit<ResolvedModel, 'fields'> & { readonly fields: Map<string, ResolvedField> };

const ownFields = {
  id: f.uuid({ required: true, readonly: true, label: 'Id' }),
  createdAt: f.instant({ required: true, readonly: true, label: 'Created' }),
  updatedAt: f.instant({ required: true, readonly: true, label: 'Changed' }),
};

/** The column of a field: `hostId` for a text is `host_id`, and so is it for a ref `host`. */
const columnOf = (name: string, field: Field): string | null =>
  field.kind === 'many' ? null : field.kind === 'ref' ? `${snakeCase(name)}_id` : snakeCase(name);

function addField(model: Draft, plugin: string, name: string, field: Field, where: string): void {
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) throw new RegistrationError(plugin, where, `"${name}" is no field name: write lowerCamelCase`);
  const other = model.fields.get(name);
  if (other) {
    const owner = name in ownFields ? 'every model has it' : `the plugin "${other.plugin}" declares it`;
    throw new RegistrationError(plugin, where, `the model "${model.name}" already has a field "${name}" (${owner}): choose another name`);
  }
  const column = columnOf(name, field);
  if (column === 'org_id')
    throw new RegistrationError(plugin, where, `"${name}" would take the column org_id, which holds the organization: choose another name`);
  if (column !== null && column.length > 63)
    throw new RegistrationError(plugin, where, `"${name}" makes a column of more than 63 letters: choose a shorter name`);
  for (const sibling of model.fields.values()) {
    if (column !== null && sibling.column === column) {
      throw new RegistrationError(
        plugin,
        where,
        `"${name}" and "${sibling.name}" (plugin "${sibling.plugin}") would both take the column ${column}: choose another name`,
      );
    }
  }
  model.fields.set(name, { ...field, name, plugin, column });
}

/** What a plugin may name: its own models and those of everything it depends on. */
function closures(plugins: readonly RegistryPlugin[]): Map<string, Set<string>> {
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin]));
  const collect = (name: string, into: Set<string>): Set<string> => {
    if (into.has(name)) return into;
    into.add(name);
    for (const next of byName.get(name)?.depends ?? []) collect(next, into);
    return into;
  };
  return new Map(plugins.map(({ name }) => [name, collect(name, new Set())]));
}

function checkReferences(model: Draft, models: ReadonlyMap<string, Draft>, closureOf: ReadonlyMap<string, ReadonlySet<string>>): void {
  for (const field of model.fields.values()) {
    if (field.kind !== 'ref' && field.kind !== 'many') continue;
    const where = `field "${model.name}.${field.name}"`;
    const target = field.options.target === undefined ? undefined : models.get(field.options.target);
    if (!target) throw new RegistrationError(field.plugin, where, `it points at "${field.options.target}", which no enabled plugin declares`);
    if (!closureOf.get(field.plugin)?.has(target.plugin)) {
      throw new RegistrationError(field.plugin, where, `it points at "${target.name}" of the plugin "${target.plugin}": name that plugin in "depends"`);
    }
    if (field.kind === 'ref') {
      if (model.global && !target.global)
        throw new RegistrationError(field.plugin, where, `a global model cannot point at "${target.name}", which belongs to an organization`);
      if (field.options.onDelete === 'setNull' && field.options.required)
        throw new RegistrationError(field.plugin, where, 'it is required, so it cannot be set to null: use restrict or cascade');
      continue;
    }
    const inverse = target.fields.get(field.options.inverse ?? '');
    if (inverse?.kind !== 'ref' || inverse.options.target !== model.name) {
      throw new RegistrationError(field.plugin, where, `"${target.name}" has no ref field "${field.options.inverse}" that points back at "${model.name}"`);
    }
  }
}

function checkNamedFields(model: Draft): void {
  const { definition, plugin } = model;
  const known = (key: string, names: readonly string[]): void => {
    for (const name of names) {
      const field = model.fields.get(name);
      if (!field || field.kind === 'many')
        throw new RegistrationError(plugin, `model "${model.name}", key "${key}"`, `it has no field "${name}" with a column`);
    }
  };
  for (const fields of definition.unique ?? []) known('unique', fields);
  for (const { fields } of definition.indexes ?? []) known('indexes', fields);
  for (const { using } of definition.exclude ?? []) known('exclude', Object.keys(using));
  known(
    'order',
    (definition.order ?? []).map((name) => name.replace(/^-/, '')),
  );
  if (definition.title !== undefined) known('title', [definition.title]);
  known('thread.tracked', definition.thread?.tracked ?? []);
  known('thread.followers', definition.thread?.followers ?? []);
  for (const name of definition.thread?.followers ?? []) {
    if (model.fields.get(name)?.kind !== 'ref')
      throw new RegistrationError(plugin, `model "${model.name}", key "thread.followers"`, `"${name}" points at nobody`);
  }
  if (definition.archive !== undefined && model.fields.get(definition.archive)?.kind !== 'bool')
    throw new RegistrationError(plugin, `model "${model.name}", key "archive"`, `it has no bool field "${definition.archive}"`);
}

/**
 * Puts the models of all plugins and their extensions together. Pure.
 * @throws RegistrationError naming plugin and key: a model or field declared twice, an extension of a model that is unknown or of a plugin not depended on,
 * a ref that points nowhere, a `many` without its inverse, a constraint over unknown fields.
 */
export function buildRegistry(plugins: readonly RegistryPlugin[]): Registry {
  const models = new Map<string, Draft>();
  const tables = new Map<string, string>();
  for (const { name: plugin, schema } of plugins) {
    for (const [name, definition] of Object.entries(schema?.models ?? {})) {
      const where = `model "${name}"`;
      if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*\.[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name))
        throw new RegistrationError(plugin, where, 'write its name as area.noun in small letters');
      const other = models.get(name);
      if (other) throw new RegistrationError(plugin, where, `the plugin "${other.plugin}" already declares it`);
      const table = tableName(name);
      const clash = tables.get(table);
      if (clash !== undefined) throw new RegistrationError(plugin, where, `it would take the table ${table}, which "${clash}" has`);
      if (table.startsWith('core_') && plugin !== 'core') throw new RegistrationError(plugin, where, 'the area "core" is the platform’s own');
      tables.set(table, name);
      const model: Draft = { name, plugin, table, global: definition.global === true, definition, fields: new Map() };
      addField(model, plugin, 'id', ownFields.id, where);
      for (const [key, field] of Object.entries(definition.fields)) {
        if (key in ownFields) throw new RegistrationError(plugin, where, `every model has a field "${key}": leave it out`);
        addField(model, plugin, key, field, `field "${name}.${key}"`);
      }
      addField(model, plugin, 'createdAt', ownFields.createdAt, where);
      addField(model, plugin, 'updatedAt', ownFields.updatedAt, where);
      models.set(name, model);
    }
  }
  const closureOf = closures(plugins);
  for (const { name: plugin, schema } of plugins) {
    for (const [name, fields] of Object.entries(schema?.extend ?? {})) {
      const where = `extension of "${name}"`;
      const model = models.get(name);
      if (!model) throw new RegistrationError(plugin, where, 'no enabled plugin declares that model');
      if (model.plugin === plugin) throw new RegistrationError(plugin, where, 'it is your own model: write the fields there');
      if (!closureOf.get(plugin)?.has(model.plugin))
        throw new RegistrationError(plugin, where, `it belongs to the plugin "${model.plugin}": name that plugin in "depends"`);
      for (const [key, field] of Object.entries(fields)) {
        if (field.options.required && field.options.default === undefined) {
          throw new RegistrationError(plugin, `field "${name}.${key}"`, 'a field added to another plugin’s model must be optional or have a default');
        }
        addField(model, plugin, key, field, `field "${name}.${key}"`);
      }
    }
  }
  for (const model of models.values()) {
    checkReferences(model, models, closureOf);
    checkNamedFields(model);
  }
  return {
    models,
    model: (name) => {
      const found = models.get(name);
      if (!found) throw new TypeError(`no enabled plugin declares the model "${name}"`);
      return found;
    },
  };
}
