import cronstrue from 'cronstrue';
import 'cronstrue/locales/de.js';

/** `30 2 * * 1-5` → "At 02:30, Monday through Friday"; the expression itself where there are no words for it. */
export function describeExpression(expression: string, reader: { language: string; hour12: boolean }): string {
  const locale = reader.language.split('-')[0] === 'de' ? 'de' : 'en';
  try {
    return cronstrue.toString(expression, { locale, use24HourTimeFormat: !reader.hour12 });
  } catch {
    return expression;
  }
}
