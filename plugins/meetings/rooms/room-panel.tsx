import { type Env, formatDateTime, formatTime, offsetLabel } from '#core';
import { Icon, LinkButton, Notice } from '../../web/contract.ts';
import { photoAddress } from './photo-address.ts';

/** On the page of a room: its picture and its clock, and for those who keep rooms who may book it and the way to empty it. */
export async function roomPanel(env: Env<'meetings'>, record: { id: string }) {
  const room = await env.model('meeting.room').get(record.id);
  const keeps = env.can('meeting.room', 'update');
  const now = env.now();
  const groups = env.catalog.groups();
  const named = (name: string): string => env.t((groups.find((group) => group.name === name)?.title ?? name) as 'Meeting manager');
  return (
    <>
      <section class="section card">
        <h2>{env.t('At a glance')}</h2>
        {room.photoAt ? <img class="room-photo" src={photoAddress(room.id, room.photoAt)} alt={env.t('Photo of {room}', { room: room.name })} /> : null}
        <p>
          <Icon name="clock" /> {room.timeZone.replaceAll('_', ' ')} ({offsetLabel(now, room.timeZone)}):{' '}
          <time datetime={now.toISOString()}>{formatTime(now, room.timeZone, env.preferences)}</time>
        </p>
        {room.setUpMin + room.cleanUpMin > 0 ? (
          <p>
            <Icon name="hourglass" />{' '}
            {env.t('Around every meeting: {before} min set-up, {after} min clean-up.', { before: room.setUpMin, after: room.cleanUpMin })}
          </p>
        ) : null}
        <p>
          <Icon name="users" />{' '}
          {room.bookableBy.length === 0
            ? env.t('Everybody may book it.')
            : env.t('May be booked by: {groups}.', { groups: room.bookableBy.map(named).join(', ') })}
        </p>
        {room.approval ? (
          <p>
            <Icon name="shield-check" /> {env.t('A room manager approves each meeting')}
          </p>
        ) : null}
        <div class="row">
          <LinkButton href={`/app/rooms/timeline?room=${room.id}`} icon="gantt-chart">
            {env.t('Room timeline')}
          </LinkButton>
          {keeps ? (
            <LinkButton href={`/app/rooms/${room.id}/meetings`} icon="log-out">
              {env.t('Meetings to come')}
            </LinkButton>
          ) : null}
        </div>
      </section>
      {keeps ? <KeeperForms env={env} room={room} groups={groups} /> : null}
    </>
  );
}

function KeeperForms({
  env,
  room,
  groups,
}: {
  env: Env<'meetings'>;
  room: { id: string; photoAt: Date | null; bookableBy: readonly string[]; approval: boolean; updatedAt: Date };
  groups: readonly { name: string; title: string; own: boolean }[];
}) {
  // Groups that plugins bring are about what may be done, not about who sits where.
  const offered = groups.filter(({ name, own }) => own || room.bookableBy.includes(name));
  return (
    <>
      <section class="section card">
        <h2>{env.t('Photo')}</h2>
        <form method="post" action={`/app/rooms/${room.id}/photo`} enctype="multipart/form-data" class="row">
          <label for="photo" class="visually-hidden">
            {env.t('Photo')}
          </label>
          <input id="photo" type="file" name="photo" accept="image/png,image/jpeg,image/webp" required />
          <button type="submit">{env.t('Upload')}</button>
        </form>
        <p class="help">{env.t('PNG, JPEG or WebP of at most 256 kB. Seen by everybody who is signed in, and on the display at the door.')}</p>
        {room.photoAt ? (
          <form method="post" action={`/app/rooms/${room.id}/photo/remove`} class="row">
            <span class="muted">{formatDateTime(room.photoAt, env.preferences.timeZone, env.preferences)}</span>
            <button type="submit" class="danger">
              {env.t('Remove')}
            </button>
          </form>
        ) : null}
      </section>
      <section class="section card">
        <h2>{env.t('Who may book')}</h2>
        {room.approval ? <RoomManagersNote env={env} /> : null}
        <form method="post" action={`/app/rooms/${room.id}/groups`}>
          <fieldset class="field">
            <legend class="small">{env.t('Nobody chosen: everybody may. Meeting managers always may.')}</legend>
            {offered.length > 0 ? (
              <div class="choices">
                {offered.map(({ name, title, own }) => (
                  <label>
                    <input type="checkbox" name="group" value={name} checked={room.bookableBy.includes(name)} />{' '}
                    {own ? title : env.t(title as 'Meeting manager')}
                  </label>
                ))}
              </div>
            ) : null}
            <p class="help">
              {env.t('Groups of your own, such as a team, stand here.')}{' '}
              {env.inGroup('base.admin') ? <a href="/app/access/new-group">{env.t('Make a new group')}</a> : env.t('An administrator makes them.')}
            </p>
          </fieldset>
          {offered.length > 0 ? <button type="submit">{env.t('Save')}</button> : null}
        </form>
      </section>
    </>
  );
}

const RoomManagersNote = ({ env }: { env: Env<'meetings'> }) => <Notice kind="info">{env.t('Each meeting waits for a room manager besides.')}</Notice>;
