import { placesOf } from '../period.ts';
import { during, placeColumn, placing, type Report, share, total } from '../report.ts';

const cancelledOnes = { meeting: { where: { state: 'cancelled' } } };

/** What guests booked, by the day on which they did. */
export const bookingsReport: Report = {
  name: 'bookings',
  icon: 'calendar-plus',
  title: (env) => env.t('Bookings by guests'),
  help: (env) => env.t('What guests booked over booking links, by the day on which they did.'),
  load: async (env, period) => {
    const bookings = env.model('booking.booking');
    const every = { every: { createdAt: period.every }, ...placing(period) };
    const made = await bookings.group({ createdAt: during(period) }, ['createdAt'], every);
    const cancelled = await bookings.group({ createdAt: during(period), ...cancelledOnes }, ['createdAt'], every);
    const byLink = await bookings.group({ createdAt: during(period) }, ['link'], { limit: 200 });
    const cancelledByLink = await bookings.group({ createdAt: during(period), ...cancelledOnes }, ['link'], { limit: 1_000 });
    const ids = byLink.flatMap(({ link }) => link ?? []);
    const names = new Map(
      (await env.model('booking.link').pick({ id: { in: ids.length > 0 ? ids : [period.first] } }, ['name'], { order: [] })).map(({ id, name }) => [id, name]),
    );
    const before = {
      made: await bookings.count({ createdAt: during(period.before) }),
      cancelled: await bookings.count({ createdAt: during(period.before), ...cancelledOnes }),
    };
    const at = (rows: typeof made, place: string): number => total(rows.filter(({ createdAt }) => createdAt === place));
    return {
      figures: [
        { label: env.t('Bookings'), kind: 'count', value: total(made), before: before.made },
        { label: env.t('Cancelled since'), kind: 'count', value: total(cancelled), before: before.cancelled },
        { label: env.t('Share cancelled'), kind: 'percent', value: share(total(cancelled), total(made)), before: share(before.cancelled, before.made) },
      ],
      parts: [
        {
          name: 'time',
          title: env.t('Bookings over time'),
          columns: [placeColumn(env, period), { label: env.t('Bookings'), kind: 'count' }, { label: env.t('Cancelled since'), kind: 'count' }],
          rows: placesOf(period).map((place) => [place, at(made, place), at(cancelled, place)]),
          chart: { type: 'bar', column: 1 },
          empty: env.t('Nobody booked in this period.'),
        },
        {
          name: 'links',
          title: env.t('By booking link'),
          columns: [
            { label: env.t('Booking link'), kind: 'text' },
            { label: env.t('Bookings'), kind: 'count' },
            { label: env.t('Cancelled since'), kind: 'count' },
          ],
          rows: byLink.map(({ link, count }) => [
            (link === null ? undefined : names.get(link)) ?? env.t('A link that is gone'),
            count,
            total(cancelledByLink.filter((one) => one.link === link)),
          ]),
          empty: env.t('Nobody booked in this period.'),
        },
      ],
    };
  },
};
