import { type Env, formatRange } from '#core';
import { scheduleRanges } from '../../calendar/contract.ts';
import { hostsOf, personsOf } from '../hosts.ts';
import { type Link, openTimes } from '../open-times.ts';
import { withPlace } from '../places/chosen-place.ts';
import { bookingsOf } from '../used-up.ts';

/** One reason why a link might not work. `fix`: what to do where it does not hold. */
export type LinkCheck = { ok: boolean; text: string; fix?: string };

const DAY_MS = 86_400_000;

/** Everything that has to hold for a guest to find a time, from the first thing that a guest meets to the last. For the host; names what is private. */
export async function checkLink(env: Env<'booking-portal'>, given: Link): Promise<LinkCheck[]> {
  const plugin = env.asPlugin();
  const link = await withPlace(plugin, given, undefined);
  const now = env.now();
  const end = new Date(now.getTime() + link.windowDays * DAY_MS);
  const hosts = await hostsOf(env, link);
  const people = await plugin.service('base').people({ ids: personsOf(hosts) });
  const away = personsOf(hosts).filter((id) => !people.some((one) => one.id === id && one.active));
  const used = link.maxBookings === null ? 0 : await bookingsOf(plugin, link.id);
  const schedule = await plugin.model('calendar.schedule').get(link.schedule);
  const open = scheduleRanges(schedule, schedule.timeZone, now.getTime(), end.getTime());
  const [room] = link.room ? await plugin.model('meeting.room').pick({ id: link.room }, ['name', 'active']) : [];
  const [virtual] = link.virtualRoom ? await plugin.model('meeting.virtual_room').pick({ id: link.virtualRoom }, ['name', 'active']) : [];
  const [next] = await openTimes(plugin, link, { from: now, to: end, viewerTimeZone: link.timeZone });
  const checks: LinkCheck[] = [
    { ok: link.active, text: env.t('The link is switched on.'), fix: env.t('Switch “Active” on.') },
    {
      ok: link.expiresAt === null || link.expiresAt > now,
      text: env.t('The link has not closed yet.'),
      fix: env.t('Take “Closes on” away, or choose a later date.'),
    },
    {
      ok: link.maxBookings === null || used < link.maxBookings,
      text: env.t('The link may be used again.'),
      fix: env.t('{used} of {most} bookings are made. Raise “Closes after so many bookings”.', { used, most: link.maxBookings ?? 0 }),
    },
    {
      ok: people.some(({ active }) => active) && (hosts.needed > 0 || away.length === 0),
      text: env.t('Those who meet the guests are active.'),
      fix: env.t('Choose hosts who are active.'),
    },
    {
      ok: hosts.needed <= hosts.choice.length - away.length || hosts.needed === 0,
      text: env.t('There are enough hosts to choose from.'),
      fix: env.t('Add hosts, or ask for fewer of them.'),
    },
    ...(room ? [{ ok: room.active, text: env.t('The room “{name}” is in use.', { name: room.name }), fix: env.t('Choose another room.') }] : []),
    ...(virtual
      ? [{ ok: virtual.active, text: env.t('The virtual room “{name}” is in use.', { name: virtual.name }), fix: env.t('Choose another virtual room.') }]
      : []),
    {
      ok: link.closesOn === null || new Date(`${link.closesOn}T23:59:59Z`) >= now,
      text: env.t('The days on which it can be booked are not over.'),
      fix: env.t('Choose a later “Bookable until”.'),
    },
    {
      ok: open.length > 0,
      text: env.t('The opening hours “{name}” are open on some of the next days.', { name: schedule.name }),
      fix: env.t('Open some hours in “{name}”.', { name: schedule.name }),
    },
    {
      ok: next !== undefined,
      text: next
        ? env.t('The next free time is {when}.', {
            when: formatRange(next, new Date(next.getTime() + link.durationMin * 60_000), env.preferences.timeZone, env.preferences),
          })
        : env.t('There is a free time.'),
      fix: env.t('Everything within notice, days ahead and limits is taken. Look up a time below to see by what.'),
    },
  ];
  return checks;
}
