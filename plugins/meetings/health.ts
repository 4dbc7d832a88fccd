import type { Env, HealthFinding } from '#core';
import { accountHealth } from './conference/account-health.ts';

/** Meetings whose records do not fit together: confirmed without claims, links without a provider. */
export async function checkMeetings(env: Env<'meetings'>): Promise<HealthFinding[]> {
  const findings: HealthFinding[] = [];
  const providers = [...env.implementations('meeting.provider').keys()];
  const homeless = await env.model('meeting.virtual_room').count({ active: true, provider: { notIn: providers } });
  if (homeless > 0) {
    findings.push({
      ok: false,
      message: env.t('{count} virtual rooms belong to a provider that is not enabled', { count: homeless }),
      fix: env.t('Enable the provider’s plugin or choose another provider for the room.'),
    });
  }
  const failed = await env.model('meeting.conference').count({ state: 'failed', event: { where: { state: 'confirmed', end: { gt: env.now() } } } });
  if (failed > 0)
    findings.push({
      ok: false,
      message: env.t('{count} coming meetings have no join link', { count: failed }),
      fix: env.t('Open the meeting: it says what the provider answered.'),
    });
  findings.push(...(await accountHealth(env)), ...(await orphans(env)));
  return findings.length > 0 ? findings : [{ ok: true, message: env.t('Virtual rooms and join links are in order') }];
}

/** Coming claims and open activities that name a meeting which is not there, or is off. */
async function orphans(env: Env<'meetings'>): Promise<HealthFinding[]> {
  const from = env.now();
  const coming = { start: from, end: new Date(from.getTime() + 366 * 24 * 60 * 60 * 1000) };
  const claims = await env.model('calendar.claim').pick({ sourceModel: 'meeting.event', during: { overlaps: coming } }, ['source'], { order: [] });
  const activities = await env.model('activity.activity').pick({ model: 'meeting.event', kind: 'meeting', doneAt: null }, ['record'], { order: [] });
  const named = new Set([...claims.map(({ source }) => source), ...activities.map(({ record }) => record)]);
  const live = new Set(
    (await env.model('meeting.event').pick({ id: { in: [...named] }, state: { ne: 'cancelled' } }, ['state'], { order: [] })).map(({ id }) => id),
  );
  const lost = claims.filter(({ source }) => !live.has(source)).length;
  const stale = activities.filter(({ record }) => !live.has(record)).length;
  const fix = env.t('Cancel and delete the meetings concerned again; if the number stays, restore from the backup.');
  return [
    ...(lost > 0 ? [{ ok: false, message: env.t('{count} claims belong to no meeting', { count: lost }), fix }] : []),
    ...(stale > 0 ? [{ ok: false, message: env.t('{count} activities belong to no meeting', { count: stale }), fix }] : []),
  ];
}
