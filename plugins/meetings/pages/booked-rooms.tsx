import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { addDays, bytes, civilDateOf, type Env, formatDate, html, isCivilDate, offsetLabel, route, wallOf } from '#core';
import { AdminPage, EmptyState, formulaSafe, Icon, LinkButton, Notice, State, writeSheet } from '../../web/contract.ts';
import { plannerAssets, zoneLine } from './calendar-page.tsx';
import { looks, timesOf } from './entry-look.tsx';
import { type AskedRooms, type BookedLine, readBooked } from './read-booked.ts';

const MOST = 1_000;
const MOST_CSV = 50_000;
const MOST_XLSX = 20_000;
const LONGEST_DAYS = 366;

const query = z.object({
  from: z.string().max(20).default(''),
  to: z.string().max(20).default(''),
  room: z.union([z.uuid(), z.literal('')]).default(''),
  drafts: z.string().max(5).default(''),
});

/** From today for four weeks unless asked otherwise; `to` is included. */
function settled(env: Env, asked: z.output<typeof query>): AskedRooms {
  const today = civilDateOf(env.now(), env.preferences.timeZone);
  const from = isCivilDate(asked.from) && asked.from >= '1970-01-08' && asked.from < '2200-01-01' ? asked.from : today;
  const latest = addDays(from, LONGEST_DAYS);
  const to = isCivilDate(asked.to) && asked.to >= from ? (asked.to > latest ? latest : asked.to) : addDays(from, 27);
  return { from, to, room: asked.room, drafts: asked.drafts === '1' };
}

const heads = (env: Env<'meetings'>): string[] => [env.t('Room'), env.t('Start'), env.t('End'), env.t('Zone'), env.t('Subject'), env.t('Host'), env.t('State')];

const stateOf = (env: Env<'meetings'>, { released, state }: BookedLine): string => (released ? env.t('Released') : env.t(looks[state].word));

function csvOf(env: Env<'meetings'>, lines: readonly BookedLine[]): Uint8Array {
  const { timeZone } = env.preferences;
  const wall = (at: Date): string => wallOf(at, timeZone).replace('T', ' ');
  const rows = [
    heads(env),
    ...lines.map((line) => [
      line.room,
      wall(line.start),
      wall(line.end),
      `${timeZone} (${offsetLabel(line.start, timeZone)})`,
      line.subject,
      line.host,
      stateOf(env, line),
    ]),
  ];
  return Buffer.from(
    `\uFEFF${stringify(
      rows.map((row) => row.map(formulaSafe)),
      { record_delimiter: 'windows' },
    )}`,
  );
}

const sheetOf = (env: Env<'meetings'>, lines: readonly BookedLine[]): Promise<Uint8Array> =>
  writeSheet(
    env,
    heads(env),
    lines.map((line) => [line.room, line.start, line.end, env.preferences.timeZone, line.subject, line.host, stateOf(env, line)]),
  );

function Page({ env, asked, lines, rooms, more }: { env: Env<'meetings'>; asked: AskedRooms } & Awaited<ReturnType<typeof readBooked>>) {
  const { timeZone } = env.preferences;
  const address = new URLSearchParams({ from: asked.from, to: asked.to, room: asked.room, drafts: asked.drafts ? '1' : '' });
  return (
    <AdminPage
      env={env}
      title={env.t('Booked rooms')}
      subtitle={zoneLine(env)}
      actions={
        <>
          <LinkButton href={`/app/rooms/booked.csv?${address}`} icon="download">
            CSV
          </LinkButton>
          <LinkButton href={`/app/rooms/booked.xlsx?${address}`} icon="download">
            XLSX
          </LinkButton>
        </>
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
        <label>
          {env.t('Drafts')}
          <select name="drafts">
            <option value="">{env.t('only those that hold a room')}</option>
            <option value="1" selected={asked.drafts}>
              {env.t('all of them')}
            </option>
          </select>
        </label>
        <button type="submit">{env.t('Show')}</button>
      </form>
      {more ? <Notice kind="warn">{env.t('There are too many meetings for one page: choose a shorter time.')}</Notice> : null}
      {lines.length === 0 ? (
        <EmptyState icon="door-open">{env.t('No room is taken in this time.')}</EmptyState>
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
                    {line.meeting ? <a href={`/app/meeting.event/${line.meeting}`}>{line.subject}</a> : <span class="muted">{line.subject}</span>}
                  </td>
                  <td data-label={env.t('Host')}>{line.host}</td>
                  <td data-label={env.t('State')}>
                    {line.released ? (
                      <span class="state muted">
                        <Icon name="door-open" /> {env.t('Released')}
                      </span>
                    ) : line.state === 'busy' ? (
                      <span class="state muted">
                        <Icon name={looks.busy.icon} /> {env.t(looks.busy.word)}
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
    summary: 'One line for each room of each meeting; what the viewer may not read is taken and no more',
    query,
    handler: async (env: Env<'meetings'>, request) => {
      const asked = settled(env, request.query);
      return html(<Page env={env} asked={asked} {...(await readBooked(env, asked, MOST))} />);
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
      const { lines } = await readBooked(env, asked, MOST_CSV);
      return bytes(csvOf(env, lines), {
        headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="booked-rooms-${asked.from}.csv"` },
      });
    },
  }),
  route({
    method: 'GET',
    path: '/app/rooms/booked.xlsx',
    auth: 'user',
    summary: 'The same as XLSX',
    query,
    timeout: 120,
    handler: async (env: Env<'meetings'>, request) => {
      const asked = settled(env, request.query);
      const { lines } = await readBooked(env, asked, MOST_XLSX);
      return bytes(await sheetOf(env, lines), {
        headers: {
          'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
          'content-disposition': `attachment; filename="booked-rooms-${asked.from}.xlsx"`,
        },
      });
    },
  }),
];
