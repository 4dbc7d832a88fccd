import type { Env } from '#core';

const PURPOSE = 'ics-mailer.answer';

/** What a link in a mail may answer: one meeting, or a series for all its dates. `sequence`: the state that the mail told of. */
export type AnswerLink = { kind: 'meeting' | 'series'; id: string; attendee: string; sequence: number };

const short = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
const long = (text: string): string | undefined => {
  const hex = Buffer.from(text, 'base64url').toString('hex');
  return hex.length === 32 ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : undefined;
};

const signed = ({ kind, id, attendee, sequence }: AnswerLink): [string, ...string[]] => [PURPOSE, kind, id, attendee, String(sequence)];

/** The link by itself, to be put into an address. Nothing is stored: it is good as long as a key of the ring that signed it. */
export const answerToken = (env: Env<'ics-mailer'>, link: AnswerLink): string =>
  `${link.kind === 'series' ? 's' : 'm'}${short(link.id)}.${short(link.attendee)}.${link.sequence}.${env.secrets.sign(...signed(link))}`;

export const answerUrl = (env: Env<'ics-mailer'>, token: string): string => `${env.baseUrl}/answer/${token}`;

/** @returns undefined for what we have not signed. */
export function readAnswerToken(env: Env<'ics-mailer'>, token: string): AnswerLink | undefined {
  const [, kind = '', meeting = '', person = '', sequence = '', signature = ''] =
    /^([ms])([\w-]{22})\.([\w-]{22})\.(\d{1,9})\.([\w-]{20,100})$/.exec(token) ?? [];
  const [id, attendee] = [long(meeting), long(person)];
  if (!id || !attendee) return undefined;
  const link: AnswerLink = { kind: kind === 's' ? 'series' : 'meeting', id, attendee, sequence: Number(sequence) };
  return env.secrets.verify(signature, ...signed(link)) ? link : undefined;
}
