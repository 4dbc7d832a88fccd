import { z } from 'zod';
import { addDays, civilDateOf, type Env, formatCivilDate, formatWeekday, html, isCivilDate, route } from '#core';
import { AdminPage, EmptyState } from '../../web/contract.ts';
import { plannerAssets } from './calendar-page.tsx';
import { beginOf } from './calendar-range.ts';
import { roomUse, type Use } from './room-use.ts';

const LONGEST_DAYS = 366;
/** 2027-01-04 is a Monday: names of weekdays come from a week that is known. */
const MONDAY = '2027-01-04';

const query = z.object({ from: z.string().max(20).default(''), to: z.string().max(20).default(''), room: z.union([z.uuid(), z.literal('')]).default('') });

type Found = { from: string; to: string; room: { id: string; name: string; timeZone: string } | undefined; rooms: { id: string; name: string }[]; use: Use };

/** The four weeks until today unless asked otherwise; `to` is included. Read on the room's own clock. Two statements. */
async function found(env: Env<'meetings'>, asked: z.output<typeof query>): Promise<Found> {
  const rooms = await env.model('meeting.room').pick({}, ['name', 'timeZone'], { order: ['name'], limit: 1_000 });
  const room = rooms.find(({ id }) => id === asked.room) ?? rooms[0];
  const timeZone = room?.timeZone ?? env.preferences.timeZone;
  const today = civilDateOf(env.now(), timeZone);
  const sane = (day: string): boolean => isCivilDate(day) && day >= '1970-01-08' && day < '2200-01-01';
  const to = sane(asked.to) ? asked.to : sane(asked.from) && asked.from > today ? addDays(asked.from, 27) : today;
  const earliest = addDays(to, -LONGEST_DAYS);
  const from = sane(asked.from) && asked.from <= to ? (asked.from < earliest ? earliest : asked.from) : addDays(to, -27);
  const [start, end] = [beginOf(from, timeZone), beginOf(addDays(to, 1), timeZone)];
  const busy = room
    ? await env
        .asPlugin()
        .service('calendar')
        .busy({ resources: [{ kind: 'room', id: room.id }], from: start, to: end })
    : [];
  const use = roomUse(
    busy.map(({ during }) => during),
    { from, to: addDays(to, 1), start, end },
    timeZone,
  );
  return { from, to, room, rooms, use };
}

const shade = (share: number): string => `h${share === 0 ? 0 : Math.min(4, Math.ceil(share * 4))}`;

function Page({ env, from, to, room, rooms, use }: { env: Env<'meetings'> } & Found) {
  const percent = new Intl.NumberFormat(env.preferences.language, { style: 'percent', maximumFractionDigits: 0 });
  const used = use.flatMap((hours) => hours.flatMap((share, hour) => (share > 0 ? [hour] : [])));
  const first = Math.min(7, ...used);
  const last = Math.max(19, ...used.map((hour) => hour + 1));
  const hours = Array.from({ length: last - first }, (_, index) => first + index);
  const weekdays = Array.from({ length: 7 }, (_, index) => (env.preferences.weekStart - 1 + index) % 7);
  const week = use.flatMap((row) => row.slice(8, 18)).reduce((sum, share) => sum + share, 0) / 70;
  return (
    <AdminPage
      env={env}
      title={env.t('Room use')}
      subtitle={room ? env.t('On the clock of {zone}', { zone: room.timeZone.replaceAll('_', ' ') }) : undefined}
      {...plannerAssets}
    >
      <form method="get" action="/app/rooms/use" class="filters">
        <label>
          {env.t('Room')}
          <select name="room">
            {rooms.map(({ id, name }) => (
              <option value={id} selected={id === room?.id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {env.t('From')}
          <input type="date" name="from" value={from} />
        </label>
        <label>
          {env.t('To')}
          <input type="date" name="to" value={to} />
        </label>
        <button type="submit">{env.t('Show')}</button>
      </form>
      {room ? (
        <section class="section">
          <h2>{room.name}</h2>
          <p class="muted">
            {formatCivilDate(from, env.preferences, 'medium')} – {formatCivilDate(to, env.preferences, 'medium')}.{' '}
            {env.t('From 8 to 18, all seven days: {share} taken.', { share: percent.format(week) })}
          </p>
          <div class="table-frame" tabindex={0}>
            <table class="heat">
              <caption class="visually-hidden">{env.t('Share of each hour that was taken')}</caption>
              <thead>
                <tr>
                  <th scope="col">{env.t('Day')}</th>
                  {hours.map((hour) => (
                    <th scope="col">{String(hour).padStart(2, '0')}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {weekdays.map((weekday) => (
                  <tr>
                    <th scope="row">{formatWeekday(addDays(MONDAY, weekday), env.preferences, 'long')}</th>
                    {hours.map((hour) => {
                      const share = use[weekday]?.[hour] ?? 0;
                      return <td class={shade(share)}>{percent.format(share)}</td>;
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ) : (
        <EmptyState icon="door-open">{env.t('No rooms yet. Add the first one, so that meetings can take it.')}</EmptyState>
      )}
    </AdminPage>
  );
}

export const heatMapRoutes = [
  route({
    method: 'GET',
    path: '/app/rooms/use',
    auth: 'user',
    summary: 'How much of each hour of the week a room was taken',
    query,
    handler: async (env: Env<'meetings'>, request) => html(<Page env={env} {...(await found(env, request.query))} />),
  }),
];
