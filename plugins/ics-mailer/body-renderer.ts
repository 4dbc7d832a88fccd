import type { Env } from '#core';
import type { MailLinks } from './links-of.ts';
import { type MailBody, type MailContent, mailBody } from './mail-body.tsx';

const html = (address: string): string => address.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/**
 * Renders a body once for each language, zone and set of links, and puts each receiver's own links and name into a copy. The marks that stand for them are random, so
 * nothing that somebody wrote into a subject can be taken for one.
 */
export function bodyRenderer(env: Env<'ics-mailer'>): (reader: Env<'ics-mailer'>, content: MailContent) => MailBody {
  const made = new Map<string, MailBody>();
  const mark = `x${env.random(12).replace(/[^A-Za-z0-9]/g, '0')}`;
  const markOf = (name: string): string => `https://${mark}.invalid/${name}`;
  const namesReader = ({ words }: MailContent): boolean => `${words.subject}${words.lead}${words.closing}`.includes('{name}');
  return (reader, content) => {
    const names = Object.keys(content.links) as (keyof MailLinks)[];
    const { language, timeZone } = reader.preferences;
    const key = [content.kind, language, timeZone, ...names, namesReader(content) ? content.name : ''].join('|');
    let body = made.get(key);
    if (!body) {
      body = mailBody(reader, { ...content, links: Object.fromEntries(names.map((name) => [name, markOf(name)])) });
      made.set(key, body);
    }
    const own = (text: string, written: (address: string) => string): string =>
      names.reduce((copy, name) => copy.replaceAll(markOf(name), () => written(content.links[name] ?? '')), text);
    return { subject: body.subject, text: own(body.text, (address) => address), html: own(body.html, html) };
  };
}
