import { type Env, fail, type Row } from '#core';

/** A link for who keeps it: its host and those who keep all links. Everybody inside may read it. @throws NOT_FOUND, ACCESS_DENIED */
export async function keptLink(env: Env<'booking-portal'>, id: string): Promise<Row<'booking-portal', 'booking.link'>> {
  const link = await env.model('booking.link').get(id);
  if (!keeps(env, link.host)) throw fail('ACCESS_DENIED');
  return link;
}

/** May the viewer change what belongs to this person? */
export const keeps = (env: Env<'booking-portal'>, owner: string): boolean =>
  env.inGroup('base.admin') || env.inGroup('meetings.manager') || (env.principal.kind === 'user' && env.principal.person === owner);
