import type { Answer } from './open-pages.ts';

const plain = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

/** What the form that a page posts to `action` would send if nobody touched it. */
export function formFields({ text }: Answer, action: string): Record<string, string> {
  const form = text.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
  const inside = form.split('</form>')[0] ?? '';
  const fields: Record<string, string> = {};
  const attribute = (tag: string, name: string): string => plain(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
  for (const [tag] of inside.matchAll(/<input[^>]*>/g)) {
    if (/type="(checkbox|radio)"/.test(tag) && !/ checked/.test(tag)) continue;
    fields[attribute(tag, 'name')] = attribute(tag, 'value');
  }
  for (const [, tag = '', value = ''] of inside.matchAll(/<textarea([^>]*)>([^<]*)</g)) fields[attribute(tag, 'name')] = plain(value);
  for (const [, tag = '', options = ''] of inside.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)) {
    const chosen = /<option value="([^"]*)"[^>]* selected/.exec(options) ?? /<option value="([^"]*)"/.exec(options);
    fields[attribute(tag, 'name')] = chosen?.[1] ?? '';
  }
  return fields;
}
