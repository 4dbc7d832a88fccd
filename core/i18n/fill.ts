const plural = /\{(\w+), plural,((?:\s*(?:=\d+|\w+) \{(?:[^{}]|\{\w+\})*\})+)\s*\}/g;
const forms = /(=\d+|\w+) \{((?:[^{}]|\{\w+\})*)\}/g;

const rules = new Map<string, Intl.PluralRules>();
function ruleOf(language: string, count: number): string {
  const known = rules.get(language) ?? new Intl.PluralRules(language);
  rules.set(language, known);
  return known.select(count);
}

/** The form for this count: `=0` before `one`, `other` where there is none. */
function formOf(language: string, texts: string, value: string | number): string {
  const count = Number(value);
  const found = new Map([...texts.matchAll(forms)].map(([, name = '', text = '']) => [name, text]));
  const text = found.get(`=${count}`) ?? found.get(ruleOf(language, count)) ?? found.get('other') ?? '';
  return text.replaceAll('#', String(value));
}

/** Fills in `{name}`, and what depends on a count as ICU MessageFormat writes it: `{count, plural, one {# mail was} other {# mails were}} sent.` */
export function fill(language: string, text: string, values: Readonly<Record<string, string | number>> | undefined): string {
  if (!values) return text;
  const counted = text.includes(', plural,')
    ? text.replace(plural, (whole, name: string, texts: string) => (Object.hasOwn(values, name) ? formOf(language, texts, values[name] ?? 0) : whole))
    : text;
  return counted.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}
