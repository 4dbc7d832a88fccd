import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { addDays, bytes, civilDateOf, type Env, formatDate, html, isCivilDate, offsetLabel, route, wallOf } from '#core';
import { AdminPage, EmptyState, Icon, LinkButton, Notice, State } from '../../web/contract.ts';
import { plannerAssets, zoneLine } from './calendar-page.tsx';
import { beginOf } from './calendar-range.ts';
import { looks, timesOf } from './entry-look.tsx';
import { touching } from './read-calendar.ts';

/** One room of one meeting. */
type Line = {
  room: string;
  meeting: string;
  subject: string;
  host: string;
  start: Date;
  end: Date;
  state: 'draft' | 'confirmed' | 'cancelled' | 'done';
  released: boolean;
  checkedIn: Date | null;
};

const MOST = 1_000;
const MOST_CSV = 50_000;
const LONGEST_DAYS = 366;

const query = z.object({ from: z.string().max(20).default(''), to: z.string().max(20).default(''), room: z.union([z.uuid(), z.literal('')]).default('') });
type Asked = { from: string; to: string; room: string };

/** From today for four weeks unless asked otherwise; `to` is included. */
function settled(env: Env, asked: z.output<typeof query>): Asked {
  const today = civilDateOf(env.now(), env.preferences.timeZone);
  const from = isCivilDate(asked.from) && asked.from >= '1970-01-08' && asked.from < '2200-01-01' ? asked.from : today;
  const latest = addDays(from, LONGEST_DAYS);
  const to = isCivilDate(asked.to) && asked.to >= from ? (asked.to > latest ? latest : asked.to) : addDays(from, 27);
  return { from, to, room: asked.room };
}

/** Rooms of the meetings that the viewer may read, by time. Four statements. */
async function read(
  env: Env<'meetings'>,
  { from, to, room }: Asked,
  limit: number,
): Promise<{ lines: Line[]; rooms: { id: string; name: string }[]; more: boolean }> {
  const { timeZone } = env.preferences;
  const during = touching(beginOf(from, timeZone), beginOf(addDays(to, 1), timeZone));
  const rooms = await env.model('meeting.room').pick({}, ['name'], { order: ['name'], limit: 1_000 });
  const events = await env
    .model('meeting.event')
    .pick({ $and: [during, { rooms: { some: room ? { room } : {} } }] }, ['subject', 'host', 'start', 'end', 'state'], { order: ['start'], limit: limit + 1 });
  const shown = events.slice(0, limit);
  const takes = shown.length > 0 ? await env.model('meeting.event_room').find({ event: { in: shown.map(({ id }) => id) }, ...(room ? { room } : {}) }) : [];
  const hosts = new Map((await env.service('base').people({ ids: [...new Set(shown.map(({ host }) => host))] })).map(({ id, name }) => [id, name]));
  const names = new Map(rooms.map(({ id, name }) => [id, name]));
  const byEvent = new Map<string, typeof takes>();
  for (const take of takes) byEvent.set(take.event, [...(byEvent.get(take.event) ?? []), take]);
  const lines = shown.flatMap(({ id, subject, host, start, end, state }) =>
    (byEvent.get(id) ?? []).map((take) => ({
      room: names.get(take.room) ?? '',
      meeting: id,
      subject,
      host: hosts.get(host) ?? '',
      start,
      end,
      state,
      released: take.releasedAt !== null && take.releasedAt >= start,
      checkedIn: take.checkedInAt,
    })),
  );
  return { lines, rooms, more: events.length > limit };
}

/** A spreadsheet takes what begins so for a formula. */
const plain = (value: string): string => (/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);

function csvOf(env: Env<'meetings'>, lines: readonly Line[]): Uint8Array {
  const { timeZone } = env.preferences;
  const wall = (at: Date): string => wallOf(at, timeZone).replace('T', ' ');
  const rows = [
    [env.t('Room'), env.t('Start'), env.t('End'), env.t('Zone'), env.t('Subject'), env.t('Host'), env.t('State')],
    ...lines.map(({ room, start, end, subject, host, state, released }) => [
      room,
      wall(start),
      wall(end),
      `${timeZone} (${offsetLabel(start, timeZone)})`,
      subject,
      host,
      released ? env.t('Released') : env.t(looks[state].word),
    ]),
  ];
  return Buffer.from(
    `\uFEFF${stringify(
      rows.map((row) => row.map(plain)),
      { record_delimiter: 'windows' },
    )}`,
  );
}

function Page({ env, asked, lines, rooms, more }: { env: Env<'meetings'>; asked: Asked } & Awaited<ReturnType<typeof read>>) {
  const { timeZone } = env.preferences;
  const address = new URLSearchParams({ ...asked });
  return (
    <AdminPage
      env={env}
      title={env.t('Booked rooms')}
      subtitle={zoneLine(env)}
      actions={
        <LinkButton href={`/app/rooms/booked.csv?${address}`} icon="download">
          CSV
        </LinkButton>
      }
      {...plannerAssets}
    >
      <form method="get" action="/app/rooms/booked" class="filters">
        <label>
          {env.t('From')}
          <input type="date" name="from" value={asked.from} />
        </label>
        <label>
          {env.t('To')}
          <input type="date" name="to" value={asked.to} />
        </label>
        <label>
          {env.t('Room')}
          <select name="room">
            <option value="">{env.t('Every room')}</option>
            {rooms.map(({ id, name }) => (
              <option value={id} selected={id === asked.room}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">{env.t('Show')}</button>
      </form>
      {more ? <Notice kind="warn">{env.t('There are too many meetings for one page: choose a shorter time.')}</Notice> : null}
      {lines.length === 0 ? (
        <EmptyState icon="door-open">{env.t('No meeting that you may read takes a room in this time.')}</EmptyState>
      ) : (
        <div class="table-frame">
          <table class="list">
            <caption class="visually-hidden">{env.t('Booked rooms')}</caption>
            <thead>
              <tr>
                {[env.t('Room'), env.t('Day'), env.t('Time'), env.t('Subject'), env.t('Host'), env.t('State')].map((head) => (
                  <th scope="col">{head}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr class={looks[line.state].look}>
                  <td data-label={env.t('Room')}>{line.room}</td>
                  <td data-label={env.t('Day')} class="nowrap">
                    {formatDate(line.start, timeZone, env.preferences, 'medium')}
                  </td>
                  <td data-label={env.t('Time')} class="nowrap">
                    <time datetime={line.start.toISOString()}>{timesOf(env, line)}</time>
                    {civilDateOf(line.start, timeZone) === civilDateOf(new Date(line.end.getTime() - 1), timeZone)
                      ? null
                      : ` (${formatDate(line.end, timeZone, env.preferences, 'medium')})`}
                  </td>
                  <td class="main">
                    <a href={`/app/meeting.event/${line.meeting}`}>{line.subject}</a>
                  </td>
                  <td data-label={env.t('Host')}>{line.host}</td>
                  <td data-label={env.t('State')}>
                    {line.released ? (
                      <span class="state muted">
                        <Icon name="door-open" /> {env.t('Released')}
                      </span>
                    ) : (
                      <State env={env} value={line.state} />
                    )}
                    {line.checkedIn ? (
                      <span class="state ok">
                        <Icon name="user-check" /> {env.t('Checked in')}
                      </span>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </AdminPage>
  );
}

export const bookedRoutes = [
  route({
    method: 'GET',
    path: '/app/rooms/booked',
    auth: 'user',
    summary: 'One line for each room of each meeting that the viewer may read',
    query,
    handler: async (env: Env<'meetings'>, request) => {
      const asked = settled(env, request.query);
      return html(<Page env={env} asked={asked} {...(await read(env, asked, MOST))} />);
    },
  }),
  route({
    method: 'GET',
    path: '/app/rooms/booked.csv',
    auth: 'user',
    summary: 'The same as CSV',
    query,
    handler: async (env: Env<'meetings'>, request) => {
      const asked = settled(env, request.query);
      const { lines } = await read(env, asked, MOST_CSV);
      return bytes(csvOf(env, lines), {
        headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="booked-rooms-${asked.from}.csv"` },
      });
    },
  }),
];
