import { addDays, type Env } from '#core';

/** The person has done it. Doing it twice keeps the first time. @throws NOT_FOUND where it is not theirs */
export async function markDone(env: Env<'activities'>, id: string): Promise<void> {
  const activities = env.model('activity.activity');
  const activity = await activities.get(id);
  if (activity.doneAt === null) await activities.update(id, { doneAt: env.now() });
}

/** Open again. */
export async function undo(env: Env<'activities'>, id: string): Promise<void> {
  await env.model('activity.activity').update(id, { doneAt: null });
}

/** Due the day after it was due, or tomorrow where that is past: civil dates, so no zone moves them. @param today `YYYY-MM-DD` of the person */
export async function snooze(env: Env<'activities'>, id: string, today: string): Promise<void> {
  const activities = env.model('activity.activity');
  const { due } = await activities.get(id);
  await activities.update(id, { due: addDays(due > today ? due : today, 1) });
}
