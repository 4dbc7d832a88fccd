import type { Env } from '#core';
import { fault } from './faults.ts';
import { storeFiles, type Upload } from './files.ts';
import { follow, named } from './followers.ts';
import { findMentions } from './mentions.ts';
import { notify } from './notify.ts';
import type { Subject } from './subject.ts';

export type Draft = { kind: 'note' | 'comment'; body: string; files: readonly Upload[] };

/** Writes it, with its files; its author follows the record from now on; who is to be told hears of it after commit. @throws THREAD_EMPTY */
export async function postMessage(env: Env<'thread'>, subject: Subject, author: string, { kind, body, files }: Draft): Promise<string> {
  if (body === '' && files.length === 0) throw fault('THREAD_EMPTY', { issues: [{ path: 'body', message: fault.entries.THREAD_EMPTY.title }] });
  const mentioned = await findMentions(env, body);
  return env.tx(async () => {
    const id = env.id();
    const mentions = mentioned.map((person) => person.id);
    await env
      .asPlugin()
      .model('thread.message')
      .create({ id, model: subject.model.name, record: subject.row.id, kind, author, body: body || null, mentions });
    await storeFiles(env, subject, id, author, files);
    await follow(env, subject, author, true, true);
    await env.enqueue(notify, { message: id, named: named(subject) });
    return id;
  });
}
