import { type Env, fail, type Row } from '#core';
import { fault } from './faults.ts';
import { findMentions } from './mentions.ts';
import { openSubject, type Subject } from './subject.ts';

export type Message = Row<'thread', 'thread.message'>;

/** A message, where its reader may read the record. @throws NOT_FOUND, the same whether it is not there or not for them */
export async function openMessage(env: Env<'thread'>, id: string): Promise<{ message: Message; subject: Subject }> {
  const [message] = await env.asPlugin().model('thread.message').find({ id });
  if (!message) throw fail('NOT_FOUND');
  return { message, subject: await openSubject(env, message.model, message.record) };
}

/** Only its author, and only what was not taken back. */
export const isOwn = (env: Env<'thread'>, message: Message): boolean =>
  env.principal.kind === 'user' && message.author === env.principal.person && message.removedAt === null && message.kind !== 'system';

/** The message as it is now, for the rest of the transaction: taking it back and editing it at the same time wait for one another. @throws ACCESS_DENIED */
async function lockOwn(env: Env<'thread'>, { id }: Message): Promise<Message> {
  const [message] = await env.asPlugin().model('thread.message').lock({ id });
  if (!message || !isOwn(env, message)) throw fail('ACCESS_DENIED');
  return message;
}

/** What it said before stays readable. @throws ACCESS_DENIED, THREAD_EMPTY */
export async function editMessage(env: Env<'thread'>, message: Message, body: string): Promise<void> {
  if (!isOwn(env, message)) throw fail('ACCESS_DENIED');
  if (body === '') throw fault('THREAD_EMPTY', { issues: [{ path: 'body', message: fault.entries.THREAD_EMPTY.title }] });
  if (body === message.body) return;
  const mentions = (await findMentions(env, body)).map(({ id }) => id);
  await env.tx(async () => {
    const own = env.asPlugin();
    const { body: before } = await lockOwn(env, message);
    if (before !== null) await own.model('thread.edit').create({ message: message.id, body: before });
    await own.model('thread.message').update(message.id, { body, mentions, editedAt: env.now() });
  });
}

/** The text, what it said earlier and its files are gone; that there was a message stays. @throws ACCESS_DENIED */
export async function removeMessage(env: Env<'thread'>, message: Message): Promise<void> {
  if (!isOwn(env, message)) throw fail('ACCESS_DENIED');
  await env.tx(async () => {
    const own = env.asPlugin();
    await lockOwn(env, message);
    await own.model('thread.edit').delete({ message: message.id });
    await own.model('thread.file').delete({ message: message.id });
    await own.model('thread.message').update(message.id, { body: null, mentions: [], removedAt: env.now() });
  });
}
