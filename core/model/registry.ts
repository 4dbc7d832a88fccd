import { RegistrationError } from '../plugin/registration-error.ts';
import { type Field, f } from './field.ts';
import { snake, tableName } from './names.ts';
import type { Model, Schema } from './schema.ts';

export type ResolvedField = Field & { readonly name: string; readonly plugin: string; /** null for `many`. */ readonly column: string | null };

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

const always = {
  id: f.uuid({ required: true, readonly: true }),
  createdAt: f.instant({ required: true, readonly: true, label: 'Created' }),
  updatedAt: f.instant({ required: true, readonly: true, label: 'Changed' }),
};

const resolve = (name: string, field: Field, plugin: string): ResolvedField => ({
  ...field,
  name,
  plugin,
  column: field.kind === 'many' ? null : field.kind === 'ref' ? `${snake(name)}_id` : snake(name),
});

/**
 * Puts the schemas together, in dependency order.
 * @throws RegistrationError naming plugin and key: a model or field that is there twice, an extension of a model outside the plugin's `depends`, a reference to nothing.
 */
export function buildRegistry(plugins: readonly { name: string; depends: readonly string[]; schema?: Schema }[]): Registry {
  const models = new Map<string, ResolvedModel & { fields: Map<string, ResolvedField> }>();
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin]));
  const reaches = (from: string, to: string): boolean => from === to || (byName.get(from)?.depends ?? []).some((next) => reaches(next, to));

  for (const { name: plugin, schema } of plugins) {
    for (const [name, definition] of Object.entries(schema?.models ?? {})) {
      const key = `key "schema.models.${name}"`;
      if (!/^[a-z][a-z0-9]*\.[a-z][a-z0-9_]*$/.test(name)) throw new RegistrationError(plugin, key, 'call a model area.noun, in small letters');
      const other = models.get(name);
      if (other) throw new RegistrationError(plugin, key, `the plugin "${other.plugin}" already declares this model`);
      const fields = new Map<string, ResolvedField>();
      for (const [field, one] of [...Object.entries(always), ...Object.entries(definition.fields)]) {
        if (fields.has(field)) throw new RegistrationError(plugin, `${key}.fields.${field}`, 'every model has this field already');
        fields.set(field, resolve(field, one, plugin));
      }
      models.set(name, { name, plugin, table: tableName(name), global: definition.global ?? false, definition, fields });
    }
    for (const [name, added] of Object.entries(schema?.extend ?? {})) {
      const key = `key "schema.extend.${name}"`;
      const target = models.get(name);
      if (!target) throw new RegistrationError(plugin, key, 'there is no such model among the plugins it depends on');
      if (!reaches(plugin, target.plugin)) throw new RegistrationError(plugin, key, `name "${target.plugin}" in depends`);
      for (const [field, one] of Object.entries(added)) {
        const other = target.fields.get(field);
        if (other) throw new RegistrationError(plugin, `${key}.${field}`, `the plugin "${other.plugin}" already has a field with this name`);
        if (one.options.required && !('default' in one.options)) throw new RegistrationError(plugin, `${key}.${field}`, 'a field added to a model must be nullable or have a default');
        target.fields.set(field, resolve(field, one, plugin));
      }
    }
  }
  for (const model of models.values()) {
    for (const field of model.fields.values()) checkTarget(models, model, field);
  }
  return {
    models,
    model: (name) => {
      const found = models.get(name);
      if (!found) throw new TypeError(`there is no model "${name}"`);
      return found;
    },
  };
}

function checkTarget(models: ReadonlyMap<string, ResolvedModel>, model: ResolvedModel, field: ResolvedField): void {
  const { target, inverse } = field.options;
  if (target === undefined) return;
  const key = `model "${model.name}", field "${field.name}"`;
  const other = models.get(target);
  if (!other) throw new RegistrationError(field.plugin, key, `there is no model "${target}"`);
  if (field.kind === 'ref' && model.global && !other.global) throw new RegistrationError(field.plugin, key, `a global model cannot point at "${target}", which belongs to an organization`);
  if (field.kind === 'many') {
    const back = inverse === undefined ? undefined : other.fields.get(inverse);
    if (back?.kind !== 'ref' || back.options.target !== model.name) throw new RegistrationError(field.plugin, key, `"${target}" has no reference "${inverse}" back to "${model.name}"`);
  }
}
