import { fail } from '../errors.ts';
import { compileDomain } from './compile-domain.ts';
import type { AnyDomain } from './domain.ts';
import { isUuid } from './domain-value.ts';
import { afterMark, markOf, type SortPart } from './keyset.ts';
import { type ModelDoor, unsortable } from './model-door.ts';
import { quoted } from './names.ts';
import type { Record_, RecordStore } from './record-store.ts';
import { type StoredField, selectList } from './row-codec.ts';
import { ruleWays, throughOthers } from './rule-ways.ts';

type Page = { order?: readonly string[]; limit?: number; offset?: number };

/** Further into a list than that, the ways of a rule are no longer asked one by one. */
const mostByWays = 2_000;
/** So many rows are sorted in a few milliseconds. */
const mostSorted = 5_000;

/** Rows as they stand, locked until the transaction ends. */
type LockRows = { lockRows(domain: AnyDomain): Promise<Record_[]> };

/** The statements that give rows: lists, pages, single records, counts. */
export function readsOf(door: ModelDoor): Pick<RecordStore, 'find' | 'pick' | 'page' | 'get' | 'count' | 'may'> & LockRows {
  const {
    database,
    registry,
    policy,
    principal,
    model,
    codec,
    table,
    visible,
    sees,
    rule,
    scope,
    allow,
    unusable,
    usable,
    whereRules,
    where,
    send,
    blank,
    byId,
  } = door;
  /** The ways in which the read rules open rows; none where they are asked as one, and for records that are named by their ids. */
  const waysToRead = (domain: AnyDomain): readonly AnyDomain[] | undefined =>
    typeof domain === 'object' && domain.id !== undefined
      ? undefined
      : ruleWays({ registry, policy, principal }, model, policy.rows(principal, model.name, 'read'));
  /** Nothing can match: an empty list of ids, or a rule that opens no row. The database need not be asked. */
  const nobody = (condition: string): boolean => condition === `${scope} AND FALSE`;
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
  const lockRows = (domain: AnyDomain): Promise<Record_[]> => select(domain, visible, { order: [] }, ' FOR NO KEY UPDATE OF t0').then(blank);

  return {
    find: async (domain, page = {}) => blank(await select(domain, visible, page)),
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
      const columns = fields ? visible.filter(({ name }) => wanted.has(name)) : visible;
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
      const [row] = await select(byId(id).domain, visible, { order: [] });
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
    may: async (operation, id) => {
      if (model.plugin === 'core' || !isUuid(id) || !policy.allows(principal, model.name, 'read') || !policy.allows(principal, model.name, operation))
        return false;
      const values: unknown[] = [principal.org];
      const condition = where({ id }, ['read', operation], values);
      if (nobody(condition)) return false;
      const { rows } = await database.query(`SELECT 1 FROM ${table} AS t0 WHERE ${condition}`, values);
      return rows.length > 0;
    },
    lockRows,
  };
}
