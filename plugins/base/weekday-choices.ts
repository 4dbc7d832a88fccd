/** A Monday, so that adding days counts through the week. */
const monday = Date.UTC(2024, 0, 1);

/** 1 = Monday … 7 = Sunday, named in the reader's language. */
export function weekdayChoices(language: string): { value: string; label: string }[] {
  const names = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  return [1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: names.format(monday + (day - 1) * 86_400_000) }));
}
