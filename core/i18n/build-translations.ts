import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { pluginFolder } from '../plugin/plugin-folder.ts';
import { fill } from './fill.ts';
import type { Translations } from './translations.ts';

const file = z.record(z.string(), z.string());

function load(folder: string, who: string, into: Map<string, Map<string, string>>): void {
  let files: string[];
  try {
    files = readdirSync(folder)
      .filter((name) => /^[a-z]{2,3}(-[A-Za-z0-9]+)*\.json$/.test(name))
      .sort();
  } catch {
    return;
  }
  for (const name of files) {
    const language = name.slice(0, -'.json'.length);
    let texts: Record<string, string>;
    try {
      texts = file.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
    } catch (error) {
      throw new TypeError(`${who}: i18n/${name} must be a flat object of texts: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    const table = into.get(language) ?? new Map<string, string>();
    into.set(language, table);
    for (const [key, text] of Object.entries(texts)) table.set(key, text);
  }
}

/**
 * Reads `i18n/<language>.json` of the core and then of every plugin, in the order given; a later one may say it better.
 * @throws TypeError naming the plugin and the file that is no flat object of texts
 */
export function buildTranslations(plugins: readonly { name: string; url: string }[]): Translations {
  const tables = new Map<string, Map<string, string>>();
  load(pluginFolder(import.meta.url), 'the core', tables);
  for (const plugin of plugins) load(path.join(pluginFolder(plugin.url), 'i18n'), `the plugin "${plugin.name}"`, tables);

  return {
    languages: [...new Set(['en', ...tables.keys()])],
    translate(language, text, values) {
      for (let tag = language; tag !== ''; tag = tag.slice(0, Math.max(tag.lastIndexOf('-'), 0))) {
        const found = tables.get(tag)?.get(text);
        if (found !== undefined) return fill(tag, found, values);
      }
      return fill('en', tables.get('en')?.get(text) ?? text, values);
    },
  };
}
