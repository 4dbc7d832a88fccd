import { buildTranslations } from '../i18n/build-translations.ts';
import type { Translations } from '../i18n/translations.ts';
import type { Manifest } from './define-plugin.ts';

const known = new WeakMap<Manifest, Translations>();

/** What a plugin calls itself in a language, also while it is not in the generation: title, summary and category, by their English text. */
export function wordsOfPlugin(plugin: Manifest, language: string): [string, string][] {
  let translations = known.get(plugin);
  if (!translations) {
    try {
      translations = buildTranslations([plugin]);
    } catch {
      // its files cannot be read: whoever turns it on is told
      return [];
    }
    known.set(plugin, translations);
  }
  const { translate } = translations;
  return [plugin.title, plugin.summary, plugin.category].map((text): [string, string] => [text, translate(language, text)]);
}
