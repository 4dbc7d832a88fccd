import { civilDateOf, type Env, me, type Row } from '#core';

export type Activity = Row<'activities', 'activity.activity'>;

/** Today where the acting person lives. */
export const todayOf = (env: Env<'activities'>): string => civilDateOf(env.now(), env.preferences.timeZone);

/** How many of my open activities are due today or earlier: the number at the bell. */
export const countDue = (env: Env<'activities'>): Promise<number> =>
  env.model('activity.activity').count({ person: me, doneAt: null, due: { lte: todayOf(env) } });

/** My open activities, the first due first. */
export const openActivities = (env: Env<'activities'>, limit: number): Promise<Activity[]> =>
  env.model('activity.activity').find({ person: me, doneAt: null }, { order: ['due', 'startsAt'], limit });

/** What I did lately, the last first. */
export const doneActivities = (env: Env<'activities'>, limit: number): Promise<Activity[]> =>
  env.model('activity.activity').find({ person: me, doneAt: { ne: null } }, { order: ['-doneAt'], limit });

export type Sorted = { overdue: Activity[]; today: Activity[]; later: Activity[] };

export function sortByDue(activities: readonly Activity[], today: string): Sorted {
  return {
    overdue: activities.filter((activity) => activity.due < today),
    today: activities.filter((activity) => activity.due === today),
    later: activities.filter((activity) => activity.due > today),
  };
}
