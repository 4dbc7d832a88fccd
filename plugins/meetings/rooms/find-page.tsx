import { type Env, formatDateTime, formatRange, offsetLabel, wallOf } from '#core';
import { AdminPage, EmptyState, Icon, LinkButton, Notice, Table } from '../../web/contract.ts';
import { plannerAssets, zoneLine } from '../pages/calendar-page.tsx';
import { WarningList } from '../warning-list.tsx';
import type { Found, FoundRoom, Wish } from './find-room.ts';
import { photoAddress } from './photo-address.ts';

export type FindChoices = {
  sites: readonly { id: string; name: string }[];
  equipment: readonly { id: string; name: string }[];
  people: readonly { id: string; name: string }[];
};

/** The form of a new meeting with all of this filled in. */
export function bookAddress(wish: Wish, start: Date, room: string): string {
  const query = new URLSearchParams({
    start: wallOf(start, wish.timeZone),
    end: wallOf(new Date(start.getTime() + wish.minutes * 60_000), wish.timeZone),
    tz: wish.timeZone,
    rooms: room,
  });
  for (const person of wish.persons) if (person !== wish.host) query.append('required', person);
  return `/app/meetings/new?${query}`;
}

function RoomCard({ env, wish, room }: { env: Env<'meetings'>; wish: Wish; room: FoundRoom }) {
  return (
    <li class="card found-room">
      {room.photoAt ? <img src={photoAddress(room.id, room.photoAt)} alt="" loading="lazy" width="160" height="96" /> : null}
      <div>
        <h3>
          <a href={`/app/meeting.room/${room.id}`}>{room.name}</a>
        </h3>
        <p class="muted">{[room.site, room.floor, env.t('{count} seats', { count: room.capacity }), room.equipment].filter(Boolean).join(' · ')}</p>
        <ul class="plain small">
          {room.why.map((line) => (
            <li>
              <Icon name="check" /> {line}
            </li>
          ))}
          {room.approval ? (
            <li>
              <Icon name="hourglass" /> {env.t('a room manager approves each meeting')}
            </li>
          ) : null}
        </ul>
      </div>
      <LinkButton href={bookAddress(wish, wish.start, room.id)} icon="calendar-plus" primary>
        {env.t('Book this')}
        <span class="visually-hidden">: {room.name}</span>
      </LinkButton>
    </li>
  );
}

function Filters({ env, wish, choices }: { env: Env<'meetings'>; wish: Wish; choices: FindChoices }) {
  const wall = wallOf(wish.start, wish.timeZone);
  return (
    <form method="get" action="/app/rooms/find" class="filters">
      <input type="hidden" name="tz" value={wish.timeZone} />
      <label>
        {env.t('Day')}
        <input type="date" name="day" value={wall.slice(0, 10)} required />
      </label>
      <label>
        {env.t('Time')}
        <input type="time" name="time" value={wall.slice(11, 16)} required />
      </label>
      <label>
        {env.t('Minutes')}
        <input type="number" name="minutes" min="5" max="1440" value={String(wish.minutes)} required />
      </label>
      <label>
        {env.t('People')}
        <input type="number" name="count" min="1" max="10000" value={String(wish.people)} required />
      </label>
      <label>
        {env.t('Site')}
        <select name="site">
          <option value="">{env.t('Every site')}</option>
          {choices.sites.map(({ id, name }) => (
            <option value={id} selected={id === wish.site}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {choices.equipment.length > 0 ? (
        <details open={wish.equipment.length > 0}>
          <summary>
            {env.t('Equipment')}
            {wish.equipment.length > 0 ? ` (${wish.equipment.length})` : ''}
          </summary>
          <div class="choices">
            {choices.equipment.map(({ id, name }) => (
              <label>
                <input type="checkbox" name="equipment" value={id} checked={wish.equipment.includes(id)} /> {name}
              </label>
            ))}
          </div>
        </details>
      ) : null}
      <details open={wish.persons.length > 1}>
        <summary>
          {env.t('Who must be there')}
          {wish.persons.length > 1 ? ` (${wish.persons.length - 1})` : ''}
        </summary>
        <div class="choices">
          {choices.people
            .filter(({ id }) => id !== wish.host)
            .map(({ id, name }) => (
              <label>
                <input type="checkbox" name="with" value={id} checked={wish.persons.includes(id)} /> {name}
              </label>
            ))}
        </div>
      </details>
      <button type="submit" class="primary">
        {env.t('Find')}
      </button>
    </form>
  );
}

/** Free rooms, best first; then the next times; then why the others are not. */
export function FindPage({ env, wish, choices, found }: { env: Env<'meetings'>; wish: Wish; choices: FindChoices; found: Found }) {
  const end = new Date(wish.start.getTime() + wish.minutes * 60_000);
  const own = env.preferences.timeZone;
  return (
    <AdminPage env={env} title={env.t('Find a room')} subtitle={zoneLine(env)} {...plannerAssets}>
      <Filters env={env} wish={wish} choices={choices} />
      <section class="found">
        <h2>{formatRange(wish.start, end, wish.timeZone, env.preferences)}</h2>
        {wish.timeZone === own ? null : (
          <p class="muted">
            {wish.timeZone.replaceAll('_', ' ')} ({offsetLabel(wish.start, wish.timeZone)}) ·{' '}
            {env.t('for you: {time}', { time: formatRange(wish.start, end, own, env.preferences) })}
          </p>
        )}
        <WarningList lead={env.t('Not everybody is free then:')} lines={found.persons} />
        {found.over ? (
          <Notice kind="warn">{env.t('That time is over. Take one of the times below.')}</Notice>
        ) : found.free.length === 0 ? (
          <EmptyState icon="door-closed">{env.t('No room is free then. Take one of the times below, or ask for less.')}</EmptyState>
        ) : (
          <ol class="plain found-rooms">
            {found.free.map((room) => (
              <RoomCard env={env} wish={wish} room={room} />
            ))}
          </ol>
        )}
      </section>
      <section class="found">
        <h2>{env.t('Next times at which a room and all people are free')}</h2>
        {found.next.length === 0 ? (
          <p class="muted">{env.t('None within two weeks, on working days from 8 to 18.')}</p>
        ) : (
          <ul class="plain next-times">
            {found.next.map(({ start, room }) => (
              <li>
                <a class="button" href={bookAddress(wish, start, room.id)}>
                  {formatDateTime(start, wish.timeZone, env.preferences)} · {room.name}
                </a>
              </li>
            ))}
          </ul>
        )}
      </section>
      {found.others.length > 0 ? (
        <section class="found">
          <h2>{env.t('Why not the others')}</h2>
          <Table
            flat
            head={[env.t('Room'), env.t('Reason')]}
            rows={found.others.slice(0, 100).map(({ id, name, why }) => [<a href={`/app/meeting.room/${id}`}>{name}</a>, why])}
          />
        </section>
      ) : null}
    </AdminPage>
  );
}
