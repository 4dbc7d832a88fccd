import { z } from 'zod';
import { type Env, fail, redirect, route } from '#core';
import { AddressLines, Checkbox, Icon, saying, TextField, ticked } from '../../web/contract.ts';
import { DOOR, doorUrl } from './door-address.ts';

/** On the page of a room, for whoever keeps the rooms: the display's address, what it shows, and the way to turn it off. */
export async function doorPanel(env: Env<'meetings'>, room: { id: string }) {
  if (!env.can('meeting.door', 'create')) return null;
  const [door] = await env.model('meeting.door').find({ room: room.id });
  const [kept] = door ? await env.asPlugin().model('meeting.door').find({ id: door.id }) : [];
  const url = kept ? await doorUrl(env, kept) : undefined;
  return (
    <section class="section card">
      <h2>{env.t('Display at the door')}</h2>
      {url === undefined ? (
        <>
          <p>{env.t('A tablet at the door shows whether the room is free. Its address opens without signing in and shows no subjects unless you allow it.')}</p>
          <form method="post" action={`/app/rooms/${room.id}/door`}>
            <button type="submit">
              <Icon name="tablet" /> <span>{env.t('Turn on')}</span>
            </button>
          </form>
        </>
      ) : (
        <>
          <AddressLines env={env} url={url} open={env.t('Open the display')} />
          <form method="post" action={`/app/rooms/${room.id}/door`} class="form">
            <Checkbox label={env.t('Show the subject of meetings')} name="showSubject" checked={door?.showSubject ?? false} />
            <Checkbox label={env.t('Show the host’s name')} name="showHost" checked={door?.showHost ?? false} />
            <TextField
              label={env.t('Release the room after so many minutes without a check-in')}
              name="releaseAfterMin"
              type="number"
              min={0}
              max={240}
              value={String(door?.releaseAfterMin ?? 0)}
              help={env.t('0: never. The people keep their time and the meeting stays; only the room is free again.')}
            />
            <div class="row">
              <button type="submit" class="primary">
                {env.t('Save')}
              </button>
            </div>
          </form>
          <div class="row">
            <form method="post" action={`/app/rooms/${room.id}/door/renew`}>
              <button type="submit">{env.t('New address')}</button>
            </form>
            <form method="post" action={`/app/rooms/${room.id}/door/revoke`}>
              <button type="submit" class="danger">
                {env.t('Turn off')}
              </button>
            </form>
          </div>
          <p class="muted">{env.t('A new address or turning off ends the old address at once.')}</p>
        </>
      )}
    </section>
  );
}

const params = z.object({ id: z.uuid() });
const body = z.looseObject({ showSubject: ticked, showHost: ticked, releaseAfterMin: z.coerce.number().int().min(0).max(240).optional() });

const back = async (env: Env<'meetings'>, room: string, message: string) => redirect(await saying(env, `/app/meeting.room/${room}`, message));

/** The door of a room, for those who keep the rooms. The seed is kept from everybody, so the plugin itself writes. @throws ACCESS_DENIED */
async function keeperOf(env: Env<'meetings'>, room: string) {
  if (!env.can('meeting.door', 'create') || !env.can('meeting.door', 'delete')) throw fail('ACCESS_DENIED');
  await env.model('meeting.room').get(room);
  const doors = env.asPlugin().model('meeting.door');
  const [door] = await doors.find({ room });
  return { doors, door };
}

export const doorKeeperRoutes = [
  route({
    method: 'POST',
    path: '/app/rooms/:id/door',
    auth: 'user',
    summary: 'Turns the display of a room on, or changes what it shows',
    params,
    body,
    handler: (env: Env<'meetings'>, { params: { id }, body: { showSubject, showHost, releaseAfterMin } }) =>
      env.tx(async () => {
        const { doors, door } = await keeperOf(env, id);
        if (!door) await doors.create({ room: id, seed: env.random(16) });
        else await doors.update(door.id, { showSubject, showHost, ...(releaseAfterMin === undefined ? {} : { releaseAfterMin }) });
        return back(env, id, door ? env.t('Saved.') : env.t('The display is on. Open its address on the tablet.'));
      }),
  }),
  route({
    method: 'POST',
    path: '/app/rooms/:id/door/renew',
    auth: 'user',
    summary: 'A new address for the display; the old one ends',
    params,
    handler: (env: Env<'meetings'>, { params: { id } }) =>
      env.tx(async () => {
        const { doors, door } = await keeperOf(env, id);
        if (door) {
          await doors.update(door.id, { seed: env.random(16) });
          await env.asPlugin().tokens.revoke(DOOR, door.id);
        }
        return back(env, id, env.t('The display has a new address.'));
      }),
  }),
  route({
    method: 'POST',
    path: '/app/rooms/:id/door/revoke',
    auth: 'user',
    summary: 'Turns the display of a room off',
    params,
    handler: (env: Env<'meetings'>, { params: { id } }) =>
      env.tx(async () => {
        const { doors, door } = await keeperOf(env, id);
        if (door) {
          await doors.delete(door.id);
          await env.asPlugin().tokens.revoke(DOOR, door.id);
        }
        return back(env, id, env.t('The display is off.'));
      }),
  }),
];
