import type { Env, Row } from '#core';
import type { Link } from '../open-times.ts';
import { locationOf } from '../places/chosen-place.ts';
import { waitingUrl } from './waiting-link.ts';

type Waiting = Row<'booking-portal', 'booking.waiting'>;

/** Tells a guest that the list has them, or that something is kept for them. Of whoever holds the time nothing is said: the mail knows the link alone. */
export async function tellWaiting(env: Env<'booking-portal'>, link: Link, waiting: Waiting, kind: 'waitlist' | 'seat'): Promise<void> {
  const plugin = env.asPlugin();
  const [host] = await plugin.service('base').people({ ids: [link.host] });
  if (!host) return;
  const rooms = link.room ? await plugin.model('meeting.room').pick({ id: link.room }, ['name', 'site', 'address', 'timeZone']) : [];
  const start = waiting.offeredStart ?? waiting.from;
  const url = await waitingUrl(plugin, waiting.id);
  await plugin.service('ics-mailer').notify({
    about: {
      source: { model: 'booking.waiting', record: waiting.id },
      subject: link.name,
      start,
      end: new Date(start.getTime() + link.durationMin * 60_000),
      wholeDay: kind === 'waitlist' && waiting.until > waiting.from,
      timeZone: link.timeZone,
      host,
      rooms,
      location: locationOf(link, undefined) ?? null,
    },
    kind,
    to: [
      {
        id: waiting.id,
        name: waiting.name,
        email: waiting.email,
        timeZone: waiting.timeZone,
        language: waiting.language,
        links: kind === 'seat' ? { seat: url, leave: url } : { leave: url },
        ...(kind === 'seat' && waiting.offeredUntil ? { until: waiting.offeredUntil } : {}),
      },
    ],
    request: `${waiting.id}:${waiting.offeredUntil?.getTime() ?? 0}`,
  });
}
