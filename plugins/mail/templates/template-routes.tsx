import { z } from 'zod';
import { type Env, fail, html, type Issue, longText, type Reply, redirect, route, textInput } from '#core';
import { languageNames } from '../../base/contract.ts';
import { saying } from '../../web/contract.ts';
import { kindTitles } from './kind-titles.ts';
import { type MailTemplate, type MailWords, unknownPlaceholders } from './mail-kind.ts';
import { type Language, TemplatePage, TemplatesPage } from './templates-page.tsx';

type MailEnv = Env<'mail'>;

const path = '/app/mail-templates';
const auth = 'group:base.admin' as const;
const params = z.object({ kind: z.string().max(80), language: z.string().max(12) });

const languages: readonly Language[] = Object.entries(languageNames).map(([code, name]) => ({ code, name }));

/** One kind of mail in one language. `maker`: the env of the app whose mail it is, in that language. */
type Chosen = { kind: string; title: string; template: MailTemplate; language: Language; maker: Env<never> };

function chosen(env: MailEnv, { kind, language }: z.infer<typeof params>): Chosen {
  const [found, named] = [env.implementations('mail.kind').get(kind), languages.find(({ code }) => code === language)];
  if (!found?.template || !named) throw fail('NOT_FOUND');
  const maker = env.implementer('mail.kind', kind);
  return { kind, title: found.title(maker), template: found.template, language: named, maker: maker.withPreferences({ language }) };
}

/** As for every page, and inline styles, which the mail inside the frame needs; it runs no script and loads nothing from elsewhere. */
const policy = (nonce: string): string =>
  `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** Names in braces that are none of ours, by field. */
const faults = (env: MailEnv, { placeholders }: MailTemplate, words: MailWords): Issue[] =>
  (['subject', 'lead', 'closing'] as const).flatMap((field) => {
    const unknown = unknownPlaceholders(words[field], placeholders);
    return unknown.length > 0 ? [{ path: field, message: env.t('Nothing is filled in for {names}.', { names: unknown.join(', ') }) }] : [];
  });

async function page(
  env: MailEnv,
  { kind, title, template, language, maker }: Chosen,
  given: MailWords | undefined,
  more: { problem?: string; issues?: readonly Issue[]; said?: string } = {},
): Promise<Reply> {
  const usual = template.usual(maker);
  const [own] = await env.model('mail.template').find({ kind, language: language.code });
  const words = given ?? (own ? { subject: own.subject, lead: own.lead, closing: own.closing ?? '' } : usual);
  return html(
    <TemplatePage
      env={env}
      kind={kind}
      title={title}
      placeholders={template.placeholders}
      language={language}
      words={words}
      usual={usual}
      own={own !== undefined}
      preview={await template.sample(maker, words)}
      {...more}
    />,
    { status: more.problem ? 422 : 200, headers: { 'content-security-policy': policy(env.request?.nonce ?? '') } },
  );
}

async function sendTest(env: MailEnv, { template, maker }: Chosen, words: MailWords): Promise<string> {
  const person = env.principal.kind === 'user' ? env.principal.person : '';
  const [reader] = await env.service('base').people({ ids: [person] });
  if (!reader) throw fail('ACCESS_DENIED');
  const body = await template.sample(maker.withPreferences({ timeZone: reader.timeZone, hour12: reader.hour12 }), words);
  await env
    .asPlugin()
    .service('mail')
    .send({ mails: [{ kind: 'mail.test', to: { name: reader.name, email: reader.email }, ...body }] });
  return reader.email;
}

/** What administrators write in mails: kept only where every placeholder is known. */
export const templateRoutes = [
  route({
    method: 'GET',
    path,
    auth,
    summary: 'Mail templates',
    async handler(env: MailEnv) {
      const own = await env.model('mail.template').pick(true, ['kind', 'language']);
      const declared = env.implementations('mail.kind');
      const kinds = [...kindTitles(env)].flatMap(([key, title]) => (declared.get(key)?.template ? [{ key, title }] : []));
      return html(<TemplatesPage env={env} kinds={kinds} languages={languages} changed={new Set(own.map(({ kind, language }) => `${kind} ${language}`))} />);
    },
  }),
  route({
    method: 'GET',
    path: `${path}/:kind/:language`,
    auth,
    summary: 'One mail template',
    params,
    handler: (env: MailEnv, { params: about }) => page(env, chosen(env, about), undefined),
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
    async handler(env: MailEnv, { params: about, body }) {
      const { kind, language } = about;
      const mail = chosen(env, about);
      const { do: deed, ...words } = body;
      const address = `${path}/${kind}/${language}`;
      if (deed === 'reset') {
        await env.model('mail.template').delete({ kind, language });
        return redirect(await saying(env, address, env.t('The usual words are back.')));
      }
      const issues = [
        ...(words.subject === '' ? [{ path: 'subject', message: env.t('Please fill this in.') }] : []),
        ...(words.lead === '' ? [{ path: 'lead', message: env.t('Please fill this in.') }] : []),
        ...faults(env, mail.template, words),
      ];
      if (issues.length > 0) return page(env, mail, words, { problem: env.t('Please correct the marked fields.'), issues });
      if (deed === 'preview') return page(env, mail, words);
      if (deed === 'test') {
        const address = await sendTest(env, mail, words);
        return page(env, mail, words, { said: env.t('Sent to {address}. Look into your mailbox.', { address }) });
      }
      await env.tx(async () => {
        await env.model('mail.template').delete({ kind, language });
        await env.model('mail.template').create({ kind, language, subject: words.subject, lead: words.lead, closing: words.closing || null });
      });
      return redirect(await saying(env, address, env.t('Saved. The next mails say it this way.')));
    },
  }),
];
