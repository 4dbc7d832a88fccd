import { z } from 'zod';
import { type Env, fail, html, type Issue, longText, type Reply, redirect, route, textInput } from '#core';
import { saying } from '../../web/contract.ts';
import { type MailBody, mailBody } from '../mail-body.tsx';
import { isMailKind, type MailKind, mailKinds } from '../mail-kinds.ts';
import { sampleMeeting } from './sample-meeting.ts';
import { type Language, TemplatePage, TemplatesPage } from './templates-page.tsx';
import { type MailWords, readWords, unknownPlaceholders, usualWords } from './words.ts';

type IcsEnv = Env<'ics-mailer'>;

const path = '/app/mail-templates';
const auth = 'group:base.admin' as const;
const params = z.object({ kind: z.string().refine(isMailKind), language: z.string().max(12) });

/** Languages that mails are written in, each named in itself. */
const languagesOf = (): readonly Language[] => [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
];

const languageOf = (code: string): Language => {
  const found = languagesOf().find((language) => language.code === code);
  if (!found) throw fail('NOT_FOUND');
  return found;
};

/** As for every page, and inline styles, which the mail inside the frame needs; it runs no script and loads nothing from elsewhere. */
const policy = (nonce: string): string =>
  `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

async function sample(env: IcsEnv, kind: MailKind, language: string, words: MailWords): Promise<MailBody> {
  const workspace = await env.service('base').workspace({});
  const reader = env.withPreferences({ language });
  const links = mailKinds[kind].live ? { accept: `${env.baseUrl}/`, maybe: `${env.baseUrl}/`, decline: `${env.baseUrl}/` } : {};
  return mailBody(reader, {
    kind,
    meeting: sampleMeeting(reader, workspace),
    workspace,
    words,
    links: kind === 'feedback' ? { feedback: `${env.baseUrl}/` } : links,
    name: 'Gus Guest',
  });
}

/** Names in braces that are none of ours, by field. */
const faults = (env: IcsEnv, words: MailWords): Issue[] =>
  (['subject', 'lead', 'closing'] as const).flatMap((field) => {
    const unknown = unknownPlaceholders(words[field]);
    return unknown.length > 0 ? [{ path: field, message: env.t('Nothing is filled in for {names}.', { names: unknown.join(', ') }) }] : [];
  });

async function page(
  env: IcsEnv,
  { kind, language }: { kind: MailKind; language: string },
  given: MailWords | undefined,
  more: { problem?: string; issues?: readonly Issue[]; said?: string } = {},
): Promise<Reply> {
  const named = languageOf(language);
  const reader = env.withPreferences({ language });
  const usual = usualWords(reader, kind);
  const stored = (await readWords(env))(reader, kind);
  const words = given ?? stored;
  return html(
    <TemplatePage
      env={env}
      kind={kind}
      language={named}
      words={words}
      usual={usual}
      own={stored.subject !== usual.subject || stored.lead !== usual.lead || stored.closing !== ''}
      preview={await sample(env, kind, language, words)}
      {...more}
    />,
    { status: more.problem ? 422 : 200, headers: { 'content-security-policy': policy(env.request?.nonce ?? '') } },
  );
}

async function sendTest(env: IcsEnv, kind: MailKind, language: string, words: MailWords): Promise<string> {
  const person = env.principal.kind === 'user' ? env.principal.person : '';
  const [reader] = await env.service('base').people({ ids: [person] });
  if (!reader) throw fail('ACCESS_DENIED');
  const body = await sample(env.withPreferences({ timeZone: reader.timeZone, hour12: reader.hour12 }), kind, language, words);
  await env
    .asPlugin()
    .service('mail')
    .send({ mails: [{ kind: 'ics-mailer.test', to: { name: reader.name, email: reader.email }, ...body }] });
  return reader.email;
}

/** What administrators write in mails about meetings: kept only where every placeholder is known. */
export const templateRoutes = [
  route({
    method: 'GET',
    path,
    auth,
    summary: 'Mail templates',
    async handler(env: IcsEnv) {
      const own = await env.model('ics.template').pick(true, ['kind', 'language']);
      return html(<TemplatesPage env={env} languages={languagesOf()} changed={new Set(own.map(({ kind, language }) => `${kind} ${language}`))} />);
    },
  }),
  route({
    method: 'GET',
    path: `${path}/:kind/:language`,
    auth,
    summary: 'One mail template',
    params,
    handler: (env: IcsEnv, { params: about }) => page(env, about, undefined),
  }),
  route({
    method: 'POST',
    path: `${path}/:kind/:language`,
    auth,
    summary: 'Saves, previews, tries out or resets a mail template',
    params,
    body: z.object({
      subject: textInput({ max: 200 }),
      lead: longText({ max: 2000 }),
      closing: longText({ max: 4000 }).default(''),
      do: z.enum(['save', 'preview', 'test', 'reset']).default('save'),
    }),
    async handler(env: IcsEnv, { params: { kind, language }, body }) {
      languageOf(language);
      const { do: deed, ...words } = body;
      const address = `${path}/${kind}/${language}`;
      if (deed === 'reset') {
        await env.model('ics.template').delete({ kind, language });
        return redirect(await saying(env, address, env.t('The usual words are back.')));
      }
      const issues = [
        ...(words.subject === '' ? [{ path: 'subject', message: env.t('Please fill this in.') }] : []),
        ...(words.lead === '' ? [{ path: 'lead', message: env.t('Please fill this in.') }] : []),
        ...faults(env, words),
      ];
      if (issues.length > 0) return page(env, { kind, language }, words, { problem: env.t('Please correct the marked fields.'), issues });
      if (deed === 'preview') return page(env, { kind, language }, words);
      if (deed === 'test') {
        const address = await sendTest(env, kind, language, words);
        return page(env, { kind, language }, words, { said: env.t('Sent to {address}. Look into your mailbox.', { address }) });
      }
      await env.tx(async () => {
        await env.model('ics.template').delete({ kind, language });
        await env.model('ics.template').create({ kind, language, subject: words.subject, lead: words.lead, closing: words.closing || null });
      });
      return redirect(await saying(env, address, env.t('Saved. The next mails say it this way.')));
    },
  }),
];
