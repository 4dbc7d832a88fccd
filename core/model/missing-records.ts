import type { Database } from './database-type.ts';
import { quoted } from './names.ts';
import type { Registry } from './registry.ts';

/** Which of these ids belong to no record of the organization, whoever may read it. One statement; past all rules, so it is for cleaning up alone. */
export async function missingRecords(database: Database, registry: Registry, org: number, modelName: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const model = registry.model(modelName);
  const scope = model.global ? '$2::integer IS NOT NULL' : 't.org_id = $2::integer';
  const { rows } = await database.query<{ id: string }>(
    `SELECT u.id FROM unnest($1::uuid[]) AS u(id) WHERE NOT EXISTS (SELECT FROM ${quoted(model.table)} AS t WHERE t.id = u.id AND ${scope})`,
    [ids, org],
  );
  return rows.map(({ id }) => id);
}
