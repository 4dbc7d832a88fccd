import type { Database } from '../../core/model/database-type.ts';

const catalog = [
  `SELECT 'class', c.relname || ' ' || c.relkind::text, coalesce(pg_get_viewdef(CASE WHEN c.relkind = 'v' THEN c.oid END), '')
     FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace`,
  `SELECT 'column', c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'S') AND a.attnum > 0 AND NOT a.attisdropped`,
  `SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'`,
  `SELECT 'constraint', conrelid::regclass::text || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace`,
  `SELECT 'function', oid::regprocedure::text, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace`,
  `SELECT 'trigger', tgrelid::regclass::text || '.' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal`,
  `SELECT 'type', typname, typtype::text FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')`,
  `SELECT 'extension', extname, extversion FROM pg_extension`,
];

/** History, audit and the generation tell what happened; processes, rates and stored answers go by themselves. */
const passing = /^core_(plugin_history|generation|process|rate|idempotency|audit|security|sudo|plugin_fault)/;

/** Everything that the catalog says of our schema, and every row of the core's tables but the logs: one text per thing, sorted. */
export async function catalogSnapshot(database: Database): Promise<string[]> {
  const found: string[] = [];
  for (const query of catalog) {
    const { rows } = await database.query<{ what: string; name: string; definition: string }>(`SELECT * FROM (${query}) AS q(what, name, definition)`);
    found.push(...rows.map(({ what, name, definition }) => `${what} ${name}: ${definition}`));
  }
  const { rows: tables } = await database.query<{ name: string }>(
    `SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname LIKE 'core\\_%'`,
  );
  for (const { name } of tables) {
    if (passing.test(name)) continue;
    const { rows } = await database.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} AS t`);
    found.push(...rows.map(({ row }) => `row of ${name}: ${row}`));
  }
  return found.sort();
}
