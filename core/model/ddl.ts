import { identifier, literal, quoted } from './names.ts';
import type { Registry, ResolvedField, ResolvedModel } from './registry.ts';

const sqlTypes: Record<Exclude<ResolvedField['kind'], 'many'>, string> = {
  text: 'text',
  longText: 'text',
  email: 'text',
  zone: 'text',
  choice: 'text',
  bool: 'boolean',
  int: 'integer',
  number: 'double precision',
  instant: 'timestamp(3) with time zone',
  date: 'date',
  range: 'tstzrange',
  json: 'jsonb',
  ref: 'uuid',
  uuid: 'uuid',
  secret: 'bytea',
  bytes: 'bytea',
};

/** Longest text in characters where the field does not say. */
export const textLimits = { text: 200, longText: 10_000, email: 254, zone: 64 } as const;

export type Column = {
  name: string;
  type: string;
  notNull: boolean;
  /** SQL, or null for none. */
  default: string | null;
};
export type Constraint = {
  name: string;
  kind: 'primary' | 'unique' | 'foreign' | 'check' | 'exclude';
  /** As after `CONSTRAINT <name>`. */
  sql: string;
  /** foreign: the table pointed at. */
  target?: string;
};
export type Index = { name: string; using: 'btree' | 'gist' | 'gin'; columns: readonly string[]; where: string | null };
export type Table = { name: string; columns: readonly Column[]; constraints: readonly Constraint[]; indexes: readonly Index[] };

/** The type's name as the catalog says it too. Instants to the millisecond, which is all that a `Date` holds: what was read compares equal. @throws TypeError for `many`. */
export function sqlType(field: ResolvedField): string {
  if (field.kind === 'many') throw new TypeError(`${field.name} has no column`);
  return sqlTypes[field.kind];
}

function columnName(model: ResolvedModel, field: string): string {
  const column = model.fields.get(field)?.column;
  if (!column) throw new TypeError(`${model.name} has no column for "${field}"`);
  return column;
}

/** A value as an SQL literal for DEFAULT. */
function defaultSql(field: ResolvedField): string | null {
  const value = field.options.default;
  if (field.name === 'createdAt' || field.name === 'updatedAt') return 'now()';
  if (value === undefined || value === null) return null;
  if (field.kind === 'json') return `${literal(JSON.stringify(value))}::jsonb`;
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return literal(value);
  throw new TypeError(`the default of ${field.name} cannot be written as SQL`);
}

function columnFor(field: ResolvedField): Column {
  if (field.column === null) throw new TypeError(`${field.name} has no column`);
  return { name: field.column, type: sqlType(field), notNull: field.options.required === true, default: defaultSql(field) };
}

/** What the declaration says about the value alone. */
function valueCheck(field: ResolvedField): string | null {
  const column = quoted(field.column ?? '');
  const { max, min, choices } = field.options;
  switch (field.kind) {
    case 'choice':
      return `${column} IN (${(choices ?? []).map(literal).join(', ')})`;
    case 'text':
    case 'longText':
    case 'email':
    case 'zone':
      return `char_length(${column}) <= ${max ?? textLimits[field.kind]}`;
    case 'int':
      if (min !== undefined && max !== undefined) return `${column} BETWEEN ${min} AND ${max}`;
      return min !== undefined ? `${column} >= ${min}` : max !== undefined ? `${column} <= ${max}` : null;
    case 'range':
      // an empty or open stretch would slip through every exclusion constraint
      return `NOT isempty(${column}) AND NOT lower_inf(${column}) AND NOT upper_inf(${column}) AND lower_inc(${column}) AND NOT upper_inc(${column})`;
    default:
      return null;
  }
}

const onDelete = (field: ResolvedField, column: string, composite: boolean): string => {
  if (field.options.onDelete === 'cascade') return ' ON DELETE CASCADE';
  // plain SET NULL would also clear org_id of a composite key
  if (field.options.onDelete === 'setNull') return composite ? ` ON DELETE SET NULL (${column})` : ' ON DELETE SET NULL';
  return '';
};

function fieldConstraints(registry: Registry, model: ResolvedModel, field: ResolvedField): Constraint[] {
  if (field.column === null || field.name === 'id' || field.name === 'createdAt' || field.name === 'updatedAt') return [];
  const found: Constraint[] = [];
  const check = valueCheck(field);
  if (check) found.push({ name: identifier(model.table, field.column, 'check'), kind: 'check', sql: `CHECK (${check})` });
  if (field.kind === 'ref') {
    const target = registry.model(field.options.target ?? '');
    const column = quoted(field.column);
    const composite = !model.global && !target.global;
    const key = composite
      ? `FOREIGN KEY (org_id, ${column}) REFERENCES ${target.table} (org_id, id)`
      : `FOREIGN KEY (${column}) REFERENCES ${target.table} (id)`;
    found.push({
      name: identifier(model.table, field.column, 'fk'),
      kind: 'foreign',
      sql: `${key}${onDelete(field, column, composite)}`,
      target: target.table,
    });
  }
  return found;
}

const lead = (model: ResolvedModel, columns: readonly string[]): string[] => (model.global ? [...columns] : ['org_id', ...columns]);

function tableConstraints(model: ResolvedModel): Constraint[] {
  const found: Constraint[] = [{ name: identifier(model.table, 'pkey'), kind: 'primary', sql: `PRIMARY KEY (${lead(model, ['id']).join(', ')})` }];
  for (const fields of model.definition.unique ?? []) {
    const columns = fields.map((field) => columnName(model, field));
    found.push({ name: identifier(model.table, ...columns, 'key'), kind: 'unique', sql: `UNIQUE (${lead(model, columns).map(quoted).join(', ')})` });
  }
  for (const [name, sql] of Object.entries(model.definition.check ?? {})) found.push({ name, kind: 'check', sql: `CHECK (${sql})` });
  for (const { name, using, where } of model.definition.exclude ?? []) {
    const parts = Object.entries(using).map(([field, operator]) => `${quoted(columnName(model, field))} WITH ${operator}`);
    // Last: GiST weighs columns in their order, and this one rarely tells rows apart.
    if (!model.global) parts.push('org_id WITH =');
    found.push({ name, kind: 'exclude', sql: `EXCLUDE USING gist (${parts.join(', ')})${where ? ` WHERE (${where})` : ''}` });
  }
  return found;
}

/** Declared indexes, and one for every ref: rules ask by it, and so does the foreign key when the record pointed at goes. */
function indexesOf(model: ResolvedModel, fields: readonly ResolvedField[]): Index[] {
  const found: Index[] = [];
  const names = new Set(fields.map(({ name }) => name));
  const add = (columns: readonly string[], where: string | null, using: Index['using'], name?: string): void => {
    const leading = using === 'gin' ? [...columns] : lead(model, columns);
    found.push({ name: name ?? identifier(model.table, ...columns, 'idx'), using, columns: leading, where });
  };
  for (const { fields: parts, where, using, name } of model.definition.indexes ?? []) {
    if (parts.some((part) => names.has(part))) {
      add(
        parts.map((part) => columnName(model, part)),
        where ?? null,
        using ?? 'btree',
        name,
      );
    }
  }
  for (const field of fields) {
    if (field.column === null || (field.kind !== 'ref' && !field.options.index)) continue;
    const column = field.column;
    const byUnique = (model.definition.unique ?? []).some(([first]) => first === field.name);
    const position = model.global ? 0 : 1;
    const byIndex = found.some(
      (index) => index.using === 'btree' && index.columns[position] === column && (index.where === null || index.where === `${quoted(column)} IS NOT NULL`),
    );
    if (!byUnique && !byIndex) add([column], null, 'btree');
  }
  return found;
}

const withColumn = (fields: Iterable<ResolvedField>): ResolvedField[] => [...fields].filter(({ kind }) => kind !== 'many');

/** The whole table as declared by all plugins, extensions included. */
export function tableOf(registry: Registry, model: ResolvedModel): Table {
  const fields = withColumn(model.fields.values());
  const org: Column[] = model.global ? [] : [{ name: 'org_id', type: 'integer', notNull: true, default: null }];
  return {
    name: model.table,
    columns: [...org, ...fields.map(columnFor)],
    constraints: [...tableConstraints(model), ...fields.flatMap((field) => fieldConstraints(registry, model, field))],
    indexes: indexesOf(model, fields),
  };
}

/** The part of a table that one plugin declares: all of its own model but others' columns, or its columns on another's. */
export function partOf(registry: Registry, model: ResolvedModel, plugin: string): Table {
  const own = model.plugin === plugin;
  const fields = withColumn(model.fields.values()).filter((field) => field.plugin === plugin);
  const names = new Set(fields.map(({ column }) => column));
  const org: Column[] = model.global || !own ? [] : [{ name: 'org_id', type: 'integer', notNull: true, default: null }];
  return {
    name: model.table,
    columns: [...org, ...fields.map(columnFor)],
    constraints: [...(own ? tableConstraints(model) : []), ...fields.flatMap((field) => fieldConstraints(registry, model, field))],
    indexes: indexesOf(model, fields).filter(({ columns }) => own || columns.some((column) => names.has(column))),
  };
}

const columnSql = ({ name, type, notNull, default: value }: Column): string =>
  `${quoted(name)} ${type}${notNull ? ' NOT NULL' : ''}${value === null ? '' : ` DEFAULT ${value}`}`;
/** As a clause of CREATE TABLE, and after ADD. */
export const constraintSql = ({ name, sql }: Constraint): string => `CONSTRAINT ${quoted(name)} ${sql}`;
export const indexSql = (table: string, { name, using, columns, where }: Index): string =>
  `CREATE INDEX ${quoted(name)} ON ${table}${using === 'btree' ? '' : ` USING ${using}`} (${columns.map(quoted).join(', ')})${where ? ` WHERE ${where}` : ''};`;

/** As a clause of ALTER TABLE. */
export const addColumn = (column: Column): string => `ADD COLUMN ${columnSql(column)}`;

/** CREATE TABLE and its indexes, with the fields of the declaring plugin only. Foreign keys to tables that do not stand yet (`later`) are left to `createForeignKeys`. */
export function createTable(registry: Registry, model: ResolvedModel, later: (table: string) => boolean = () => false): string {
  const fields = withColumn(model.fields.values()).filter(({ plugin }) => plugin === model.plugin);
  const org = model.global ? [] : ['org_id integer NOT NULL'];
  const constraints = [...tableConstraints(model), ...fields.flatMap((field) => fieldConstraints(registry, model, field))].filter(
    ({ target }) => target === undefined || !later(target),
  );
  const lines = [...org, ...fields.map((field) => columnSql(columnFor(field))), ...constraints.map(constraintSql)];
  return [`CREATE TABLE ${model.table} (\n  ${lines.join(',\n  ')}\n);`, ...indexesOf(model, fields).map((index) => indexSql(model.table, index))].join('\n');
}

/** The foreign keys that `createTable` left out. */
export function createForeignKeys(registry: Registry, model: ResolvedModel, later: (table: string) => boolean): string[] {
  return withColumn(model.fields.values())
    .filter(({ plugin }) => plugin === model.plugin)
    .flatMap((field) => fieldConstraints(registry, model, field))
    .filter(({ target }) => target !== undefined && later(target))
    .map((constraint) => `ALTER TABLE ${model.table} ADD ${constraintSql(constraint)};`);
}

/** ALTER TABLE for the fields that `plugin` adds to another plugin's model. */
export function extendTable(registry: Registry, model: ResolvedModel, plugin: string): string {
  const { columns, constraints, indexes } = partOf(registry, model, plugin);
  const parts = [...columns.map(addColumn), ...constraints.map((constraint) => `ADD ${constraintSql(constraint)}`)];
  return [`ALTER TABLE ${model.table}\n  ${parts.join(',\n  ')};`, ...indexes.map((index) => indexSql(model.table, index))].join('\n');
}
