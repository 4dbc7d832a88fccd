import type { Env } from '#core';
import { isMailKind, type MailKind, mailKinds } from '../mail-kinds.ts';

/** What administrators may write of a mail; the facts between lead and closing are always the same. */
export type MailWords = { subject: string; lead: string; closing: string };

/** What may stand in braces; each is filled in for the reader, in the reader's language and zone. */
export const placeholders = ['topic', 'when', 'date', 'time', 'zone', 'host', 'guest', 'place', 'duration', 'workspace', 'name'] as const;
export type Placeholder = (typeof placeholders)[number];

const brace = /\{([^{}]*)\}/g;

/** Names in braces that are none of ours. */
export const unknownPlaceholders = (text: string): string[] => [
  ...new Set([...text.matchAll(brace)].flatMap(([, name = '']) => (placeholders.some((known) => known === name) ? [] : [`{${name}}`]))),
];

/** Once, from left to right: what is filled in is not looked at again. */
export const fillIn = (text: string, values: Readonly<Record<Placeholder, string>>): string =>
  text.replace(brace, (whole, name: string) => placeholders.flatMap((known) => (known === name ? values[known] : [])).at(0) ?? whole);

/** The words of the program in this language. `env` speaks it. */
export const usualWords = (env: Env<'ics-mailer'>, kind: MailKind): MailWords => {
  const kept = Object.fromEntries(placeholders.map((name) => [name, `{${name}}`]));
  const { subject, lead } = mailKinds[kind];
  return { subject: env.t(subject as never, kept as never), lead: env.t(lead as never, kept as never), closing: '' };
};

/** Every mail's words, those of administrators first; one statement. */
export async function readWords(env: Env<'ics-mailer'>): Promise<(reader: Env<'ics-mailer'>, kind: MailKind) => MailWords> {
  const own = new Map(
    (await env.asPlugin().model('ics.template').find(true)).flatMap(({ kind, language, subject, lead, closing }) =>
      isMailKind(kind) ? [[`${kind} ${language}`, { subject, lead, closing: closing ?? '' }]] : [],
    ),
  );
  return (reader, kind) => own.get(`${kind} ${reader.preferences.language}`) ?? usualWords(reader, kind);
}
