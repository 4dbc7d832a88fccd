import type { Env, Row } from '#core';
import { chooseServers, type Outlet } from './choose-servers.ts';
import { classifyFailure, type Failure } from './classify-failure.ts';
import { type Dkim, dkimOf } from './dkim.ts';
import { nextMinute } from './quota.ts';
import { settings } from './settings.ts';
import { permitsOf, withinDomains } from './slow-down.ts';
import type { Letter } from './transport.ts';

type Message = Row<'mail', 'mail.message'>;

/** Mails at once; more than connections, so that none of them waits for us. */
const AT_ONCE = 32;
const PAUSES_S = [30, 60, 300, 900, 3600];

/** Seconds until the next try after so many. */
export const pauseAfter = (attempts: number): number => PAUSES_S[Math.min(Math.max(attempts, 1), PAUSES_S.length) - 1] ?? 3600;

/** Takes links that open an account out of what will not be sent any more. */
async function forget(env: Env<'mail'>, messages: readonly Message[]): Promise<void> {
  const text = env.t('The text held a link that opens an account and was taken out.');
  await env.model('mail.message').update({ id: { in: messages.map(({ id }) => id) } }, { text, html: null });
}

/** Writes down what became of mails, as many as have gathered in one statement: after a crash only those not yet written down are sent again. */
function bookkeeping(env: Env<'mail'>) {
  let waiting: Message[] = [];
  let writing: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    const secret = batch.filter(({ secretText }) => secretText);
    if (secret.length > 0) await forget(env, secret);
    const byAttempts = Map.groupBy(batch, ({ attempts }) => attempts);
    for (const [attempts, rows] of byAttempts) {
      await env
        .model('mail.message')
        .set({ id: { in: rows.map(({ id }) => id) } }, { state: 'sent', sentAt: env.now(), attempts: attempts + 1, problem: null });
    }
  };
  return {
    sent(message: Message): void {
      waiting.push(message);
      if (waiting.length === 1) writing = writing.then(flush);
      writing.catch(() => {});
    },
    done: (): Promise<void> => writing,
  };
}

async function park(env: Env<'mail'>, outlet: Outlet, problem: string): Promise<void> {
  env.log.error({ server: outlet.id ?? outlet.name }, 'mail server refused our credentials');
  if (outlet.id !== null) await env.model('mail.server').update({ id: outlet.id }, { parkedReason: problem.slice(0, 300) });
}

/** The letter of a row; calendar objects are stored with bare line feeds, on the wire they have CR LF (RFC 5545 §3.1). */
export function letterOf(message: Message, sender: { name: string; email: string; replyTo: string | null; dkim: Dkim | null }): Letter {
  const { messageId, toName, toEmail, subject, text, html, ics, icsMethod, createdAt, unsubscribe } = message;
  return {
    messageId,
    from: { name: sender.name, email: sender.email },
    to: { name: toName ?? '', email: toEmail },
    replyTo: message.replyTo ?? sender.replyTo,
    subject,
    text,
    html,
    ics: ics === null ? null : { content: `${ics.replace(/\r?\n/g, '\r\n')}\r\n`, method: icsMethod ?? 'REQUEST' },
    date: createdAt,
    unsubscribe,
    dkim: sender.dkim,
  };
}

/**
 * Sends what is still queued of these, each by itself: one that is refused hurts no other, one that was sent is never sent again unless the process died between the
 * server's 250 and our writing it down (its Message-ID then shows that it is the same).
 * @returns when to try the rest again and why; undefined: nothing is left.
 */
export async function deliver(env: Env<'mail'>, ids: readonly string[], signal: AbortSignal): Promise<{ at: Date; reason: string } | undefined> {
  const messages = await env.model('mail.message').find({ id: { in: ids }, state: 'queued' }, { order: ['createdAt'] });
  if (messages.length === 0) return undefined;
  const suppressed = new Set(
    (await env.model('mail.suppression').pick({ email: { in: [...new Set(messages.map(({ toEmail }) => toEmail))] } }, ['email'])).map(({ email }) => email),
  );
  const barred = messages.filter(({ toEmail }) => suppressed.has(toEmail));
  if (barred.length > 0) {
    await env
      .model('mail.message')
      .update({ id: { in: barred.map(({ id }) => id) } }, { state: 'suppressed', problem: env.t('The address is on the list of suppressed addresses.') });
    const secret = barred.filter(({ secretText }) => secretText);
    if (secret.length > 0) await forget(env, secret);
  }

  const { maxAttempts, perDomainPerMinute, ...ways } = await env.settings(settings);
  const { fromName, fromEmail, replyTo } = await env.service('base').workspace({});
  const sender = { name: fromName, email: fromEmail, replyTo, dkim: dkimOf(ways) };
  const outlets = await chooseServers(env, ways);
  const closed = new Map<Outlet, Failure>();
  const book = bookkeeping(env);
  const left: { message: Message; problem: string; counted: boolean; slow?: true }[] = [];
  const wanted = messages.filter(({ toEmail }) => !suppressed.has(toEmail));
  const { now: queue, later } = perDomainPerMinute > 0 ? await withinDomains(env, wanted, perDomainPerMinute) : { now: wanted, later: [] };
  for (const message of later)
    left.push({ message, counted: false, slow: true, problem: env.t('Waits for its turn: so many mails a minute go to one domain.') });
  const permits = permitsOf(env, () => queue.length);

  const refuse = async (message: Message, failure: Extract<Failure, { kind: 'later' | 'never' }>): Promise<void> => {
    const attempts = message.attempts + 1;
    if (failure.kind === 'later' && attempts < maxAttempts) {
      left.push({ message, problem: failure.problem, counted: true });
      return;
    }
    await env.model('mail.message').update({ id: message.id }, { state: 'failed', attempts, problem: failure.problem.slice(0, 500) });
    if (message.secretText) await forget(env, [message]);
    if (failure.kind === 'never' && failure.suppress) {
      await env.model('mail.suppression').create([{ email: message.toEmail, reason: failure.problem.slice(0, 500) }], {
        onConflict: { constraint: 'mail_suppression_email_key', do: 'nothing' },
      });
    }
  };

  const send = async (message: Message): Promise<void> => {
    let problem = env.t('There is no outgoing mail server that can be used.');
    let slow = false;
    for (const outlet of outlets) {
      const shut = closed.get(outlet);
      if (shut) {
        problem = shut.problem;
        continue;
      }
      if (signal.aborted) break;
      if (!(await permits(outlet))) {
        problem = env.t('Waits for its turn: the server takes so many mails a minute.');
        slow = true;
        continue;
      }
      try {
        await outlet.transport.send(letterOf(message, sender));
        book.sent(message);
        return;
      } catch (error) {
        const failure = classifyFailure(error);
        if (failure.kind === 'later' || failure.kind === 'never') return refuse(message, failure);
        problem = failure.problem;
        if (!closed.has(outlet)) {
          closed.set(outlet, failure);
          if (failure.kind === 'credentials') await park(env, outlet, problem);
          else env.log.warn({ server: outlet.id ?? outlet.name, problem }, 'mail server cannot be used');
        }
      }
    }
    left.push({ message, problem, counted: false, ...(slow ? { slow: true as const } : {}) });
  };

  const worker = async (): Promise<void> => {
    for (let message = queue.shift(); message; message = queue.shift()) await send(message);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, worker));
  await book.done();
  if (left.length === 0) return undefined;

  for (const [key, group] of Map.groupBy(left, ({ message, problem, counted }) => JSON.stringify([message.attempts + (counted ? 1 : 0), problem]))) {
    const [attempts, problem] = JSON.parse(key) as [number, string];
    await env
      .model('mail.message')
      .update({ id: { in: group.map(({ message }) => message.id) }, state: 'queued' }, { attempts, problem: problem.slice(0, 500) });
  }
  const now = env.now();
  const times = left.map(({ message, counted, slow }) =>
    slow ? nextMinute(now).getTime() : now.getTime() + pauseAfter(counted ? message.attempts + 1 : 1) * 1000,
  );
  return { at: new Date(Math.min(...times)), reason: left[0]?.problem ?? '' };
}
