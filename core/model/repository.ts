import type { AccessPolicy, Operation } from '../access/policy.ts';
import type { Env } from '../env.ts';
import { type AtriumError, fail } from '../errors.ts';
import type { Hook } from '../plugin/define-plugin.ts';
import type { Principal } from '../principal.ts';
import type { KeyRing } from '../secrets/key-ring.ts';
import { compileDomain, conjunction, type DomainContext, DomainError } from './compile-domain.ts';
import type { Database } from './database-type.ts';
import { sqlType as columnType } from './ddl.ts';
import type { AnyDomain } from './domain.ts';
import { evaluateDomain } from './evaluate-domain.ts';
import { mapDatabaseError } from './map-database-error.ts';
import { quoted as quote } from './names.ts';
import type { Record_, RecordStore, Values } from './record-store.ts';
import type { Registry, ResolvedField } from './registry.ts';
import { codecOf, encode } from './row-codec.ts';

export type RepositoryContext = {
  database: Database;
  registry: Registry;
  policy: AccessPolicy;
  principal: Principal;
  newId(): string;
  keys: KeyRing;
  hooks: ReadonlyMap<string, readonly { plugin: string; hook: Hook }[]>;
  /** The env that a plugin's hook gets: the acting principal, the hook's plugin. */
  hookEnv(plugin: string): Env;
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** More rows than this need paging: nobody reads a table into memory by accident. */
const MOST_ROWS = 10_000;

const secretPlace = (model: string, id: string, field: string): string => `${model}/${id}/${field}`;

/** Records of one model under the access table and the record rules of who acts. */
export function createRepository(context: RepositoryContext, modelName: string): RecordStore {
  const { database, registry, policy, principal } = context;
  const model = registry.model(modelName);
  const codec = codecOf(model);
  const table = quote(model.table);
  const visible = codec.fields.filter(({ name }) => policy.field(principal, model.name, name));
  const hooks = context.hooks.get(model.name) ?? [];
  const filter: DomainContext = { registry, policy, principal, throughRules: true, guardFields: true };
  const rule: DomainContext = { ...filter, throughRules: false, guardFields: false };
  const scope = model.global ? '$1::integer IS NOT NULL' : 't0.org_id = $1::integer';

  const allow = (operation: Operation): void => {
    if (!policy.allows(principal, model.name, operation)) {
      throw fail('ACCESS_DENIED', { cause: new Error(`${principal.kind} may not ${operation} ${model.name}`) });
    }
  };
  const columnsOf = (fields: readonly ResolvedField[], alias: string): string =>
    fields.map(({ name, column }) => `${alias}.${quote(column ?? name)}${column === name ? '' : ` AS ${quote(name)}`}`).join(', ');

  /** The WHERE of the rows that match and that the principal may touch. */
  const where = (domain: AnyDomain, operations: readonly Operation[], values: unknown[]): string => {
    try {
      const parts = [compileDomain(filter, model, domain, 't0', values)];
      const seen = new Set<AnyDomain>();
      for (const operation of operations) {
        const rows = policy.rows(principal, model.name, operation);
        if (seen.has(rows)) continue;
        seen.add(rows);
        parts.push(compileDomain(rule, model, rows, 't0', values));
      }
      const inner = conjunction(parts);
      return inner === 'TRUE' ? scope : `${scope} AND ${inner}`;
    } catch (error) {
      if (error instanceof DomainError)
        throw fail('INPUT_INVALID', { issues: [{ path: error.field, message: 'This cannot be used as a filter.' }], cause: error });
      throw error;
    }
  };

  const send = async (text: string, values: readonly unknown[]): Promise<Record_[]> => {
    try {
      const { rows } = await database.query<Record<string, unknown>>(text, values);
      return rows.map(codec.decode);
    } catch (error) {
      throw mapDatabaseError(error, model, registry);
    }
  };

  const orderBy = (order: readonly string[] | undefined): string => {
    const keys = [...(order ?? model.definition.order ?? []), 'id'];
    const parts = keys.map((key) => {
      const descending = key.startsWith('-');
      const field = model.fields.get(descending ? key.slice(1) : key);
      if (!field?.column || !policy.field(principal, model.name, field.name)) {
        throw fail('INPUT_INVALID', { issues: [{ path: key, message: 'The list cannot be sorted by this.' }] });
      }
      return `t0.${quote(field.column)}${descending ? ' DESC NULLS LAST' : ''}`;
    });
    return ` ORDER BY ${parts.join(', ')}`;
  };

  const select = async (
    domain: AnyDomain,
    fields: readonly ResolvedField[],
    options: { order?: readonly string[]; limit?: number; offset?: number },
    suffix = '',
  ): Promise<Record_[]> => {
    allow('read');
    const values: unknown[] = [principal.org];
    const condition = where(domain, ['read'], values);
    const limit = Math.min(options.limit ?? MOST_ROWS, MOST_ROWS);
    const page = ` LIMIT $${values.push(limit)}::integer${options.offset ? ` OFFSET $${values.push(options.offset)}::integer` : ''}`;
    return send(`SELECT ${columnsOf(fields, 't0')} FROM ${table} AS t0 WHERE ${condition}${orderBy(options.order)}${page}${suffix}`, values);
  };

  const parse = (values: Values, kind: 'create' | 'update', index: number | undefined): Record<string, unknown> => {
    const result = codec[kind].safeParse(values);
    if (result.success) return result.data;
    const prefix = index === undefined ? '' : `${index}.`;
    throw fail('INPUT_INVALID', { issues: result.error.issues.map(({ path, message }) => ({ path: prefix + path.join('.'), message })), cause: result.error });
  };

  const seal = (id: string, field: ResolvedField, value: unknown): unknown =>
    field.kind === 'secret' && typeof value === 'string' ? context.keys.encrypt(value, secretPlace(model.name, id, field.name)) : encode(field, value);

  /** Rules on the rows as written. In memory where the row itself decides; else one query. */
  const recheck = async (rows: readonly Record_[], operation: Operation): Promise<void> => {
    const domain = policy.rows(principal, model.name, operation);
    const open = rows.filter((row) => {
      const verdict = evaluateDomain(domain, row, principal);
      if (verdict === false) throw fail('ACCESS_DENIED', { cause: new Error(`a record rule refuses to ${operation} ${model.name}`) });
      return verdict === 'unknown';
    });
    if (open.length === 0) return;
    const values: unknown[] = [principal.org];
    const inner = compileDomain(rule, model, domain, 't0', values);
    const { rows: counted } = await database.query<{ n: number }>(
      `SELECT count(*)::integer AS n FROM ${table} AS t0 WHERE ${scope} AND t0.id = ANY($${values.push(open.map(({ id }) => id))}::uuid[]) AND ${inner}`,
      values,
    );
    if (counted[0]?.n !== open.length) throw fail('ACCESS_DENIED', { cause: new Error(`a record rule refuses to ${operation} ${model.name}`) });
  };

  const runHooks = async (on: Hook['on'], rows: readonly Record_[], before: readonly Record_[]): Promise<void> => {
    for (const { plugin, hook } of hooks) if (hook.on === on) await hook.run(context.hookEnv(plugin) as Env<never>, rows, before);
  };
  const hooked = (on: Hook['on']): boolean => hooks.some(({ hook }) => hook.on === on);

  /** A transaction only where something may still refuse after the write. */
  const guarded = <T>(operation: 'create' | 'update' | 'delete', fn: () => Promise<T>): Promise<T> =>
    hooked(operation) || (operation !== 'delete' && policy.rows(principal, model.name, operation) !== true) ? database.tx(fn) : fn();

  /** Every column is returned for the check; what the principal may not see is taken away afterwards. */
  const returned = (rows: readonly Record_[]): Record_[] =>
    visible.length === codec.fields.length ? [...rows] : rows.map((row) => Object.fromEntries(visible.map(({ name }) => [name, row[name]])) as Record_);

  const returning = ` RETURNING ${columnsOf(codec.fields, 't0')}`;

  const insert = async (list: readonly Record<string, unknown>[], conflict: string): Promise<Record_[]> => {
    const ids = list.map(({ id }) => (typeof id === 'string' ? id : context.newId()));
    const named = codec.fields.filter(({ name }) => name !== 'id' && list.some((values) => values[name] !== undefined));
    const columns = [...(model.global ? [] : ['org_id']), 'id', ...named.map(({ column }) => column ?? '')].map(quote).join(', ');
    if (list.length === 1) {
      const values: unknown[] = [principal.org, ids[0]];
      const places = named.map((field) => `$${values.push(seal(ids[0] ?? '', field, list[0]?.[field.name]))}::${columnType(field)}`);
      const head = model.global ? [] : ['$1::integer'];
      const source = model.global
        ? `SELECT ${['$2::uuid', ...places].join(', ')} WHERE $1::integer IS NOT NULL`
        : `VALUES (${[...head, '$2::uuid', ...places].join(', ')})`;
      return send(`INSERT INTO ${table} AS t0 (${columns}) ${source}${conflict}${returning}`, values);
    }
    const values: unknown[] = [principal.org, ids];
    const arrays = named.map((field) => {
      // An array of ranges or bytes is spelled as text and cast per row: pg has no array form for every type.
      const column = list.map((row, index) => seal(ids[index] ?? '', field, row[field.name]));
      const asText = field.kind === 'range' || field.kind === 'json';
      return {
        place: `$${values.push(column)}::${asText ? 'text' : columnType(field)}[]`,
        pick: (alias: string) => (asText ? `${alias}::${columnType(field)}` : alias),
      };
    });
    const aliases = arrays.map((_, index) => `c${index}`);
    const picks = [...(model.global ? [] : ['$1::integer']), 'u.id', ...arrays.map(({ pick }, index) => pick(`u.c${index}`))];
    const from = `unnest(${['$2::uuid[]', ...arrays.map(({ place }) => place)].join(', ')}) WITH ORDINALITY AS u(${['id', ...aliases, 'n'].join(', ')})`;
    const needed = model.global ? ' WHERE $1::integer IS NOT NULL' : '';
    return send(`INSERT INTO ${table} AS t0 (${columns}) SELECT ${picks.join(', ')} FROM ${from}${needed} ORDER BY u.n${conflict}${returning}`, values);
  };

  /** Rows of one statement must name the same columns with a value where a column has a default: a missing value would become null. */
  const withDefaults = (list: readonly Record<string, unknown>[]): Record<string, unknown>[] => {
    const named = codec.fields.filter(({ name }) => list.some((values) => values[name] !== undefined));
    return list.map((values) =>
      Object.fromEntries([
        ...Object.entries(values),
        ...named.filter(({ name }) => values[name] === undefined).map((field) => [field.name, field.options.default ?? null]),
      ]),
    );
  };

  const store: RecordStore = {
    find: (domain, options = {}) => select(domain, visible, options),
    pick: (domain, fields, options = {}) => {
      const wanted = visible.filter(({ name }) => name === 'id' || fields.includes(name));
      return select(domain, wanted, options);
    },
    get: async (id) => {
      if (!UUID.test(id)) throw fail('NOT_FOUND');
      const [row] = await select({ id }, visible, { limit: 1, order: [] });
      if (!row) throw fail('NOT_FOUND');
      return row;
    },
    count: async (domain) => {
      allow('read');
      const values: unknown[] = [principal.org];
      const condition = where(domain, ['read'], values);
      const { rows } = await database.query<{ n: number }>(`SELECT count(*) AS n FROM ${table} AS t0 WHERE ${condition}`, values);
      return Number(rows[0]?.n ?? 0);
    },
    group: async (domain, by, { sum = [], limit = 1_000 } = {}) => {
      allow('read');
      const pickable = (name: string): ResolvedField & { column: string } => {
        const field = visible.find((candidate) => candidate.name === name);
        if (!field?.column) throw fail('INPUT_INVALID', { issues: [{ path: name, message: 'The list cannot be grouped by this.' }] });
        return { ...field, column: field.column };
      };
      const keys = by.map(pickable);
      const sums = sum.map(pickable);
      const values: unknown[] = [principal.org];
      const condition = where(domain, ['read'], values);
      const list = [
        ...keys.map(({ name, column }) => `t0.${quote(column)} AS ${quote(name)}`),
        'count(*) AS "$count"',
        ...sums.map(({ name, column }) => `coalesce(sum(t0.${quote(column)}), 0)::double precision AS ${quote(`$sum.${name}`)}`),
      ];
      const grouping = keys.length > 0 ? ` GROUP BY ${keys.map(({ column }) => `t0.${quote(column)}`).join(', ')}` : '';
      const { rows } = await database.query<Record<string, unknown>>(
        `SELECT ${list.join(', ')} FROM ${table} AS t0 WHERE ${condition}${grouping} ORDER BY "$count" DESC LIMIT $${values.push(limit)}::integer`,
        values,
      );
      return rows.map((row) => ({
        ...codec.decode(Object.fromEntries(keys.map(({ name }) => [name, row[name]]))),
        count: Number(row['$count']),
        sum: Object.fromEntries(sums.map(({ name }) => [name, Number(row[`$sum.${name}`])])),
      }));
    },
    create: (async (input: Values | readonly Values[], options: { onConflict?: { constraint: string } } = {}) => {
      allow('create');
      const many = Array.isArray(input);
      const list = many ? (input as readonly Values[]) : [input as Values];
      if (list.length === 0) return [];
      const parsed = list.map((values, index) => parse(values, 'create', many ? index : undefined));
      const conflict = options.onConflict ? ` ON CONFLICT ON CONSTRAINT ${quote(options.onConflict.constraint)} DO NOTHING` : '';
      const rows = await guarded('create', async () => {
        const made = await insert(parsed.length > 1 ? withDefaults(parsed) : parsed, conflict);
        await recheck(made, 'create');
        await runHooks('create', made, []);
        return made;
      });
      const out = returned(rows);
      return many ? out : out[0];
    }) as RecordStore['create'],
    update: (async (what: string | AnyDomain, input: Values) => {
      allow('update');
      const byId = typeof what === 'string';
      if (byId && !UUID.test(what)) throw fail('NOT_FOUND');
      const parsed = parse(input, 'update', undefined);
      const named = codec.fields.filter(({ name }) => parsed[name] !== undefined);
      if (!byId && named.some(({ kind }) => kind === 'secret')) throw new TypeError(`secrets of ${model.name} are changed one record at a time`);
      const domain: AnyDomain = byId ? { id: what } : what;
      const rows = await guarded('update', async () => {
        const before = hooked('update') ? await lockRows(domain) : [];
        const values: unknown[] = [principal.org];
        const sets = [
          ...named.map((field) => `${quote(field.column ?? '')} = $${values.push(seal(byId ? what : '', field, parsed[field.name]))}::${columnType(field)}`),
          'updated_at = now()',
        ];
        const condition = where(domain, ['read', 'update'], values);
        const changed = await send(`UPDATE ${table} AS t0 SET ${sets.join(', ')} WHERE ${condition}${returning}`, values);
        await recheck(changed, 'update');
        if (changed.length > 0) await runHooks('update', changed, before);
        return changed;
      });
      const out = returned(rows);
      if (!byId) return out;
      if (!out[0]) throw await refusal(what);
      return out[0];
    }) as RecordStore['update'],
    delete: async (what) => {
      allow('delete');
      const byId = typeof what === 'string';
      if (byId && !UUID.test(what)) throw fail('NOT_FOUND');
      const domain: AnyDomain = byId ? { id: what } : what;
      const gone = await guarded('delete', async () => {
        const values: unknown[] = [principal.org];
        const condition = where(domain, ['read', 'delete'], values);
        const rows = await send(`DELETE FROM ${table} AS t0 WHERE ${condition}${returning}`, values);
        if (rows.length > 0) await runHooks('delete', rows, rows);
        return rows.length;
      });
      if (byId && gone === 0) throw await refusal(what);
      return gone;
    },
    lock: (domain) => {
      if (!database.inTransaction()) throw new TypeError('lock needs a transaction');
      return lockRows(domain);
    },
    related: async (rows, fieldName) => {
      const field = model.fields.get(fieldName);
      if (field?.kind !== 'ref' || !field.options.target) throw new TypeError(`${model.name}.${fieldName} is no reference`);
      const { target } = field.options;
      const ids = [...new Set(rows.flatMap((row) => (typeof row[fieldName] === 'string' ? [row[fieldName]] : [])))];
      if (ids.length === 0 || !policy.allows(principal, target, 'read')) return new Map();
      const found = await createRepository(context, target).find({ id: { in: ids } });
      return new Map(found.map((record) => [record.id, record]));
    },
    reveal: async (id, fieldName) => {
      const field = model.fields.get(fieldName);
      if (field?.kind !== 'secret') throw new TypeError(`${model.name}.${fieldName} is no secret`);
      await store.get(id);
      const { rows } = await database.query<{ sealed: Uint8Array | null }>(
        `SELECT t0.${quote(field.column ?? '')} AS sealed FROM ${table} AS t0 WHERE ${scope} AND t0.id = $2::uuid`,
        [principal.org, id],
      );
      const sealed = rows[0]?.sealed;
      return sealed ? context.keys.decrypt(sealed, secretPlace(model.name, id, fieldName)) : null;
    },
  };

  const lockRows = (domain: AnyDomain): Promise<Record_[]> => select(domain, visible, { order: [] }, ' FOR NO KEY UPDATE OF t0');

  /** Nothing was touched: is it not there, or not allowed? What may not be read is not there. */
  const refusal = async (id: string): Promise<AtriumError> => {
    const readable = policy.allows(principal, model.name, 'read') && (await store.count({ id })) > 0;
    return readable ? fail('ACCESS_DENIED', { cause: new Error(`a record rule refuses the change of ${model.name}`) }) : fail('NOT_FOUND');
  };
  return store;
}
