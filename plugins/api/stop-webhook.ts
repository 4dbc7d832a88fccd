import { civilDateOf, type Env, type Row } from '#core';
import { refreshWatched } from './watched.ts';

/** Nothing more is sent, and every administrator finds it among their activities. */
export async function stopWebhook(env: Env<'api'>, { id, name }: Pick<Row<'api', 'api.webhook'>, 'id' | 'name'>): Promise<void> {
  await env.model('api.webhook').update(id, { active: false, stoppedAt: env.now() });
  await refreshWatched(env);
  const admins = await env.service('base').peopleInGroup({ group: 'base.admin' });
  await env.service('activities').replace({
    model: 'api.webhook',
    record: id,
    kinds: ['webhook-stopped'],
    activities: admins.map((person) => ({
      person: person.id,
      kind: 'webhook-stopped',
      summary: env.withPreferences({ language: person.language }).t('The webhook “{name}” was stopped: its messages do not arrive', { name }),
      due: civilDateOf(env.now(), person.timeZone),
      link: `/app/webhooks/${id}`,
    })),
  });
}
