import type { Env } from '#core';

/** What administrators may write of a mail. What stands between lead and closing – times, places, links – is always the program's. */
export type MailWords = { subject: string; lead: string; closing: string };

/** One mail as people read it. `html`: a whole document, made by `mailLayout`. */
export type MailBody = { subject: string; text: string; html: string };

/**
 * The contract `mail.kind`, under the kind that stands in the outbox (`ics-mailer.reminder`): what lists call such mails, and what administrators may write of them.
 * Runs with the implementing plugin's own env, in the language that is asked for.
 */
export type MailKind = {
  title(env: Env<never>): string;
  /** Left out where nobody writes the words: those of a mail that somebody else has written, or of a test. */
  template?: MailTemplate;
};

export type MailTemplate = {
  /** Names that may stand in braces: what is filled in for the reader. */
  placeholders: readonly string[];
  /** The program's own words, with their placeholders. */
  usual(env: Env<never>): MailWords;
  /** Such a mail with these words, about something made up. */
  sample(env: Env<never>, words: MailWords): Promise<MailBody>;
};

const brace = /\{([^{}]*)\}/g;

/** Names in braces for which nothing is filled in. */
export const unknownPlaceholders = (text: string, known: readonly string[]): string[] => [
  ...new Set([...text.matchAll(brace)].flatMap(([, name = '']) => (known.includes(name) ? [] : [`{${name}}`]))),
];

/** Once, from left to right: what is filled in is not looked at again. */
export const fillIn = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(brace, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? whole) : whole));

/** Every placeholder for itself: fills a translated text so that its placeholders stay. */
export const keptPlaceholders = <P extends string>(placeholders: readonly P[]): Record<P, string> =>
  Object.fromEntries(placeholders.map((name) => [name, `{${name}}`])) as Record<P, string>;

/** What administrators wrote of a kind of mail in a language, if anything. */
export type OwnWords = (kind: string, language: string) => MailWords | undefined;

/** The words of administrators for every kind of mail; one statement. */
export async function readOwnWords(env: Env): Promise<OwnWords> {
  const own = new Map((await env.service('mail').templates({})).map(({ kind, language, ...words }) => [`${kind} ${language}`, words]));
  return (kind, language) => own.get(`${kind} ${language}`);
}
