import type { Contracts, Env } from '#core';
import type { MailBody, MailWords } from '../mail/contract.ts';
import { digestTemplate } from './digest/digest-mail.tsx';
import { mailBody } from './mail-body.tsx';
import { isMailKind, type MailKind, mailKinds } from './mail-kinds.ts';
import { sampleMeeting } from './sample-meeting.ts';
import { placeholders, usualWords } from './words.ts';

type IcsEnv = Env<'ics-mailer'>;
type KindOfMail = Contracts['mail.kind'];

async function sample(env: IcsEnv, kind: MailKind, words: MailWords): Promise<MailBody> {
  const workspace = await env.service('base').workspace({});
  const here = `${env.baseUrl}/`;
  const links = mailKinds[kind].live ? { accept: here, maybe: here, decline: here } : {};
  return mailBody(env, {
    kind,
    meeting: sampleMeeting(env, workspace),
    workspace,
    words,
    links: kind === 'feedback' ? { feedback: here } : links,
    name: 'Gus Guest',
  });
}

const kindOf = (kind: MailKind): KindOfMail => ({
  title: (env: IcsEnv) => env.t(mailKinds[kind].title as never),
  template: {
    placeholders,
    usual: (env: IcsEnv) => usualWords(env, kind),
    sample: (env: IcsEnv, words) => sample(env, kind, words),
  },
});

/** Every kind of mail that goes out from here, as lists call it and administrators may write it. For `provides` of the manifest. */
export const mailTemplates = [
  ...Object.keys(mailKinds)
    .filter(isMailKind)
    .map((kind) => ({ contract: 'mail.kind' as const, key: `ics-mailer.${kind}`, implementation: kindOf(kind) })),
  {
    contract: 'mail.kind' as const,
    key: 'ics-mailer.digest',
    implementation: { title: (env: IcsEnv) => env.t('Daily digest'), template: digestTemplate } satisfies KindOfMail,
  },
];
