import { quoted } from '../model/names.ts';
import type { Runtime } from '../runtime.ts';
import { settingPlace } from '../settings/setting-place.ts';

/** A column that holds sealed values. */
export type SealedPlace = {
  /** As they stand in SQL. */
  table: string;
  column: string;
  /** The primary key, with the type of each column. */
  key: readonly { column: string; type: string }[];
  /** What a value there may be bound to; where the code of a plugin is gone, its table's name has several readings. */
  aads(key: readonly unknown[]): string[];
  /** A declaration says that these are secrets. False: any bytes of a plugin, of which some may be. */
  certain: boolean;
};

type Column = { table: string; column: string; org: boolean };

const camelCase = (column: string): string => column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** `a_b_c` may have been `a.b_c` or `a_b.c`. */
const modelsOf = (table: string): string[] =>
  [...table].flatMap((letter, index) => (letter === '_' ? [`${table.slice(0, index)}.${table.slice(index + 1)}`] : []));

/**
 * Every column that may hold something sealed: settings, and the `bytea` columns of every plugin's tables, also of plugins that are disabled or whose
 * code is gone; the encryption itself tells which of them are secrets, since what is not opens with no key.
 */
export async function sealedPlaces({ database, generation }: Pick<Runtime, 'database' | 'generation'>): Promise<SealedPlace[]> {
  const { rows } = await database.query<Column>(
    `SELECT c.relname AS "table", a.attname AS column,
            EXISTS (SELECT 1 FROM pg_attribute o WHERE o.attrelid = c.oid AND o.attname = 'org_id' AND NOT o.attisdropped) AS org
       FROM core_ownership w
       JOIN pg_class c ON c.relname = w.name AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.atttypid = 'bytea'::regtype AND a.attnum > 0 AND NOT a.attisdropped
       JOIN pg_attribute i ON i.attrelid = c.oid AND i.attname = 'id' AND i.atttypid = 'uuid'::regtype
      WHERE w.kind = 'table' ORDER BY 1, 2`,
  );
  const declared = new Map(
    [...generation().registry.models.values()].flatMap((model) =>
      [...model.fields.values()].map(({ name, kind, column }): [string, { kind: string; aad: (id: string) => string }] => [
        `${model.table}.${column}`,
        { kind, aad: (id) => `${model.name}/${id}/${name}` },
      ]),
    ),
  );
  const places = rows.flatMap(({ table, column, org }): SealedPlace[] => {
    const known = declared.get(`${table}.${column}`);
    if (known && known.kind !== 'secret') return [];
    return [
      {
        table: quoted(table),
        column: quoted(column),
        key: [...(org ? [{ column: 'org_id', type: 'integer' }] : []), { column: 'id', type: 'uuid' }],
        aads: (key) => {
          const id = String(key.at(-1));
          return known ? [known.aad(id)] : modelsOf(table).map((model) => `${model}/${id}/${camelCase(column)}`);
        },
        certain: known !== undefined,
      },
    ];
  });
  const settings: SealedPlace = {
    table: 'core_setting',
    column: 'sealed',
    key: [
      { column: 'org_id', type: 'integer' },
      { column: 'plugin', type: 'text' },
      { column: 'key', type: 'text' },
    ],
    aads: ([org, plugin, key]) => [settingPlace(Number(org), String(plugin), String(key))],
    certain: true,
  };
  return [settings, ...places];
}
