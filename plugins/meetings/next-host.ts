import type { Env } from '#core';
import type { PublicPerson } from '../base/contract.ts';
import { fault } from './faults.ts';

/** Who a meeting or a series is handed over to. @throws MEETING_STATE for who cannot be it, or has it already */
export async function nextHost(env: Env<'meetings'>, id: string, standing: string): Promise<PublicPerson> {
  const [next] = await env.service('base').people({ ids: [id] });
  if (!next?.active) throw fault('MEETING_STATE', { detail: env.t('Choose a host who is active.') });
  if (id === standing) throw fault('MEETING_STATE', { detail: env.t('{name} is the host already.', { name: next.name }) });
  return next;
}
