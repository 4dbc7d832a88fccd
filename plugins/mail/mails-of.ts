import { type Env, fail } from '#core';
import type { MailOf, MailProgress } from './contract.ts';
import { sendMessages } from './jobs.ts';

type About = { model: string; record: string };

/** See `MailService.progress`. */
export async function progress(env: Env<'mail'>, { model, record }: About): Promise<MailProgress> {
  const counted: MailProgress = { queued: 0, sent: 0, failed: 0, suppressed: 0 };
  for (const { state, count } of await env.model('mail.message').group({ sourceModel: model, source: record }, ['state'])) counted[state] = count;
  return counted;
}

/** See `MailService.mailsOf`. */
export async function mailsOf(env: Env<'mail'>, { model, record, limit, offset }: About & { limit: number; offset: number }): Promise<MailOf[]> {
  const found = await env
    .model('mail.message')
    .pick({ sourceModel: model, source: record }, ['kind', 'toName', 'toEmail', 'subject', 'state', 'problem', 'createdAt'], {
      order: ['state', '-createdAt'],
      limit,
      offset,
    });
  return found.map(({ id, kind, toName, toEmail, subject, state, problem, createdAt }) => ({
    id,
    kind,
    name: toName ?? '',
    email: toEmail,
    subject,
    state,
    problem,
    at: createdAt,
  }));
}

const PER_JOB = 500;

/** See `MailService.resend`. */
export function resendOf(env: Env<'mail'>, { model, record, ids }: About & { ids?: readonly string[] }): Promise<number> {
  if (env.caller.kind === 'user') throw fail('ACCESS_DENIED');
  return env.tx(async () => {
    const put = await env.model('mail.message').update(
      {
        sourceModel: model,
        source: record,
        secretText: false,
        ...(ids ? { id: { in: [...ids] }, state: { ne: 'queued' } } : { state: { in: ['failed', 'suppressed'] } }),
      },
      { state: 'queued', attempts: 0, problem: null, sentAt: null },
    );
    for (let at = 0; at < put.length; at += PER_JOB) await env.enqueue(sendMessages, { messages: put.slice(at, at + PER_JOB).map(({ id }) => id) });
    return put.length;
  });
}
