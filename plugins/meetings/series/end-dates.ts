import type { Env, Row } from '#core';
import { writerOf } from './make-series.ts';
import { queueSeriesLinks } from './start-links.ts';

/** The links of dates that are off: what stands at the provider is taken away by the outbox. */
export async function endLinks(env: Env<'meetings'>, series: string, meetings: readonly string[]): Promise<void> {
  const events = [...meetings];
  const links = await env.model('meeting.conference').find({ event: { in: events }, state: { ne: 'cancelled' } });
  if (links.length === 0) return;
  const there = links.filter(({ provider, externalId, state }) => {
    const known = env.implementations('meeting.provider').get(provider);
    return known !== undefined && known.capabilities.cancel !== 'none' && !(externalId === null && state === 'queued');
  });
  const toEnd = new Set(there.map(({ id }) => id));
  const gone = links.filter(({ id }) => !toEnd.has(id)).map(({ id, generation }) => ({ id, state: 'cancelled' as const, generation: generation + 1 }));
  if (gone.length > 0) await env.model('meeting.conference').updateEach(gone);
  if (toEnd.size === 0) return;
  await env.model('meeting.conference').update({ id: { in: [...toEnd] } }, { state: 'cancelling' });
  await env.enqueue(queueSeriesLinks, { series, states: ['cancelling'] });
}

/** Dates → cancelled: their time is free, activities and links go. As many statements for one as for all. Nobody is told by this. */
export async function endDates(env: Env<'meetings'>, series: string, dates: readonly Row<'meetings', 'meeting.event'>[], reason: string | null): Promise<void> {
  if (dates.length === 0) return;
  const ids = dates.map(({ id }) => id);
  await writerOf(env)
    .model('meeting.event')
    .updateEach(
      dates.map(({ id, sequence, version }) => ({ id, state: 'cancelled' as const, reason, sequence: sequence + 1, version: version + 1, undoUntil: null })),
    );
  await env.service('calendar').claimAll({ bookings: [], instead: { model: 'meeting.event', records: ids } });
  await env.service('activities').clearMany({ model: 'meeting.event', records: ids });
  await endLinks(env, series, ids);
}
