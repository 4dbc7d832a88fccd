import type { Env, ServiceImplementation } from '#core';
import type { ActivitiesService } from './contract.ts';

export const activitiesService: ServiceImplementation<ActivitiesService> = {
  replace: {
    callers: ['portal', 'public'],
    async run(env: Env<'activities'>, { model, record, kinds, activities }) {
      await env.tx(async () => {
        const rows = env.model('activity.activity');
        if (kinds.length > 0) await rows.delete({ model, record, kind: { in: kinds } });
        const once = new Map(activities.map((activity) => [`${activity.kind} ${activity.person}`, activity]));
        if (once.size === 0) return;
        await rows.create(
          [...once.values()].map(({ person, kind, summary, note, due, startsAt, endsAt, link }) => ({
            model,
            record,
            person,
            kind,
            summary,
            due,
            note: note ?? null,
            startsAt: startsAt ?? null,
            endsAt: endsAt ?? null,
            link: link ?? null,
          })),
        );
      });
    },
  },
  clear: {
    callers: ['portal', 'public'],
    async run(env: Env<'activities'>, { model, record }) {
      await env.model('activity.activity').delete({ model, record });
    },
  },
};
