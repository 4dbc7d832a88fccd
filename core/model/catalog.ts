import type { Database } from './database-type.ts';
import type { Constraint } from './ddl.ts';

export type CatalogColumn = { table: string; name: string; type: string; not_null: boolean; default: string | null };
export type CatalogConstraint = { table: string; name: string; kind: string; definition: string; valid: boolean };
export type CatalogIndex = { table: string; name: string; columns: string[]; partial: boolean; using: string; valid: boolean; constrains: boolean };

const columnsQuery = `SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null, pg_get_expr(d.adbin, d.adrelid) AS "default"
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND c.relname = ANY($1::text[]) ORDER BY c.relname, a.attnum`;

// 'n' is NOT NULL, which newer servers list here and the columns tell already
const constraintsQuery = `SELECT c.relname AS "table", o.conname AS name, o.contype::text AS kind, pg_get_constraintdef(o.oid) AS definition, o.convalidated AS valid
  FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY($1::text[]) AND o.contype <> 'n' ORDER BY c.relname, o.conname`;

const indexesQuery = `SELECT c.relname AS "table", i.relname AS name, m.amname AS using, x.indpred IS NOT NULL AS partial, x.indisvalid AND x.indisready AS valid,
    EXISTS (SELECT 1 FROM pg_constraint o WHERE o.conindid = x.indexrelid) AS constrains,
    to_json(ARRAY(SELECT a.attname::text FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k(n, at) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.n ORDER BY k.at)) AS columns
  FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY($1::text[]) ORDER BY c.relname, i.relname`;

/** Written by us and read back from the catalog, the same SQL differs in parentheses, casts, quotes, spaces and the way to say BETWEEN and IN. */
export const plain = (sql: string): string =>
  sql
    .replace(/::(?:text|character varying|jsonb|date|timestamp(?:\(\d\))? with time zone)(?:\[\])?/gi, '')
    .replace(/[()"\s]/g, '')
    .toLowerCase();

/** Text and number literals, which is what our own checks differ in. */
const literals = (sql: string): string => (sql.match(/'(?:[^']|'')*'|(?<![a-z_0-9])-?\d+(?:\.\d+)?(?![a-z_0-9])/gi) ?? []).sort().join(' ');

export const sameDefinition = (kind: Constraint['kind'], declared: string, found: string): boolean =>
  kind === 'check' ? literals(declared) === literals(found) : plain(declared) === plain(found);

/** What stands in the current schema for these tables, as the server tells it. */
export async function readCatalog(
  database: Database,
  tables: readonly string[],
): Promise<{ columns: CatalogColumn[]; constraints: CatalogConstraint[]; indexes: CatalogIndex[] }> {
  const { rows: columns } = await database.query<CatalogColumn>(columnsQuery, [tables]);
  const { rows: constraints } = await database.query<CatalogConstraint>(constraintsQuery, [tables]);
  const { rows: indexes } = await database.query<CatalogIndex>(indexesQuery, [tables]);
  return { columns, constraints, indexes };
}
