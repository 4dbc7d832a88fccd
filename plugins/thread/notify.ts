import { z } from 'zod';
import { civilDateOf, defineJob, type Env } from '#core';
import type { OutgoingMail } from '../mail/contract.ts';
import { type RecordRow, type Subject, subjectOf } from './subject.ts';

type Message = {
  id: string;
  model: string;
  record: string;
  kind: 'note' | 'comment' | 'system';
  author: string | null;
  body: string | null;
  mentions: readonly string[];
};

/** The record as the person may see it, in the person's language and zone; undefined where they may not, or have no account. */
async function seenBy(env: Env<'thread'>, person: string, { model, record }: Message): Promise<{ reader: Env<'thread'>; subject: Subject } | undefined> {
  const who = await env.service('base').personPrincipal({ person });
  if (!who) return undefined;
  const reader = env.actAs(who.principal).withPreferences(who.preferences);
  if (!reader.can(model, 'read')) return undefined;
  const [row] = (await reader.model(model as never).find({ id: record } as never)) as unknown as RecordRow[];
  const subject = row && subjectOf(reader, model, row);
  return subject && { reader, subject };
}

async function recipientsOf(env: Env<'thread'>, message: Message, named: readonly string[]): Promise<Set<string>> {
  const people = new Set(message.mentions);
  if (message.kind === 'comment') {
    const rows = await env.model('thread.follower').pick({ model: message.model, record: message.record }, ['person', 'follows']);
    const silent = new Set(rows.filter(({ follows }) => !follows).map(({ person }) => person));
    for (const person of [...named, ...rows.map((row) => row.person)]) if (!silent.has(person)) people.add(person);
  }
  if (message.author !== null) people.delete(message.author);
  return people;
}

/**
 * Tells followers of a comment, and whoever is mentioned, by mail and (mentions) by an activity. Who may not read the record is told nothing at all, not even that it exists.
 * Run again, it mails nobody twice.
 */
export const notify = defineJob({
  name: 'thread.notify',
  payload: z.object({ message: z.uuid(), /** People whom the record names. */ named: z.array(z.uuid()) }),
  async run(env: Env<'thread'>, { message: id, named }) {
    const [message] = await env.model('thread.message').find({ id, removedAt: null });
    if (!message) return;
    const [author] = message.author === null ? [] : await env.service('base').people({ ids: [message.author] });
    const recipients = [...(await recipientsOf(env, message, named))].sort();
    const people = new Map((await env.service('base').people({ ids: recipients })).map((person) => [person.id, person]));
    const { mailFooter } = await env.service('base').workspace({});
    const mails: OutgoingMail[] = [];
    for (const person of recipients) {
      const seen = await seenBy(env, person, message);
      const address = people.get(person);
      if (!seen || !address) continue;
      const { reader, subject } = seen;
      const link = `/app/${message.model}/${message.record}#thread`;
      const values = { name: author?.name ?? '', title: subject.title };
      const words = message.mentions.includes(person) ? reader.t('{name} mentioned you: {title}', values) : reader.t('{name} wrote about: {title}', values);
      if (message.mentions.includes(person)) {
        const kind = `thread.mention.${person}`;
        const activity = {
          person,
          kind,
          summary: words.slice(0, 300),
          note: (message.body ?? '').slice(0, 2_000),
          link,
          due: civilDateOf(env.now(), reader.preferences.timeZone),
        };
        await env.service('activities').replace({ model: message.model, record: message.record, kinds: [kind], activities: [activity] });
      }
      mails.push({
        kind: message.mentions.includes(person) ? 'thread.mention' : 'thread.comment',
        to: { name: address.name, email: address.email },
        subject: words,
        text: [message.body ?? reader.t('A file was attached.'), `${env.baseUrl}${link}`, ...(mailFooter ? [`-- \n${mailFooter}`] : [])].join('\n\n'),
        source: { model: message.model, record: message.record },
        dedupeKey: `thread:${message.id}:${person}`,
      });
    }
    if (mails.length > 0) await env.service('mail').send({ mails });
  },
});
