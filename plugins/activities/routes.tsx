import { z } from 'zod';
import { type Env, html, redirect, route } from '#core';
import { AdminPage, EmptyState } from '../web/contract.ts';
import { ActivityTable } from './activity-table.tsx';
import { markDone, snooze, undo } from './finish.ts';
import { type Activity, doneActivities, openActivities, sortByDue, todayOf } from './my-activities.ts';

const SHOWN = 200;

function Group({ env, title, activities, next }: { env: Env<'activities'>; title: string; activities: readonly Activity[]; next: string }) {
  if (activities.length === 0) return null;
  return (
    <section class="section">
      <h2>
        {title} <small class="muted">({activities.length})</small>
      </h2>
      <ActivityTable env={env} activities={activities} next={next} />
    </section>
  );
}

const filters = ['open', 'overdue', 'today', 'later', 'done'] as const;
const labels: Record<(typeof filters)[number], string> = { open: 'All open', overdue: 'Overdue', today: 'Today', later: 'Later', done: 'Done' };

/** Only back to a page of these activities, never elsewhere. */
const backTo = (next: string | undefined): string =>
  next === '/app' || /^\/app\/activities(\?show=[a-z]+)?$/.test(next ?? '') ? (next ?? '/app/activities') : '/app/activities';

const action = (name: string, summary: string, run: (env: Env<'activities'>, id: string) => Promise<void>) =>
  route({
    method: 'POST',
    path: `/app/activities/:id/${name}`,
    auth: 'user',
    summary,
    params: z.object({ id: z.uuid() }),
    body: z.object({ next: z.string().optional() }),
    async handler(env: Env<'activities'>, { params, body }) {
      await run(env, params.id);
      return redirect(backTo(body.next));
    },
  });

export const routes = [
  route({
    method: 'GET',
    path: '/app/activities',
    auth: 'user',
    summary: 'My activities',
    query: z.object({ show: z.enum(filters).catch('open') }),
    async handler(env: Env<'activities'>, { query: { show } }) {
      const next = show === 'open' ? '/app/activities' : `/app/activities?show=${show}`;
      const rows = show === 'done' ? await doneActivities(env, SHOWN) : await openActivities(env, SHOWN);
      const { overdue, today, later } = sortByDue(rows, todayOf(env));
      const wanted = (name: (typeof filters)[number]): boolean => show === 'open' || show === name;
      const visible =
        show === 'done' ? rows.length : (wanted('overdue') ? overdue.length : 0) + (wanted('today') ? today.length : 0) + (wanted('later') ? later.length : 0);
      return html(
        <AdminPage env={env} title={env.t('My activities')}>
          <nav class="chips toolbar" aria-label={env.t('Filter')}>
            {filters.map((filter) => (
              <a class="chip" href={`/app/activities?show=${filter}`} aria-current={filter === show ? 'true' : undefined}>
                {env.t(labels[filter])}
              </a>
            ))}
          </nav>
          {visible === 0 ? <EmptyState icon="check-check">{env.t('Nothing to do. Enjoy the quiet.')}</EmptyState> : null}
          {show === 'done' ? (
            <Group env={env} title={env.t('Done')} activities={rows} next={next} />
          ) : (
            <>
              {wanted('overdue') ? <Group env={env} title={env.t('Overdue')} activities={overdue} next={next} /> : null}
              {wanted('today') ? <Group env={env} title={env.t('Today')} activities={today} next={next} /> : null}
              {wanted('later') ? <Group env={env} title={env.t('Later')} activities={later} next={next} /> : null}
            </>
          )}
        </AdminPage>,
      );
    },
  }),
  action('done', 'Marks an activity of mine as done', markDone),
  action('undo', 'Opens an activity of mine again', undo),
  action('snooze', 'Moves an activity of mine by a day', (env, id) => snooze(env, id, todayOf(env))),
];
