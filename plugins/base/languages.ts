/** Languages that the interface speaks. */
export const languageCodes = ['en', 'de'] as const;

/** Each named in itself. */
export const languageNames: Readonly<Record<(typeof languageCodes)[number], string>> = { en: 'English', de: 'Deutsch' };
