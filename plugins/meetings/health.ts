import type { Env, HealthFinding } from '#core';

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
  return findings.length > 0 ? findings : [{ ok: true, message: env.t('Virtual rooms and join links are in order') }];
}
