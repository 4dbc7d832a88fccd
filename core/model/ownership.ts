import { type CatalogObject, catalogObjects } from './catalog-objects.ts';
import type { Database } from './database-type.ts';

/** One thing that a plugin made. `model`: the name of one of its models; `secret`: a column, as `table.column`, that no export shows. */
export type Owned = { readonly plugin: string; readonly kind: CatalogObject['kind'] | 'model' | 'secret'; readonly name: string };

/** What watches migrations: `before` the first of them that is applied, `after` those of one owner. */
export type MigrationWatch = { before(): Promise<void>; after(owner: string): Promise<void> };

/**
 * Writes down what each plugin's migrations make, by comparing the catalog before and after them: what an uninstall goes by, also when the code is gone.
 * @throws Error where a plugin's migration removes what belongs to another or to the core
 */
export function watchOwnership(database: Database): MigrationWatch {
  let known: Map<string, CatalogObject> | undefined;
  return {
    before: async () => {
      known ??= await catalogObjects(database);
    },
    after: async (owner) => {
      const before = known ?? new Map<string, CatalogObject>();
      const now = await catalogObjects(database);
      known = now;
      if (owner === 'core') return;
      const made = [...now].filter(([key]) => !before.has(key)).map(([, object]) => object);
      const gone = [...before].filter(([key]) => !now.has(key)).map(([, object]) => object);
      const newTables = new Set(made.filter(({ kind }) => kind === 'table').map(({ name }) => name));
      await enterOwned(
        database,
        // what lies in an own new table goes with it
        made.filter(({ kind, table }) => kind === 'table' || table === null || !newTables.has(table)).map(({ kind, name }) => ({ plugin: owner, kind, name })),
      );
      if (gone.length > 0) await forget(database, owner, gone);
    },
  };
}

/** Writes them down; what another was said to own changes hands. */
export async function enterOwned(database: Database, owned: readonly Owned[]): Promise<void> {
  if (owned.length === 0) return;
  await database.query(
    `INSERT INTO core_ownership (plugin, kind, name) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
     ON CONFLICT (kind, name) DO UPDATE SET plugin = excluded.plugin WHERE core_ownership.plugin <> excluded.plugin`,
    [owned.map(({ plugin }) => plugin), owned.map(({ kind }) => kind), owned.map(({ name }) => name)],
  );
}

export async function readOwned(database: Database, plugins: readonly string[]): Promise<Owned[]> {
  const { rows } = await database.query<Owned>('SELECT plugin, kind, name FROM core_ownership WHERE plugin = ANY($1::text[]) ORDER BY plugin, kind, name', [
    plugins,
  ]);
  return rows;
}

async function forget(database: Database, owner: string, gone: readonly CatalogObject[]): Promise<void> {
  const { rows } = await database.query<Owned>('SELECT plugin, kind, name FROM core_ownership');
  const owners = new Map(rows.map(({ kind, name, plugin }) => [`${kind} ${name}`, plugin]));
  for (const { kind, name, table } of gone) {
    const whose =
      owners.get(`${kind} ${name}`) ?? (table === null ? undefined : owners.get(`table ${table}`)) ?? ((table ?? name).startsWith('core_') ? 'core' : owner);
    if (whose !== owner)
      throw new Error(
        `A migration of the plugin "${owner}" removes the ${kind} ${name}, which belongs to ${whose === 'core' ? 'the core' : `the plugin "${whose}"`}`,
      );
  }
  await database.query('DELETE FROM core_ownership AS o USING unnest($1::text[], $2::text[]) AS g(kind, name) WHERE o.kind = g.kind AND o.name = g.name', [
    gone.map(({ kind }) => kind),
    gone.map(({ name }) => name),
  ]);
}
