import type { Database } from './database-type.ts';

/** One thing that the database's catalog holds in our schema. What an extension brings is left out, and so are indexes and sequences that belong to a constraint or column. */
export type CatalogObject = {
  readonly kind: 'table' | 'column' | 'index' | 'constraint' | 'trigger' | 'function' | 'sequence' | 'type' | 'view';
  /** A column, constraint or trigger as `table.name`; a function with its argument types. */
  readonly name: string;
  /** The table that it goes with, where there is one. */
  readonly table: string | null;
};

const byExtension = (catalog: string, oid: string): string =>
  `EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.deptype = 'e')`;

const query = `WITH tables AS (SELECT oid, relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'f'))
  SELECT 'table' AS kind, relname::text AS name, NULL::text AS "table" FROM tables
  UNION ALL SELECT 'column', t.relname || '.' || a.attname, t.relname FROM pg_attribute a JOIN tables t ON t.oid = a.attrelid WHERE a.attnum > 0 AND NOT a.attisdropped
  UNION ALL SELECT 'index', i.relname, t.relname FROM pg_index x JOIN tables t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
    WHERE NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = x.indexrelid AND o.conrelid = x.indrelid)
  UNION ALL SELECT 'constraint', t.relname || '.' || o.conname, t.relname FROM pg_constraint o JOIN tables t ON t.oid = o.conrelid WHERE o.contype NOT IN ('n', 't')
  UNION ALL SELECT 'trigger', t.relname || '.' || g.tgname, t.relname FROM pg_trigger g JOIN tables t ON t.oid = g.tgrelid WHERE NOT g.tgisinternal
  UNION ALL SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'view' END, c.relname, NULL FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('S', 'v', 'm')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))
  UNION ALL SELECT 'function', p.oid::regprocedure::text, NULL FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND NOT ${byExtension('pg_proc', 'p.oid')}
  UNION ALL SELECT 'type', t.typname, NULL FROM pg_type t WHERE t.typnamespace = current_schema()::regnamespace
    AND (t.typtype IN ('e', 'd') OR (t.typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))) AND NOT ${byExtension('pg_type', 't.oid')}`;

/** By `kind name`. */
export async function catalogObjects(database: Database): Promise<Map<string, CatalogObject>> {
  const { rows } = await database.query<CatalogObject>(query);
  return new Map(rows.map((row) => [`${row.kind} ${row.name}`, row]));
}
