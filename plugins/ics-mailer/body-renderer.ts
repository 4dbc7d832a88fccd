import type { Env } from '#core';
import type { MailBody } from '../mail/contract.ts';
import type { MailLinks } from './links-of.ts';
import { type MailContent, mailBody } from './mail-body.tsx';

const inHtml = (address: string): string => address.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** A text in pieces, with the name of a link between each two. */
type Pieces = { between: readonly string[]; names: readonly (keyof MailLinks)[] };

/**
 * Renders a body once for each language, zone and set of links, and puts each receiver's own links into a copy. The marks that stand for them are random, so that
 * nothing that somebody wrote into a subject can be taken for one. Words that name the receiver are rendered for each.
 */
export function bodyRenderer(env: Env<'ics-mailer'>): (reader: Env<'ics-mailer'>, content: MailContent) => MailBody {
  const made = new Map<string, { subject: string; text: Pieces; html: Pieces }>();
  /** What is not a word: the same object for all who read the same. */
  const seen = new Map<object, number>();
  const numberOf = (value: object | undefined): number => {
    if (value === undefined) return 0;
    const known = seen.get(value) ?? seen.size + 1;
    seen.set(value, known);
    return known;
  };
  const mark = `x${env.random(12).replace(/[^A-Za-z0-9]/g, '0')}`;
  const markOf = (name: string): string => `https://${mark}.invalid/${name}/`;
  const cut = (text: string, links: readonly (keyof MailLinks)[]): Pieces => {
    const parts = text.split(new RegExp(`https://${mark}\\.invalid/([a-z]+)/`));
    const names = parts.filter((_, index) => index % 2 === 1).flatMap((name) => links.filter((link) => link === name));
    return { between: parts.filter((_, index) => index % 2 === 0), names };
  };
  const join = ({ between, names }: Pieces, written: (name: keyof MailLinks) => string): string =>
    between.map((piece, index) => (index < names.length ? piece + written(names[index] ?? 'view') : piece)).join('');
  return (reader, content) => {
    const { links, words } = content;
    const names = (Object.keys(links) as (keyof MailLinks)[]).filter((name) => links[name] !== undefined);
    const { language, timeZone } = reader.preferences;
    const said = `${words.subject}${words.lead}${words.closing}`;
    const named = [
      said.includes('{name}') ? content.name : '',
      said.includes('{guest}') ? (content.guest ?? '') : '',
      content.until?.toISOString() ?? '',
      content.wholeDay ? 'day' : '',
      numberOf(content.meeting),
      numberOf(content.party),
      numberOf(content.changes),
      content.policy ?? '',
      content.late ? 'late' : '',
    ];
    const key = [content.kind, language, timeZone, ...names, ...named].join('|');
    let body = made.get(key);
    if (!body) {
      const { subject, text, html } = mailBody(reader, { ...content, links: Object.fromEntries(names.map((name) => [name, markOf(name)])) });
      body = { subject, text: cut(text, names), html: cut(html, names) };
      made.set(key, body);
    }
    return { subject: body.subject, text: join(body.text, (name) => links[name] ?? ''), html: join(body.html, (name) => inHtml(links[name] ?? '')) };
  };
}
