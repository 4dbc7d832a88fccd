import type { Env, ServiceImplementation } from '#core';
import type { ActivitiesService } from './contract.ts';

type Records = Parameters<ActivitiesService['replaceMany']>[0]['records'];

/** One activity per record, kind and person, whatever was asked for. */
function rowsOf(model: string, records: Records) {
  const once = new Map(records.flatMap(({ record, activities }) => activities.map((one) => [`${record} ${one.kind} ${one.person}`, { record, ...one }])));
  return [...once.values()].map(({ record, person, kind, summary, note, due, startsAt, endsAt, link }) => ({
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
  }));
}

const replaceMany = (env: Env<'activities'>, { model, kinds, records, person }: Parameters<ActivitiesService['replaceMany']>[0]): Promise<void> =>
  env.tx(async () => {
    const activities = env.model('activity.activity');
    if (kinds.length > 0 && records.length > 0)
      await activities.delete({
        model,
        record: { in: records.map(({ record }) => record) },
        kind: { in: [...kinds] },
        ...(person === undefined ? {} : { person }),
      });
    const rows = rowsOf(model, records);
    if (rows.length > 0) await activities.add(rows);
  });

export const activitiesService: ServiceImplementation<ActivitiesService> = {
  replace: {
    callers: ['portal', 'public'],
    run: (env: Env<'activities'>, { record, activities, ...input }) => replaceMany(env, { ...input, records: [{ record, activities }] }),
  },
  replaceMany: { run: (env: Env<'activities'>, input) => replaceMany(env, input) },
  clear: {
    callers: ['portal', 'public'],
    async run(env: Env<'activities'>, { model, record }) {
      await env.model('activity.activity').delete({ model, record });
    },
  },
  clearMany: {
    async run(env: Env<'activities'>, { model, records }) {
      if (records.length > 0) await env.model('activity.activity').delete({ model, record: { in: [...records] } });
    },
  },
};
