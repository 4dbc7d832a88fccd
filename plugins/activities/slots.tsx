import type { Env } from '#core';
import { Icon } from '../web/contract.ts';
import { ActivityTable } from './activity-table.tsx';
import { countDue, openActivities } from './my-activities.ts';

/** The bell in the header, with how many activities are due. */
export async function bell(env: Env<'activities'>): Promise<unknown> {
  if (env.principal.kind !== 'user') return null;
  const due = await countDue(env);
  const label = due === 0 ? env.t('Activities: nothing due') : env.t('Activities: {count} due', { count: due });
  return (
    <a href="/app/activities" class="tool" aria-label={label} title={label}>
      <Icon name="bell" />
      {due === 0 ? null : <strong class="num">{due > 99 ? '99+' : String(due)}</strong>}
    </a>
  );
}

/** What comes next, on the start page. */
export async function nextActivities(env: Env<'activities'>): Promise<unknown> {
  if (env.principal.kind !== 'user') return null;
  const activities = await openActivities(env, 5);
  return (
    <section class="section">
      <h2>{env.t('My next activities')}</h2>
      {activities.length === 0 ? <p>{env.t('Nothing to do. Enjoy the quiet.')}</p> : <ActivityTable env={env} activities={activities} next="/app" />}
      <p>
        <a href="/app/activities">{env.t('All my activities')}</a>
      </p>
    </section>
  );
}
