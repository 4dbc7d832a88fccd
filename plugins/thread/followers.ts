import type { Env } from '#core';
import type { Subject } from './subject.ts';

/** People in the fields that the model names: they follow unless they said otherwise. */
export function named({ thread, row }: Subject): string[] {
  return thread.followers.map((field) => row[field]).filter((id): id is string => typeof id === 'string');
}

/** Who follows: those the record names and those who said so. One statement. */
export async function followersOf(env: Env<'thread'>, subject: Subject): Promise<Set<string>> {
  const rows = await env.asPlugin().model('thread.follower').pick({ model: subject.model.name, record: subject.row.id }, ['person', 'follows']);
  const following = new Set(named(subject));
  for (const { person, follows } of rows) {
    if (follows) following.add(person);
    else following.delete(person);
  }
  return following;
}

/** Who says nothing more keeps what they said. */
export async function follow(env: Env<'thread'>, subject: Subject, person: string, follows: boolean, unlessSaid = false): Promise<void> {
  const followers = env.asPlugin().model('thread.follower');
  const key = { model: subject.model.name, record: subject.row.id, person };
  const made = await followers.create([{ ...key, follows }], { onConflict: { constraint: 'thread_follower_record_person_id_model_key', do: 'nothing' } });
  if (made.length === 0 && !unlessSaid) await followers.update(key, { follows });
}
