/** All plugins' texts by language; the English text is the key. */
export interface Translations {
  readonly languages: readonly string[];
  /** Falls back to the base language (`de-AT` → `de`), then to the key. `{name}` is filled in. An `en.json` has English that a key cannot say, as `1 mail`. */
  translate(language: string, text: string, values?: Record<string, string | number>): string;
}
