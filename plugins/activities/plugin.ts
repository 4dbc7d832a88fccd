import { definePlugin, type Env } from '#core';
import { access, rules } from './access.ts';
import { cleanStale } from './clean-stale.ts';
import { clearPast } from './clear-past.ts';
import { markDone, snooze, undo } from './finish.ts';
import { todayOf } from './my-activities.ts';
import { personalData } from './personal-data.ts';
import { routes } from './routes.tsx';
import { schema } from './schema.ts';
import { activitiesService } from './services.ts';
import { settings } from './settings.ts';
import { bell, nextActivities } from './slots.tsx';

/** To-dos on any record. */
export default definePlugin({
  name: 'activities',
  version: '1.0.0',
  title: 'Activities',
  summary: 'To-dos on any record, with a bell for what is due',
  category: 'Productivity',
  icon: 'list-checks',
  core: '^1.0.0',
  url: import.meta.url,
  standard: true,
  depends: ['base', 'web'],
  schema,
  access,
  rules,
  services: { activities: activitiesService },
  routes,
  menu: [{ id: 'activities', label: 'Activities', icon: 'list-checks', href: '/app/activities', order: 500, section: 'main' }],
  slots: { header: (env: Env<'activities'>) => bell(env), home: (env: Env<'activities'>) => nextActivities(env) },
  views: [
    {
      kind: 'list',
      model: 'activity.activity',
      title: 'Activities',
      columns: ['summary', 'due', 'startsAt', 'doneAt'],
      filters: [
        { name: 'open', label: 'Open', domain: { doneAt: null }, default: true },
        { name: 'done', label: 'Done', domain: { doneAt: { ne: null } } },
      ],
      search: ['summary', 'note'],
      order: ['due', 'startsAt'],
      empty: 'Nothing to do. Enjoy the quiet.',
      noCreate: true,
    },
    {
      kind: 'form',
      model: 'activity.activity',
      sections: [{ fields: ['summary', 'due', 'startsAt', 'endsAt', 'link', 'note', 'doneAt'] }],
      noCreate: true,
      noEdit: true,
      noDelete: true,
      actions: [
        {
          name: 'done',
          bulk: true,
          label: 'Done',
          icon: 'check',
          style: 'primary',
          visible: { doneAt: null },
          run: (env: Env<'activities'>, id) => markDone(env, id),
        },
        {
          name: 'snooze',
          bulk: true,
          label: 'One day later',
          icon: 'clock',
          visible: { doneAt: null },
          run: (env: Env<'activities'>, id) => snooze(env, id, todayOf(env)),
        },
        { name: 'undo', label: 'Undo', icon: 'undo-2', visible: { doneAt: { ne: null } }, run: (env: Env<'activities'>, id) => undo(env, id) },
      ],
    },
  ],
  settings,
  actions: [cleanStale, clearPast],
  personalData,
});
