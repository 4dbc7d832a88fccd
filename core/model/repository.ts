import { unscoped } from '../access/key-scope.ts';
import type { AccessPolicy, Operation } from '../access/policy.ts';
import { auditOf } from '../audit/audit-changes.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Env } from '../env.ts';
import { type AtriumError, fail } from '../errors.ts';
import type { Hook } from '../plugin/define-plugin.ts';
import { callPlugin, HOOK_S } from '../plugin/plugin-deadline.ts';
import type { Principal } from '../principal.ts';
import type { KeyRing } from '../secrets/key-ring.ts';
import { compileDomain, conjunction, type DomainContext } from './compile-domain.ts';
import type { Database } from './database-type.ts';
import { sqlType } from './ddl.ts';
import type { AnyDomain } from './domain.ts';
import { DomainError, isUuid } from './domain-value.ts';
import { evaluateDomain, fieldsOfDomain } from './evaluate-domain.ts';
import { groupWithin } from './group-within.ts';
import { afterMark, markOf, type SortPart } from './keyset.ts';
import { mapDatabaseError } from './map-database-error.ts';
import { quoted } from './names.ts';
import { parseValues } from './parse-values.ts';
import type { Record_, RecordStore, Stretch, Values, Within } from './record-store.ts';
import type { Registry, ResolvedField } from './registry.ts';
import { codecOf, encode, type StoredField, selectList } from './row-codec.ts';
import { ruleWays, throughOthers } from './rule-ways.ts';

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
  /** Where changes are noted; nowhere unless given. */
  audit?: AuditTrail;
};

type Page = { order?: readonly string[]; limit?: number; offset?: number };

const secretPlace = (model: string, id: string, field: string): string => `${model}/${id}/${field}`;
const unsortable = new Set<ResolvedField['kind']>(['json', 'bytes', 'secret', 'range', 'many']);
/** Further into a list than that, the ways of a rule are no longer asked one by one. */
const mostByWays = 2_000;
/** So many rows are sorted in a few milliseconds. */
const mostSorted = 5_000;
/** pg has no array form for these: they travel as texts and are cast row by row. */
const asTexts = new Set<ResolvedField['kind']>(['range', 'json']);

/** Records of one model under the access table and the record rules of who acts. The organization is the principal's; no value and no filter can name another. */
export function createRepository(context: RepositoryContext, modelName: string): RecordStore {
  const { database, registry, policy, principal } = context;
  const model = registry.model(modelName);
  const codec = codecOf(model);
  const table = quoted(model.table);
  const visible = codec.fields.filter(({ name }) => policy.field(principal, model.name, name));
  const sees = new Set(visible.map(({ name }) => name));
  const everything = visible.length === codec.fields.length;
  const hooks = context.hooks.get(model.name) ?? [];
  const trail = context.audit;
  const audit = trail ? auditOf(model) : undefined;
  const filter: DomainContext = { registry, policy, principal, throughRules: true, guardFields: true };
  const rule: DomainContext = { ...filter, principal: unscoped(principal), throughRules: false, guardFields: false };
  // `$1` is the organization in every statement; a global model names it only so that it has a type
  const scope = model.global ? '$1::integer IS NOT NULL' : 't0.org_id = $1::integer';

  const denied = (operation: Operation): AtriumError => fail('ACCESS_DENIED', { cause: new Error(`${principal.kind} may not ${operation} ${model.name}`) });
  const refused = (operation: Operation): AtriumError => fail('ACCESS_DENIED', { cause: new Error(`a record rule refuses to ${operation} ${model.name}`) });
  const allow = (operation: Operation): void => {
    // the core's own models are written by the core alone, past this door: not even who sets the rules aside writes a line of the audit log
    if (operation !== 'read' && model.plugin === 'core') throw denied(operation);
    if (!policy.allows(principal, model.name, operation)) throw denied(operation);
  };
  const unusable = (path: string, message: string, cause?: unknown): AtriumError => fail('INPUT_INVALID', { issues: [{ path, message }], cause });

  /** A field that the principal may see and that is fit for the purpose. */
  const usable = (name: string, message: string, unfit: ReadonlySet<ResolvedField['kind']>): StoredField => {
    const field = sees.has(name) ? codec.fields.find((candidate) => candidate.name === name) : undefined;
    if (!field || unfit.has(field.kind)) throw unusable(name, message);
    return field;
  };

  /** The WHERE of the rows that match and that these rules open. */
  const whereRules = (domain: AnyDomain, rules: Iterable<AnyDomain>, values: unknown[], rowByRow = false): string => {
    const mark = values.length;
    let asked: string;
    try {
      asked = compileDomain(filter, model, domain, 't0', values);
    } catch (error) {
      throw error instanceof DomainError ? unusable(error.field, 'This cannot be used as a filter.', error) : error;
    }
    const inner = conjunction([asked, ...[...rules].map((rows) => compileDomain({ ...rule, rowByRow }, model, rows, 't0', values))]);
    if (inner === 'FALSE') values.length = mark;
    return inner === 'TRUE' ? scope : `${scope} AND ${inner}`;
  };
  /** … and that the principal may touch. */
  const where = (domain: AnyDomain, operations: readonly Operation[], values: unknown[]): string =>
    whereRules(domain, new Set(operations.map((operation) => policy.rows(principal, model.name, operation))), values);

  /** @throws INPUT_INVALID where the fields cannot be measured so */
  const measured = (within: Within | undefined, values: unknown[]): ReturnType<typeof groupWithin> | undefined => {
    if (!within) return undefined;
    const field = usable(within.field, 'This cannot be measured.', new Set());
    const of = usable(within.by, 'This cannot be measured.', unsortable);
    if (field.kind !== 'range' || (of.kind !== 'uuid' && of.kind !== 'ref')) throw unusable(within.field, 'This cannot be measured.');
    return groupWithin(within, field, of, values);
  };

  /** The ways in which the read rules open rows; none where they are asked as one, and for records that are named by their ids. */
  const waysToRead = (domain: AnyDomain): readonly AnyDomain[] | undefined =>
    typeof domain === 'object' && domain.id !== undefined
      ? undefined
      : ruleWays({ registry, policy, principal }, model, policy.rows(principal, model.name, 'read'));
  /** Nothing can match: an empty list of ids, or a rule that opens no row. The database need not be asked. */
  const nobody = (condition: string): boolean => condition === `${scope} AND FALSE`;

  const send = async (text: string, values: readonly unknown[]): Promise<Record_[]> => {
    let rows: Record<string, unknown>[];
    try {
      ({ rows } = await database.query<Record<string, unknown>>(text, values));
    } catch (error) {
      throw mapDatabaseError(error, model, registry);
    }
    return rows.map(codec.decode);
  };

  /** Ends with the id, so that it is the same every time. */
  const sorting = (order: readonly string[] | undefined): SortPart[] => {
    const parts: SortPart[] = [];
    for (const key of order ?? model.definition.order ?? []) {
      const descending = key.startsWith('-');
      const name = descending ? key.slice(1) : key;
      if (order === undefined && !sees.has(name)) continue;
      parts.push({ field: usable(name, 'The list cannot be sorted by this.', unsortable), descending });
      if (name === 'id') return parts;
    }
    parts.push({ field: usable('id', 'The list cannot be sorted by this.', unsortable), descending: false });
    return parts;
  };
  // without a null there is nothing to put last, and an index read backwards serves
  const written = (parts: readonly SortPart[]): string =>
    ` ORDER BY ${parts.map(({ field: { column, options }, descending }) => `t0.${quoted(column)}${descending ? (options.required ? ' DESC' : ' DESC NULLS LAST') : ''}`).join(', ')}`;
  const orderBy = (order: readonly string[] | undefined): string => written(sorting(order));

  /** For each way the ids that it opens; ways that open nothing are left out. */
  const eachWay = (
    ways: readonly AnyDomain[],
    values: unknown[],
    one: (where: (rowByRow?: boolean) => string, way: AnyDomain) => string,
    domain: AnyDomain,
  ): string[] =>
    ways.flatMap((way) => {
      const mark = values.length;
      const found = one((rowByRow) => whereRules(domain, [way], values, rowByRow), way);
      if (!found.includes(`WHERE ${scope} AND FALSE`)) return [`(${found})`];
      values.length = mark;
      return [];
    });
  /**
   * The first rows of each way hold the first of all. A way through other records is followed from their side where they are few, and what is found is sorted; where they
   * are many, so that one in a few rows will do, the rows are walked in their order. (Left alone, PostgreSQL always walks, in the hope of finding fifty soon.)
   */
  const firstOfWays = (
    ways: readonly AnyDomain[],
    domain: AnyDomain,
    values: unknown[],
    first: number,
    parts: readonly SortPart[],
    rest: () => string,
  ): string => {
    const limit = `$${values.push(first)}::integer`;
    const order = written(parts);
    const columns = [...new Set(['t0.id', ...parts.map(({ field }) => `t0.${quoted(field.column)}`)])].join(', ');
    const each = eachWay(
      ways,
      values,
      (condition, way) => {
        const walk = (only: string): string => `SELECT t0.id FROM ${table} AS t0 WHERE ${condition(only !== '')}${rest()}${only}${order} LIMIT ${limit}`;
        const others = throughOthers(registry, model, way);
        if (!others) return walk('');
        const there = compileDomain(rule, others.model, others.domain, 't0', values);
        const ofOrg = others.model.global ? '' : 't0.org_id = $1::integer AND ';
        const counted = `SELECT count(*) AS n FROM (SELECT 1 FROM ${quoted(others.model.table)} AS t0 WHERE ${ofOrg}${there} LIMIT ${mostSorted + 1}) AS there`;
        const few = `SELECT ${columns} FROM ${table} AS t0 WHERE ${condition()}${rest()} AND (SELECT n FROM gate) <= ${mostSorted}`;
        // behind a gate, so that no parallel worker is started for a walk that does not take place
        const walked = `SELECT walked.id FROM gate CROSS JOIN LATERAL (${walk(` AND gate.n > ${mostSorted}`)}) AS walked`;
        return `WITH gate AS MATERIALIZED (${counted}), few AS MATERIALIZED (${few}) (SELECT t0.id FROM few AS t0${order} LIMIT ${limit}) UNION ALL (${walked})`;
      },
      domain,
    );
    return `${scope} AND ${each.length === 0 ? 'FALSE' : `t0.id IN (${each.join(' UNION ALL ')})`}`;
  };

  const select = async (domain: AnyDomain, fields: readonly StoredField[], page: Page, suffix = ''): Promise<Record_[]> => {
    allow('read');
    const values: unknown[] = [principal.org];
    const whole = (name: 'limit' | 'offset', value: number | undefined): number | undefined => {
      if (value !== undefined && (!Number.isInteger(value) || value < 0 || value > 2_147_483_647)) throw unusable(name, 'Use a whole number.');
      return value;
    };
    const [limit, offset] = [whole('limit', page.limit), whole('offset', page.offset)];
    const first = limit === undefined ? Number.POSITIVE_INFINITY : limit + (offset ?? 0);
    const ways = first <= mostByWays ? waysToRead(domain) : undefined;
    const condition = ways ? firstOfWays(ways, domain, values, first, sorting(page.order), () => '') : where(domain, ['read'], values);
    if (nobody(condition)) return [];
    const count = (name: 'limit' | 'offset', value: number | undefined): string =>
      value === undefined ? '' : ` ${name.toUpperCase()} $${values.push(value)}::integer`;
    const list = fields === codec.fields ? codec.columns : selectList(fields);
    const rest = `${orderBy(page.order)}${count('limit', limit)}${count('offset', offset)}${suffix}`;
    return send(`SELECT ${list} FROM ${table} AS t0 WHERE ${condition}${rest}`, values);
  };
  const shown = everything ? codec.fields : visible;

  /** What the principal may not see reads as null. */
  const blank = (rows: Record_[]): Record_[] => {
    if (everything) return rows;
    for (const row of rows) for (const { name } of codec.fields) if (!sees.has(name)) row[name as keyof Record_] = null as never;
    return rows;
  };
  /** Rows that a write gives back. Who may write but not read gets back no more than was written. */
  const returned = (rows: Record_[], written: readonly StoredField[]): Record_[] => {
    if (policy.allows(principal, model.name, 'read')) return blank(rows);
    const keep = new Set(['id', 'createdAt', 'updatedAt', ...written.map(({ name }) => name)]);
    return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => keep.has(name))) as Record_);
  };

  const parse = (values: Values, kind: 'create' | 'update', index?: number): Record<string, unknown> => {
    const parsed = parseValues(codec[kind], values, index);
    for (const name of Object.keys(parsed)) if (!sees.has(name)) throw unusable(name, 'This cannot be set.');
    return parsed;
  };
  const seal = (id: string, field: ResolvedField, value: unknown): unknown =>
    field.kind === 'secret' && typeof value === 'string' ? context.keys.encrypt(value, secretPlace(model.name, id, field.name)) : encode(field, value);

  /** What the rule says of rows whose values are all known. @throws ACCESS_DENIED @returns the rows that only the database can tell */
  const decide = (rows: readonly Readonly<Record<string, unknown>>[], operation: Operation): string[] => {
    const domain = policy.rows(principal, model.name, operation);
    if (domain === true) return [];
    return rows.flatMap((row) => {
      const verdict = evaluateDomain(model, domain, row, principal);
      if (verdict === false) throw refused(operation);
      return verdict === 'unknown' ? [String(row.id)] : [];
    });
  };
  /** One query for all rows that memory could not decide. */
  const recheck = async (ids: readonly string[], operation: Operation): Promise<void> => {
    if (ids.length === 0) return;
    const values: unknown[] = [principal.org, ids];
    const inner = compileDomain(rule, model, policy.rows(principal, model.name, operation), 't0', values);
    const { rows } = await database.query<{ n: number }>(
      `SELECT count(*)::integer AS n FROM ${table} AS t0 WHERE ${scope} AND t0.id = ANY($2::uuid[]) AND ${inner}`,
      values,
    );
    if (rows[0]?.n !== ids.length) throw refused(operation);
  };

  /** The hooks that have something to do now. */
  const hooksOn = async (on: Hook['on']): Promise<readonly { plugin: string; hook: Hook }[]> => {
    const wanted: { plugin: string; hook: Hook }[] = [];
    for (const entry of hooks) {
      const { plugin, hook } = entry;
      if (hook.on === on && (!hook.wanted || (await hook.wanted(context.hookEnv(plugin) as Env<never>, model.name)))) wanted.push(entry);
    }
    return wanted;
  };
  const runHooks = async (wanted: readonly { plugin: string; hook: Hook }[], rows: readonly Record_[], before: readonly Record_[]): Promise<void> => {
    if (rows.length === 0) return;
    for (const { plugin, hook } of wanted) {
      const { on } = hook;
      await callPlugin(plugin, `hook on ${on} of ${model.name}`, HOOK_S, () => hook.run(context.hookEnv(plugin) as Env<never>, rows, before, model.name));
    }
  };
  /** A transaction only where something may still refuse after the write. */
  const guarded = <T>(needed: boolean, fn: () => Promise<T>): Promise<T> => (needed ? database.tx(fn) : fn());

  const returning = ` RETURNING ${codec.columns}`;
  /** The rows are locked and read as they are, then changed: one statement that gives the former values too. */
  const updateWithFormer = (sets: string, condition: string, former: readonly StoredField[]): string => {
    const was = former.map(({ column }, index) => `t0.${quoted(column)} AS was${index}`);
    const same = model.global ? 't0.id = b.id' : 't0.org_id = $1::integer AND t0.id = b.id';
    return `WITH b AS MATERIALIZED (SELECT ${['t0.id', ...was].join(', ')} FROM ${table} AS t0 WHERE ${condition} FOR NO KEY UPDATE OF t0)
UPDATE ${table} AS t0 SET ${sets} FROM b WHERE ${same} RETURNING ${codec.columns}, ${former.map((_, index) => `b.was${index}`).join(', ')}`;
  };
  const takeFormer = (row: Record_, former: readonly StoredField[]): Record<string, unknown> => {
    const was: Record<string, unknown> = {};
    for (const [index, { name }] of former.entries()) {
      was[name] = row[`was${index}`];
      delete row[`was${index}`];
    }
    return was;
  };

  const insert = (list: readonly (Record<string, unknown> & { id: string })[], conflict: string): Promise<Record_[]> => {
    const named = codec.fields.filter(({ name }) => name !== 'id' && list.some((values) => values[name] !== undefined));
    const columns = [...(model.global ? [] : ['org_id']), 'id', ...named.map(({ column }) => quoted(column))].join(', ');
    const needed = model.global ? ' WHERE $1::integer IS NOT NULL' : '';
    const head = model.global ? [] : ['$1::integer'];
    const [only] = list;
    if (list.length === 1 && only) {
      const values: unknown[] = [principal.org, only.id];
      const places = named.map((field) => `$${values.push(seal(only.id, field, only[field.name]))}::${sqlType(field)}`);
      return send(`INSERT INTO ${table} AS t0 (${columns}) SELECT ${[...head, '$2::uuid', ...places].join(', ')}${needed}${conflict}${returning}`, values);
    }
    const values: unknown[] = [principal.org, list.map(({ id }) => id)];
    const arrays = named.map((field) => {
      const column = list.map((row) => seal(row.id, field, row[field.name] === undefined ? field.options.default : row[field.name]));
      return `$${values.push(column)}::${asTexts.has(field.kind) ? 'text' : sqlType(field)}[]`;
    });
    const picks = [...head, 'u.id', ...named.map((field, index) => (asTexts.has(field.kind) ? `u.c${index}::${sqlType(field)}` : `u.c${index}`))].join(', ');
    const from = `unnest(${['$2::uuid[]', ...arrays].join(', ')}) WITH ORDINALITY AS u(${['id', ...named.map((_, index) => `c${index}`), 'n'].join(', ')})`;
    return send(`INSERT INTO ${table} AS t0 (${columns}) SELECT ${picks} FROM ${from}${needed} ORDER BY u.n${conflict}${returning}`, values);
  };

  const lockRows = (domain: AnyDomain): Promise<Record_[]> => select(domain, shown, { order: [] }, ' FOR NO KEY UPDATE OF t0').then(blank);

  /** Nothing was touched: is it not there, or not allowed? What may not be read is not there. */
  const refusal = async (id: string, operation: Operation): Promise<AtriumError> => {
    const readable = policy.allows(principal, model.name, 'read') && (await store.count({ id })) > 0;
    return readable ? refused(operation) : fail('NOT_FOUND');
  };
  const byId = (what: string | AnyDomain): { domain: AnyDomain; id: string | undefined } => {
    if (typeof what !== 'string') return { domain: what, id: undefined };
    if (!isUuid(what)) throw fail('NOT_FOUND');
    return { domain: { id: what }, id: what.toLowerCase() };
  };

  const store: RecordStore = {
    find: async (domain, page = {}) => blank(await select(domain, shown, page)),
    pick: async (domain, names, page = {}) => {
      const wanted = new Set(['id', ...names]);
      for (const name of wanted) usable(name, 'There is no such field.', new Set());
      return select(
        domain,
        visible.filter(({ name }) => wanted.has(name)),
        page,
      );
    },
    page: async (domain, { fields, order, limit, after }) => {
      allow('read');
      for (const name of fields ?? []) usable(name, 'There is no such field.', new Set());
      const parts = sorting(order);
      const wanted = new Set([...(fields ?? []), ...parts.map(({ field }) => field.name)]);
      const columns = fields ? visible.filter(({ name }) => wanted.has(name)) : shown;
      const values: unknown[] = [principal.org];
      const rest = (): string => (after ? ` AND ${afterMark(parts, after, values)}` : '');
      const ways = limit < mostByWays ? waysToRead(domain) : undefined;
      const condition = ways ? firstOfWays(ways, domain, values, limit + 1, parts, rest) : where(domain, ['read'], values);
      if (nobody(condition)) return { rows: [], next: undefined };
      const behind = ways ? '' : rest();
      const rows = await send(
        `SELECT ${columns === codec.fields ? codec.columns : selectList(columns)} FROM ${table} AS t0 WHERE ${condition}${behind}${written(parts)} LIMIT $${values.push(limit + 1)}::integer`,
        values,
      );
      const more = rows.length > limit;
      if (more) rows.pop();
      const last = rows.at(-1);
      return { rows: fields ? rows : blank(rows), next: more && last ? markOf(last, parts) : undefined };
    },
    get: async (id) => {
      allow('read');
      const [row] = await select(byId(id).domain, shown, { order: [] });
      if (!row) throw fail('NOT_FOUND');
      blank([row]);
      return row;
    },
    count: async (domain) => {
      allow('read');
      const values: unknown[] = [principal.org];
      const ways = waysToRead(domain);
      const each = ways ? eachWay(ways, values, (condition) => `SELECT t0.id FROM ${table} AS t0 WHERE ${condition()}`, domain) : undefined;
      if (each?.length === 0) return 0;
      const from = each ? `(${each.join(' UNION ')}) AS ways` : `${table} AS t0 WHERE ${where(domain, ['read'], values)}`;
      const { rows } = await database.query<{ n: number }>(`SELECT count(*) AS n FROM ${from}`, values);
      return rows[0]?.n ?? 0;
    },
    group: async (domain, by, { sum = [], limit = 1_000, every = {}, timeZone = 'UTC', weekStart = 1, within } = {}) => {
      allow('read');
      const keys = by.map((name) => usable(name, 'The list cannot be grouped by this.', unsortable));
      const sums = sum.map((name) => {
        const field = usable(name, 'This cannot be added up.', unsortable);
        if (field.kind !== 'int' && field.kind !== 'number') throw unusable(name, 'This cannot be added up.');
        return field;
      });
      const values: unknown[] = [principal.org];
      const condition = where(domain, ['read'], values);
      const columns = keys.map((field) => {
        const column = `t0.${quoted(field.column)}`;
        const stretch = every[field.name];
        return stretch === undefined ? column : truncated(field, column, stretch, timeZone, weekStart, values);
      });
      const list = [
        ...keys.map((_, index) => `${columns[index]} AS k${index}`),
        'count(*) AS n',
        ...sums.map(({ column }, index) => `coalesce(sum(t0.${quoted(column)}), 0)::double precision AS s${index}`),
      ];
      const cut = measured(within, values);
      if (cut) list.push(cut.column);
      // by place: a bind that comes twice would be two expressions
      const places = columns.map((_, index) => String(index + 1));
      const grouping = places.length > 0 ? ` GROUP BY ${places.join(', ')}` : '';
      const { rows } = await database.query<Record<string, unknown>>(
        `${cut?.with ?? ''}SELECT ${list.join(', ')} FROM ${table} AS t0${cut?.join ?? ''} WHERE ${condition}${grouping} ORDER BY ${['n DESC', ...places].join(', ')} LIMIT $${values.push(limit)}::integer`,
        values,
      );
      return rows.map((row) => ({
        ...Object.fromEntries(keys.map(({ name }, index) => [name, row[`k${index}`]])),
        count: Number(row.n),
        sum: Object.fromEntries(sums.map(({ name }, index) => [name, Number(row[`s${index}`])])),
        ...(within ? { seconds: Number(row.seconds) } : {}),
      }));
    },
    create: (async (input: Values | readonly Values[], options: { onConflict?: { constraint: string } } = {}) => {
      allow('create');
      const many = Array.isArray(input);
      const given = many ? (input as readonly Values[]) : [input as Values];
      if (given.length === 0) return [];
      const list = given.map((values, index) => {
        const parsed = parse(values, 'create', many ? index : undefined);
        return { ...parsed, id: typeof parsed.id === 'string' ? parsed.id : context.newId() };
      });
      const complete = list.map((values) => ({
        ...Object.fromEntries(codec.fields.map(({ name, options: { default: value } }) => [name, setByDatabase.has(name) ? undefined : (value ?? null)])),
        ...values,
      }));
      const open = new Set(decide(complete, 'create'));
      const conflict = options.onConflict ? ` ON CONFLICT ON CONSTRAINT ${quoted(options.onConflict.constraint)} DO NOTHING` : '';
      const wanted = await hooksOn('create');
      const rows = await guarded(open.size > 0 || wanted.length > 0 || audit !== undefined, async () => {
        const made = await insert(list, conflict);
        await recheck(
          made.map(({ id }) => id).filter((id) => open.has(id)),
          'create',
        );
        if (audit) await trail?.note(audit.created(made));
        await runHooks(wanted, made, []);
        return made;
      });
      const out = returned(rows, codec.fields);
      if (many) return out;
      return out[0];
    }) as RecordStore['create'],
    update: (async (what: string | AnyDomain, input: Values) => {
      allow('update');
      const { domain, id } = byId(what);
      const parsed = parse(input, 'update');
      const named = codec.fields.filter(({ name }) => parsed[name] !== undefined);
      if (id === undefined && named.some(({ kind }) => kind === 'secret')) throw new TypeError(`secrets of ${model.name} are changed one record at a time`);
      const looked = fieldsOfDomain(model, policy.rows(principal, model.name, 'update'));
      const mayLeave = looked.has('updatedAt') || named.some(({ name }) => looked.has(name));
      const former = audit?.former(named) ?? null;
      const wanted = await hooksOn('update');
      const rows = await guarded(mayLeave || wanted.length > 0 || former !== null, async () => {
        const before = wanted.some(({ hook }) => !hook.blind) ? await lockRows(domain) : [];
        const values: unknown[] = [principal.org];
        const sets = named.map((field) => `${quoted(field.column)} = $${values.push(seal(id ?? '', field, parsed[field.name]))}::${sqlType(field)}`);
        const condition = where(domain, ['read', 'update'], values);
        const list = [...sets, 'updated_at = now()'].join(', ');
        let changed: Record_[];
        if (former && former.length > 0) {
          const found = await send(updateWithFormer(list, condition, former), values);
          const was = found.map((row) => takeFormer(row, former));
          changed = found;
          await trail?.note(audit?.updated(changed, was, named) ?? []);
        } else {
          changed = await send(`UPDATE ${table} AS t0 SET ${list} WHERE ${condition}${returning}`, values);
          if (former) await trail?.note(audit?.updated(changed, [], named) ?? []);
        }
        if (mayLeave) await recheck(decide(changed, 'update'), 'update');
        await runHooks(wanted, changed, before);
        return changed;
      });
      const out = returned(rows, named);
      if (id === undefined) return out;
      if (!out[0]) throw await refusal(id, 'update');
      return out[0];
    }) as RecordStore['update'],
    updateEach: async (list) => {
      allow('update');
      if (list.length === 0) return [];
      const parsed = list.map(({ id, ...values }, index) => {
        if (typeof id !== 'string' || !isUuid(id)) throw fail('NOT_FOUND');
        return { ...parse(values, 'update', index), id: id.toLowerCase() } as Record<string, unknown> & { id: string };
      });
      const named = codec.fields.filter(({ name }) => name !== 'id' && parsed.some((values) => values[name] !== undefined));
      if (named.some(({ name, kind }) => kind === 'secret' || parsed.some((values) => values[name] === undefined)))
        throw new TypeError(`each change of ${model.name} must name the same fields, and no secret`);
      const domain = { id: { in: parsed.map(({ id }) => id) } };
      const looked = fieldsOfDomain(model, policy.rows(principal, model.name, 'update'));
      const mayLeave = looked.has('updatedAt') || named.some(({ name }) => looked.has(name));
      const former = audit?.former(named) ?? [];
      const wanted = await hooksOn('update');
      const rows = await guarded(mayLeave || wanted.length > 0 || audit !== undefined, async () => {
        const before = wanted.some(({ hook }) => !hook.blind) ? await lockRows(domain) : [];
        const values: unknown[] = [principal.org, parsed.map(({ id }) => id)];
        const arrays = named.map((field) => {
          const column = parsed.map((row) => seal(row.id, field, row[field.name]));
          return `$${values.push(column)}::${asTexts.has(field.kind) ? 'text' : sqlType(field)}[]`;
        });
        const sets = named.map((field, index) => `${quoted(field.column)} = u.c${index}${asTexts.has(field.kind) ? `::${sqlType(field)}` : ''}`);
        const was = former.map(({ column }, index) => `, t0.${quoted(column)} AS was${index}`).join('');
        const condition = where(domain, ['read', 'update'], values);
        const same = model.global ? 't0.id = b.id' : 't0.org_id = $1::integer AND t0.id = b.id';
        const found = await send(
          `WITH b AS MATERIALIZED (SELECT t0.id${was} FROM ${table} AS t0 WHERE ${condition} FOR NO KEY UPDATE OF t0)
UPDATE ${table} AS t0 SET ${[...sets, 'updated_at = now()'].join(', ')}
FROM b JOIN unnest(${['$2::uuid[]', ...arrays].join(', ')}) AS u(${['id', ...named.map((_, index) => `c${index}`)].join(', ')}) ON u.id = b.id
WHERE ${same} RETURNING ${codec.columns}${former.map((_, index) => `, b.was${index}`).join('')}`,
          values,
        );
        const earlier = found.map((row) => takeFormer(row, former));
        if (audit) await trail?.note(audit.updated(found, earlier, named) ?? []);
        if (mayLeave) await recheck(decide(found, 'update'), 'update');
        await runHooks(wanted, found, before);
        return found;
      });
      return returned(rows, named);
    },
    delete: async (what) => {
      allow('delete');
      const { domain, id } = byId(what);
      const wanted = await hooksOn('delete');
      const whole = wanted.length > 0 || audit !== undefined;
      const gone = await guarded(whole, async () => {
        const values: unknown[] = [principal.org];
        const condition = where(domain, ['read', 'delete'], values);
        const rows = await send(`DELETE FROM ${table} AS t0 WHERE ${condition} RETURNING ${whole ? codec.columns : 't0.id'}`, values);
        if (audit) await trail?.note(audit.deleted(rows));
        await runHooks(wanted, rows, rows);
        return rows.length;
      });
      if (id !== undefined && gone === 0) throw await refusal(id, 'delete');
      return gone;
    },
    lock: async (domain) => {
      if (!database.inTransaction()) throw new TypeError('lock needs a transaction: it would be given back at once');
      return lockRows(domain);
    },
    related: async (rows, fieldName) => {
      const field = model.fields.get(fieldName);
      const { target, inverse } = field?.options ?? {};
      if (!field || (field.kind !== 'ref' && field.kind !== 'many') || target === undefined)
        throw new TypeError(`${model.name}.${fieldName} leads to no other model`);
      if (!policy.field(principal, model.name, fieldName) || !policy.allows(principal, target, 'read')) return new Map();
      const ids = [...new Set(rows.map((row) => row[field.kind === 'ref' ? fieldName : 'id']).filter((id) => typeof id === 'string'))];
      if (ids.length === 0) return new Map();
      const found = await createRepository(context, target).find({ [field.kind === 'ref' ? 'id' : (inverse ?? '')]: { in: ids } });
      return new Map(found.map((record) => [record.id, record]));
    },
    reveal: async (id, fieldName) => {
      const field = codec.fields.find(({ name }) => name === fieldName);
      if (field?.kind !== 'secret') throw new TypeError(`${model.name}.${fieldName} is no secret`);
      if (!sees.has(fieldName)) throw denied('read');
      allow('read');
      const values: unknown[] = [principal.org];
      const condition = where(byId(id).domain, ['read'], values);
      const { rows } = await database.query<{ sealed: Uint8Array | null }>(
        `SELECT t0.${quoted(field.column)} AS sealed FROM ${table} AS t0 WHERE ${condition}`,
        values,
      );
      const [row] = rows;
      if (!row) throw fail('NOT_FOUND');
      return row.sealed ? context.keys.decrypt(row.sealed, secretPlace(model.name, id.toLowerCase(), fieldName)) : null;
    },
  };
  return store;
}

/** Values that the database sets: not known before the write. */
const setByDatabase = new Set(['createdAt', 'updatedAt']);

const stretches: ReadonlySet<string> = new Set<Stretch>(['day', 'week', 'month', 'quarter', 'year']);

/** The first civil date of the stretch of the calendar that a value falls into. @throws INPUT_INVALID for what is no date or no stretch */
function truncated(field: StoredField, column: string, stretch: Stretch, timeZone: string, weekStart: number, values: unknown[]): string {
  if ((field.kind !== 'instant' && field.kind !== 'date') || !stretches.has(stretch))
    throw fail('INPUT_INVALID', { issues: [{ path: field.name, message: 'The list cannot be grouped by this.' }] });
  const local = field.kind === 'instant' ? `${column} AT TIME ZONE $${values.push(timeZone)}::text` : `${column}::timestamp`;
  // PostgreSQL's weeks begin on Monday
  const shift = stretch === 'week' ? (8 - weekStart) % 7 : 0;
  return shift === 0
    ? `date_trunc('${stretch}', ${local})::date`
    : `(date_trunc('week', ${local} + interval '${shift} days') - interval '${shift} days')::date`;
}
