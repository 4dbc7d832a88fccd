import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createLogger } from '../log.ts';
import { openDatabase } from '../model/database.ts';
import { type DraftMigration, draftMigration } from '../model/diff-migration.ts';
import { migrate } from '../model/migrator.ts';
import { buildRegistry } from '../model/registry.ts';
import { coreMigrations, pluginMigrations } from '../plugin/install.ts';
import { loadPlugins } from '../plugin/load-plugins.ts';
import { closureOf, orderPlugins } from '../plugin/order-plugins.ts';
import { pluginFolder } from '../plugin/plugin-folder.ts';
import type { CliOptions } from './main.ts';

/**
 * `atrium migrate check <plugin>`: exit code 1 where its migrations do not make what it declares. `atrium migrate make <plugin> [what-it-does]`: applies all migrations so far to a fresh database that is thrown away afterwards, and writes what the plugin's
 * declaration has more as the next file.
 */
export async function makeMigrationCommand(
  [name, title]: readonly string[],
  { configure, print }: CliOptions,
  verb: 'make' | 'check' = 'make',
): Promise<number> {
  const { config, stop } = await configure({ temporary: true, quiet: true });
  try {
    const { plugins, broken } = await loadPlugins({ folders: config.pluginFolders, packages: config.pluginPackages });
    const refused = broken.find((candidate) => candidate.name === name);
    const plugin = plugins.find((candidate) => candidate.name === name);
    if (!plugin || (title !== undefined && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(title))) {
      if (refused) print(refused.reason);
      else
        print(
          plugin
            ? 'Say what it does in small letters: add-room-colour'
            : `There is no plugin "${name ?? ''}". Use: atrium migrate make <plugin> [what-it-does]`,
        );
      return 2;
    }
    const needed = closureOf(plugin.name, new Map(plugins.map((one) => [one.name, one])));
    const ordered = orderPlugins(plugins.filter((one) => needed.has(one.name)));
    const sources = ordered.map(pluginMigrations);
    const database = await openDatabase({ url: config.databaseUrl, directUrl: config.databaseUrlDirect, poolSize: 2, log: createLogger('warn') });
    let draft: DraftMigration;
    try {
      await migrate(database, [coreMigrations(), ...sources]);
      const registry = buildRegistry(
        ordered.map(({ name: owner, schema, depends }) => ({ name: owner, depends: depends ?? [], ...(schema ? { schema } : {}) })),
      );
      draft = await draftMigration(registry, plugin.name, database);
    } finally {
      await database.close();
    }
    for (const note of draft.notes) print(`Note: ${note}`);
    if (draft.sql === '') {
      print(`The migrations of "${plugin.name}" make what it declares: there is nothing to write.`);
      return 0;
    }
    if (verb === 'check') {
      print(`Missing in the migrations of "${plugin.name}". Write the next one with: npx atrium migrate make ${plugin.name} what-it-does`);
      print(draft.sql);
      return 1;
    }
    const files = sources.find(({ owner }) => owner === plugin.name)?.files ?? [];
    const number = Number(files.at(-1)?.id.slice(0, 4) ?? 0) + 1;
    const file = path.join(pluginFolder(plugin.url), 'migrations', `${String(number).padStart(4, '0')}-${title ?? (number === 1 ? 'init' : 'change')}.sql`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, draft.sql);
    print(`Wrote ${path.relative(process.cwd(), file)}. Read it before you commit it.`);
    return 0;
  } finally {
    await stop();
  }
}
