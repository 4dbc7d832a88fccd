import { fail } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import type { OwnGroup } from './customizations.ts';

export type OwnGroupValues = { readonly title: string; readonly help: string; readonly implies: readonly string[] };

const invalid = (path: string, message: string) => fail('INPUT_INVALID', { issues: [{ path, message }] });

export async function listOwnGroups({ database }: Runtime, org: number): Promise<readonly OwnGroup[]> {
  const { rows } = await database.query<OwnGroup>(
    'SELECT id, name, org_id AS org, title, help, implies FROM core_access_group WHERE org_id = $1 ORDER BY title, name',
    [org],
  );
  return rows;
}

/** `Front desk (Berlin)` → `own.front-desk-berlin`, with a number where another has it. */
async function freeName({ database }: Runtime, title: string): Promise<string> {
  const slug =
    title
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40) || 'group';
  const { rows } = await database.query<{ name: string }>('SELECT name FROM core_access_group WHERE name ~ $1', [`^own\\.${slug}(-[0-9]+)?$`]);
  const taken = new Set(rows.map(({ name }) => name));
  for (let number = 1; ; number++) {
    const name = `own.${slug}${number === 1 ? '' : `-${number}`}`;
    if (!taken.has(name)) return name;
  }
}

/** Makes a group, or changes the one named. It implies declared groups alone, so that nothing can go round in a circle. @throws INPUT_INVALID, NOT_FOUND @returns its name */
export async function saveOwnGroup(runtime: Runtime, org: number, name: string | undefined, { title, help, implies }: OwnGroupValues): Promise<string> {
  const { database } = runtime;
  const known = runtime.generation().groups;
  if (title.trim() === '' || [...title].length > 80) throw invalid('title', 'Give the group a name of at most 80 letters.');
  if ([...help].length > 300) throw invalid('help', 'Use at most 300 letters.');
  for (const group of implies) if (!known.has(group) || known.get(group)?.org !== undefined) throw invalid('implies', 'There is no such group.');
  return database.tx(async () => {
    await database.lockKeys(['core:access']);
    const same = await database.query('SELECT 1 FROM core_access_group WHERE org_id = $1 AND lower(title) = lower($2) AND name IS DISTINCT FROM $3', [
      org,
      title.trim(),
      name ?? null,
    ]);
    const declared = [...known.values()].some((group) => group.org === undefined && group.title.toLowerCase() === title.trim().toLowerCase());
    if (same.rowCount > 0 || declared) throw invalid('title', 'There already is a group of this name.');
    if (name === undefined) {
      const made = await freeName(runtime, title);
      await database.query('INSERT INTO core_access_group (name, org_id, title, help, implies) VALUES ($1, $2, $3, $4, $5)', [
        made,
        org,
        title.trim(),
        help.trim(),
        [...new Set(implies)],
      ]);
      return made;
    }
    const changed = await database.query(
      'UPDATE core_access_group SET title = $3, help = $4, implies = $5, updated_at = now() WHERE name = $1 AND org_id = $2',
      [name, org, title.trim(), help.trim(), [...new Set(implies)]],
    );
    if (changed.rowCount === 0) throw fail('NOT_FOUND');
    return name;
  });
}

/** Who is in it is the caller's to clear. @throws INPUT_INVALID while a rule or hidden field names it, NOT_FOUND */
export async function removeOwnGroup({ database }: Runtime, org: number, name: string): Promise<void> {
  await database.tx(async () => {
    await database.lockKeys(['core:access']);
    const used = await database.query(
      `SELECT 1 FROM core_access_rule WHERE org_id = $1 AND ($2 = ANY(groups) OR $2 = ANY(except_groups))
       UNION ALL SELECT 1 FROM core_access_field WHERE org_id = $1 AND ($2 = ANY(groups) OR $2 = ANY(except_groups)) LIMIT 1`,
      [org, name],
    );
    if (used.rowCount > 0) throw invalid('name', 'A rule or a hidden field names this group: change that first.');
    const gone = await database.query('DELETE FROM core_access_group WHERE name = $1 AND org_id = $2', [name, org]);
    if (gone.rowCount === 0) throw fail('NOT_FOUND');
  });
}
