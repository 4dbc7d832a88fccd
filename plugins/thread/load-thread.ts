import type { Env, Row } from '#core';
import type { PublicPerson } from '../base/contract.ts';
import { followersOf } from './followers.ts';
import type { Subject } from './subject.ts';
import { type TrackedLine, trackedLines } from './tracked.ts';

export type File_ = Row<'thread', 'thread.file'>;
export type Entry = { id: string; at: Date } & (
  | { kind: 'message'; message: Row<'thread', 'thread.message'>; files: File_[] }
  | { kind: 'tracked'; line: TrackedLine }
);
export type Conversation = {
  subject: Subject;
  /** Newest first. */
  entries: Entry[];
  /** There is more, older than the last entry. */
  more: boolean;
  followers: ReadonlySet<string>;
  people: ReadonlyMap<string, PublicPerson>;
};

/** Messages, changes, files and followers of a record that the viewer may read (the caller has asked). The number of statements hangs on the model, not on how much was said. */
export async function loadConversation(env: Env<'thread'>, subject: Subject, limit: number, before?: string): Promise<Conversation> {
  const own = env.asPlugin();
  const older = before ? { id: { lt: before } } : {};
  const key = { model: subject.model.name, record: subject.row.id };
  const messages = await own.model('thread.message').find({ ...key, ...older }, { order: ['-id'], limit: limit + 1 });
  const lines = await trackedLines(env, subject, limit + 1, before);
  const files = messages.length > 0 ? await own.model('thread.file').find({ ...key, message: { in: messages.map(({ id }) => id) } }, { order: ['id'] }) : [];
  const followers = await followersOf(env, subject);
  const all: Entry[] = [
    ...messages.map(
      (message): Entry => ({ id: message.id, at: message.createdAt, kind: 'message', message, files: files.filter((file) => file.message === message.id) }),
    ),
    ...lines.map((line): Entry => ({ id: line.id, at: line.at, kind: 'tracked', line })),
  ].sort((a, b) => (a.id < b.id ? 1 : -1));
  const entries = all.slice(0, limit);
  const ids = new Set<string>(followers);
  for (const entry of entries) {
    if (entry.kind === 'tracked' && entry.line.person) ids.add(entry.line.person);
    if (entry.kind === 'message') for (const id of [entry.message.author, ...entry.message.mentions]) if (id) ids.add(id);
  }
  const people = ids.size > 0 ? await env.service('base').people({ ids: [...ids] }) : [];
  return { subject, entries, more: all.length > limit, followers, people: new Map(people.map((person) => [person.id, person])) };
}
