import { type Env, on } from '#core';
import { forReader, type PublicPerson, passwordChanged, passwordResetRequested, personInvited, type Workspace } from '../base/contract.ts';
import { MailButton, mailLayout } from './layout.tsx';
import { fillIn, keptPlaceholders, type MailBody, type MailKind, type MailWords, readOwnWords } from './templates/mail-kind.ts';

type MailEnv = Env<'mail'>;

const placeholders = ['name', 'workspace'] as const;
const kept = keptPlaceholders(placeholders);
const hello = (env: MailEnv, rest: string): string => `${env.t('Hello {name},', kept)}\n\n${rest}`;

/** The mails about accounts. `button`: what its link leads to. */
const accountMails = {
  'base.invitation': {
    title: (env: MailEnv) => env.t('Invitation to an account'),
    button: (env: MailEnv) => env.t('Choose a password'),
    usual: (env: MailEnv): MailWords => ({
      subject: env.t('You are invited to {workspace}', kept),
      lead: hello(env, env.t('you now have an account at {workspace}. Open this address to choose a password; it works once, within seven days:', kept)),
      closing: '',
    }),
  },
  'base.password-reset': {
    title: (env: MailEnv) => env.t('New password'),
    button: (env: MailEnv) => env.t('Choose a password'),
    usual: (env: MailEnv): MailWords => ({
      subject: env.t('Set a new password for {workspace}', kept),
      lead: hello(env, env.t('somebody asked for a new password for your account. Open this address to choose one; it works once, within an hour:')),
      closing: env.t('If it was not you, you can ignore this mail: your password stays as it is.'),
    }),
  },
  'base.password-changed': {
    title: (env: MailEnv) => env.t('Password changed'),
    button: (env: MailEnv) => env.t('Ask for a new password'),
    usual: (env: MailEnv): MailWords => ({
      subject: env.t('Your password was changed'),
      lead: hello(env, env.t('your password was just changed and all other sessions were ended. If it was not you, ask for a new password at once:')),
      closing: '',
    }),
  },
};

type AccountMail = keyof typeof accountMails;

/** @param env speaks the reader's language */
function bodyOf(env: MailEnv, kind: AccountMail, words: MailWords, { workspace, name, link }: { workspace: Workspace; name: string; link: string }): MailBody {
  const values = { name, workspace: workspace.name };
  const [subject, lead, closing] = [fillIn(words.subject, values), fillIn(words.lead, values), fillIn(words.closing, values)];
  return {
    subject,
    text: [lead, link, ...(closing ? [closing] : []), ...(workspace.mailFooter ? [`-- \n${workspace.mailFooter}`] : [])].join('\n\n'),
    html: mailLayout({
      workspace,
      baseUrl: env.baseUrl,
      language: env.preferences.language,
      title: subject,
      body: (
        <>
          <p style="margin:0 0 12px;white-space:pre-line">{lead}</p>
          <MailButton href={link} accent={workspace.accent}>
            {accountMails[kind].button(env)}
          </MailButton>
          <p class="muted" style="margin:0;font-size:13px;color:#5b6270;overflow-wrap:anywhere">
            {link}
          </p>
          {closing ? <p style="margin:16px 0 0;white-space:pre-line">{closing}</p> : null}
        </>
      ),
    }),
  };
}

/** What administrators may write of them. For `provides` of the manifest. */
export const accountKinds = (Object.keys(accountMails) as AccountMail[]).map((key) => {
  const { title, usual } = accountMails[key];
  const implementation: MailKind = {
    title,
    template: {
      placeholders,
      usual,
      sample: async (env: MailEnv, words) => {
        const workspace = await env.service('base').workspace({});
        return bodyOf(env, key, words, { workspace, name: 'Ann Example', link: `${env.baseUrl}/` });
      },
    },
  };
  return { contract: 'mail.kind' as const, key, implementation };
});

/** One mail a request, however often the event arrives. `secret`: its link opens the account, so it goes to its owner alone and is in no log and no job. */
async function send(
  env: MailEnv,
  kind: AccountMail,
  { request, person, link, secret }: { request: string; person: PublicPerson; link: string; secret: boolean },
) {
  const workspace = await env.service('base').workspace({});
  const reader = forReader(env, person);
  const words = (await readOwnWords(env))(kind, person.language) ?? accountMails[kind].usual(reader);
  await env.service('mail').send({
    mails: [
      {
        kind,
        to: { name: person.name, email: person.email },
        ...bodyOf(reader, kind, words, { workspace, name: person.name, link }),
        source: { model: 'base.person', record: person.id },
        ...(secret ? { secretText: true as const } : {}),
        dedupeKey: `${kind}:${request}`,
      },
    ],
  });
}

/** Mails about accounts: `base` says what happened, the link is made here, where it leaves. For the `on` of this plugin's manifest. */
export const accountMailSubscriptions = [
  on(passwordResetRequested, async (env: MailEnv, { person, request }) => {
    const made = await env.service('base').issueResetLink({ person });
    if (made) await send(env, 'base.password-reset', { request, person: made.person, link: made.link, secret: true });
  }),
  on(personInvited, async (env: MailEnv, { person, request }) => {
    const made = await env.service('base').issueInviteLink({ person });
    if (made) await send(env, 'base.invitation', { request, person: made.person, link: made.link, secret: true });
  }),
  on(passwordChanged, async (env: MailEnv, { person, request }) => {
    const [reader] = await env.service('base').people({ ids: [person] });
    if (reader?.active) await send(env, 'base.password-changed', { request, person: reader, link: `${env.baseUrl}/forgot`, secret: false });
  }),
];
