import { type Env, on } from '#core';
import { type AccountLink, type PublicPerson, passwordChanged, passwordResetRequested, personInvited } from '../base/contract.ts';

/** The env in the reader's language, zone and habits. */
const forReader = (env: Env<'mail'>, person: PublicPerson): Env<'mail'> =>
  env.withPreferences({ language: person.language, timeZone: person.timeZone, hour12: person.hour12 });

/** `secret`: with a link that opens the account. */
type Words = { subject: string; lines: readonly string[]; secret?: true };

/** One mail a request, however often the event arrives. A link goes to its owner alone and is in no log and no job. */
async function send(env: Env<'mail'>, kind: string, request: string, person: PublicPerson, { subject, lines, secret }: Words): Promise<void> {
  const { mailFooter } = await env.service('base').workspace({});
  await env.service('mail').send({
    mails: [
      {
        kind,
        to: { name: person.name, email: person.email },
        subject,
        text: [...lines, ...(mailFooter ? [`-- \n${mailFooter}`] : [])].join('\n\n'),
        source: { model: 'base.person', record: person.id },
        ...(secret ? { secretText: true as const } : {}),
        dedupeKey: `${kind}:${request}`,
      },
    ],
  });
}

async function resetWords(env: Env<'mail'>, { link, person }: AccountLink): Promise<Words> {
  const { name } = await env.service('base').workspace({});
  return {
    secret: true,
    subject: env.t('Set a new password for {workspace}', { workspace: name }),
    lines: [
      env.t('Hello {name},', { name: person.name }),
      env.t('somebody asked for a new password for your account. Open this address to choose one; it works once, within an hour:'),
      link,
      env.t('If it was not you, you can ignore this mail: your password stays as it is.'),
    ],
  };
}

async function inviteWords(env: Env<'mail'>, { link, person }: AccountLink): Promise<Words> {
  const { name } = await env.service('base').workspace({});
  return {
    secret: true,
    subject: env.t('You are invited to {workspace}', { workspace: name }),
    lines: [
      env.t('Hello {name},', { name: person.name }),
      env.t('you now have an account at {workspace}. Open this address to choose a password; it works once, within seven days:', { workspace: name }),
      link,
    ],
  };
}

/** Mails about accounts: `base` says what happened, the link is made here, where it leaves. For the `on` of this plugin's manifest. */
export const accountMailSubscriptions = [
  on(passwordResetRequested, async (env: Env<'mail'>, { person, request }) => {
    const made = await env.service('base').issueResetLink({ person });
    if (made) await send(env, 'base.password-reset', request, made.person, await resetWords(forReader(env, made.person), made));
  }),
  on(personInvited, async (env: Env<'mail'>, { person, request }) => {
    const made = await env.service('base').issueInviteLink({ person });
    if (made) await send(env, 'base.invitation', request, made.person, await inviteWords(forReader(env, made.person), made));
  }),
  on(passwordChanged, async (env: Env<'mail'>, { person, request }) => {
    const [reader] = await env.service('base').people({ ids: [person] });
    if (!reader?.active) return;
    const { t } = forReader(env, reader);
    await send(env, 'base.password-changed', request, reader, {
      subject: t('Your password was changed'),
      lines: [
        t('Hello {name},', { name: reader.name }),
        t('your password was just changed and all other sessions were ended. If it was not you, ask for a new password at once: {link}', {
          link: `${env.baseUrl}/forgot`,
        }),
      ],
    });
  }),
];
