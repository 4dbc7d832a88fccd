import type { ResolvedField, ResolvedModel, Registry } from './registry.ts';
import { literal, quote, snake } from './names.ts';

const TYPES: Record<string, string> = {
  text: 'text',
  longText: 'text',
  email: 'text',
  zone: 'text',
  choice: 'text',
  bool: 'boolean',
  int: 'integer',
  number: 'double precision',
  instant: 'timestamptz',
  date: 'date',
  range: 'tstzrange',
  json: 'jsonb',
  ref: 'uuid',
  uuid: 'uuid',
  secret: 'bytea',
  bytes: 'bytea',
};

/** The column's type in SQL. */
export function columnType(field: ResolvedField): string {
  const type = TYPES[field.kind];
  if (type === undefined) throw new TypeError(`a field of kind "${field.kind}" has no column`);
  return type;
}

function defaultOf(field: ResolvedField): string {
  if (!('default' in field.options)) return '';
  const value = field.options.default;
  if (value === null || value === undefined) return '';
  if (field.kind === 'json') return ` DEFAULT ${literal(JSON.stringify(value))}::jsonb`;
  if (typeof value === 'number' || typeof value === 'boolean') return ` DEFAULT ${value}`;
  return ` DEFAULT ${literal(String(value))}`;
}

function column(field: ResolvedField): string {
  return `${quote(field.column ?? '')} ${columnType(field)}${field.options.required ? ' NOT NULL' : ''}${defaultOf(field)}`;
}

export type NamedSql = { name: string; sql: string };

/** Everything beside the columns, by the name that stands in the catalog. `org_id` leads in tenant models. */
export function constraintsOf(model: ResolvedModel, registry: Registry, fields: readonly ResolvedField[], own: boolean): NamedSql[] {
  const lead = model.global ? [] : ['org_id'];
  const list = (names: readonly string[]): string => names.map(quote).join(', ');
  const columnsOf = (names: readonly string[]): string[] => [...lead, ...names.map((name) => columnOf(model, name))];
  const constraints: NamedSql[] = [];
  if (own) {
    constraints.push({ name: `${model.table}_pkey`, sql: `PRIMARY KEY (${list([...lead, 'id'])})` });
    if (!model.global) constraints.push({ name: `${model.table}_org_id_fkey`, sql: 'FOREIGN KEY (org_id) REFERENCES core_organization (id) ON DELETE CASCADE' });
    for (const unique of model.definition.unique ?? []) {
      constraints.push({ name: `${model.table}_${unique.map(snake).join('_')}_key`, sql: `UNIQUE (${list(columnsOf(unique))})` });
    }
    for (const [name, check] of Object.entries(model.definition.check ?? {})) constraints.push({ name, sql: `CHECK (${check})` });
    for (const { name, using, where } of model.definition.exclude ?? []) {
      const parts = [...lead.map((one) => `${quote(one)} WITH =`), ...Object.entries(using).map(([field, operator]) => `${quote(columnOf(model, field))} WITH ${operator}`)];
      constraints.push({ name, sql: `EXCLUDE USING gist (${parts.join(', ')})${where ? ` WHERE (${where})` : ''}` });
    }
  }
  for (const field of fields) {
    const { choices, min, max, target, onDelete } = field.options;
    const name = `${model.table}_${snake(field.name)}`;
    const quoted = quote(field.column ?? '');
    if (field.kind === 'choice' && choices) constraints.push({ name: `${name}_check`, sql: `CHECK (${quoted} IN (${choices.map(literal).join(', ')}))` });
    if (field.kind === 'int' && (min !== undefined || max !== undefined)) {
      const bounds = [...(min === undefined ? [] : [`${quoted} >= ${min}`]), ...(max === undefined ? [] : [`${quoted} <= ${max}`])];
      constraints.push({ name: `${name}_check`, sql: `CHECK (${bounds.join(' AND ')})` });
    }
    if (field.kind === 'range') constraints.push({ name: `${name}_not_empty`, sql: `CHECK (NOT isempty(${quoted}))` });
    if (field.kind === 'ref' && target) {
      const other = registry.model(target);
      const scoped = !other.global && !model.global;
      const action = onDelete === 'cascade' ? ' ON DELETE CASCADE' : onDelete === 'setNull' ? ` ON DELETE SET NULL (${quoted})` : ' ON DELETE RESTRICT';
      constraints.push({
        name: `${name}_fkey`,
        sql: `FOREIGN KEY (${scoped ? 'org_id, ' : ''}${quoted}) REFERENCES ${quote(other.table)} (${scoped ? 'org_id, ' : ''}id)${action}`,
      });
    }
  }
  return constraints;
}

export function columnOf(model: ResolvedModel, field: string): string {
  const column = model.fields.get(field)?.column;
  if (!column) throw new TypeError(`the model "${model.name}" has no stored field "${field}"`);
  return column;
}

/** Declared indexes, and one for every reference that no other leads with, so that rules and deletes never scan. */
export function indexesOf(model: ResolvedModel, fields: readonly ResolvedField[], own: boolean): NamedSql[] {
  const lead = model.global ? [] : ['org_id'];
  const indexes: NamedSql[] = [];
  const leaders = new Set([...(model.definition.unique ?? []).map((unique) => unique[0])]);
  if (own) {
    for (const { fields: names, where, using = 'btree', name } of model.definition.indexes ?? []) {
      if (where === undefined) leaders.add(names[0]);
      const columns = [...(using === 'gin' ? [] : lead), ...names.map((one) => columnOf(model, one))];
      const title = name ?? `${model.table}_${names.map(snake).join('_')}_idx`;
      indexes.push({ name: title, sql: `CREATE INDEX ${quote(title)} ON ${quote(model.table)} USING ${using} (${columns.map(quote).join(', ')})${where ? ` WHERE ${where}` : ''}` });
    }
  }
  for (const field of fields) {
    if (!((field.kind === 'ref' && !leaders.has(field.name)) || field.options.index)) continue;
    const title = `${model.table}_${field.column}_idx`;
    const columns = [...lead, field.column ?? '', ...(field.kind === 'ref' ? ['id'] : [])];
    indexes.push({ name: title, sql: `CREATE INDEX ${quote(title)} ON ${quote(model.table)} (${columns.map(quote).join(', ')})` });
  }
  return indexes;
}

const stored = (fields: Iterable<ResolvedField>): ResolvedField[] => [...fields].filter((field) => field.column !== null);

/** CREATE TABLE and what belongs to it, without columns that other plugins add. */
export function createTable(model: ResolvedModel, registry: Registry): string[] {
  const fields = stored(model.fields.values()).filter((field) => field.plugin === model.plugin);
  const base = fields.filter(({ name }) => name !== 'id' && name !== 'createdAt' && name !== 'updatedAt');
  const lines = [
    ...(model.global ? [] : ['org_id integer NOT NULL']),
    'id uuid NOT NULL',
    ...base.map(column),
    'created_at timestamptz NOT NULL DEFAULT now()',
    'updated_at timestamptz NOT NULL DEFAULT now()',
    ...constraintsOf(model, registry, base, true).map(({ name, sql }) => `CONSTRAINT ${quote(name)} ${sql}`),
  ];
  return [`CREATE TABLE ${quote(model.table)} (\n  ${lines.join(',\n  ')}\n)`, ...indexesOf(model, base, true).map(({ sql }) => sql)];
}

/** Columns that a plugin adds to another plugin's model. */
export function addColumns(model: ResolvedModel, registry: Registry, plugin: string): string[] {
  const fields = stored(model.fields.values()).filter((field) => field.plugin === plugin && field.plugin !== model.plugin);
  return [
    ...fields.map((field) => `ALTER TABLE ${quote(model.table)} ADD COLUMN ${column(field)}`),
    ...constraintsOf(model, registry, fields, false).map(({ name, sql }) => `ALTER TABLE ${quote(model.table)} ADD CONSTRAINT ${quote(name)} ${sql}`),
    ...indexesOf(model, fields, false).map(({ sql }) => sql),
  ];
}
