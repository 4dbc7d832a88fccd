import { z } from 'zod';
import { AtriumError, type Env, fail, html, redirect, route } from '#core';
import { saying, several } from '../../web/contract.ts';
import { type Emptied, MovePage, plannedIn } from './empty-page.tsx';

const params = z.object({ id: z.uuid() });

/** Whoever may change this room may empty it. @throws NOT_FOUND, ACCESS_DENIED */
async function assertKeeps(env: Env<'meetings'>, kind: Emptied['kind'], id: string): Promise<void> {
  const model = kind === 'room' ? 'meeting.room' : 'meeting.virtual_room';
  await env.model(model).get(id);
  if (!env.can(model, 'update')) throw fail('ACCESS_DENIED', { detail: env.t('Only those who keep the rooms can move meetings out of them.') });
}

/** The meetings chosen go to the other room, each by itself: what is refused stays and is told. */
async function move(env: Env<'meetings'>, kind: Emptied['kind'], from: string, body: { to: string; meeting: readonly string[]; archive?: string | undefined }) {
  const path = kind === 'room' ? `/app/rooms/${from}/meetings` : `/app/virtual-rooms/${from}/meetings`;
  const model = kind === 'room' ? ('meeting.room' as const) : ('meeting.virtual_room' as const);
  const planned = await plannedIn(env, kind, from);
  const chosen = planned.filter(({ id }) => body.meeting.includes(id));
  const refused: string[] = [];
  if (body.archive === undefined && (body.to === '' || chosen.length === 0)) {
    return html(<MovePage env={env} emptied={{ kind, id: from }} problem={env.t('Choose meetings and where they go.')} chosen={body} />, { status: 422 });
  }
  for (const { id, version, subject } of body.archive === undefined ? chosen : []) {
    try {
      await env.service('meetings').swapRoom({ id, version, kind, from, to: body.to });
    } catch (error) {
      if (!(error instanceof AtriumError) || error.status >= 500) throw error;
      refused.push(`${subject}: ${env.t(error.message as 'This time is taken.')}`);
    }
  }
  if (refused.length > 0) return html(<MovePage env={env} emptied={{ kind, id: from }} refused={refused} chosen={body} />, { status: 409 });
  if (body.archive !== undefined) {
    try {
      await env.model(model).update(from, { active: false });
    } catch (error) {
      if (!(error instanceof AtriumError) || error.code !== 'MEETING_ROOM_IN_USE') throw error;
      return html(<MovePage env={env} emptied={{ kind, id: from }} problem={env.t(error.message as 'This time is taken.')} chosen={body} />, { status: 409 });
    }
    return redirect(await saying(env, `/app/${model}/${from}`, env.t('It is in the archive: nobody can book it any more.')));
  }
  return redirect(await saying(env, path, env.t('{count} meetings have moved. Whoever was invited is told.', { count: chosen.length })));
}

const body = z.object({ to: z.uuid().or(z.literal('')).default(''), meeting: several(500), archive: z.string().optional() });

const routesOf = (kind: Emptied['kind'], path: string) => [
  route({
    method: 'GET',
    path,
    auth: 'user',
    summary: kind === 'room' ? 'Meetings to come in a room, to be moved elsewhere' : 'Meetings to come in a virtual room, to be moved elsewhere',
    params,
    handler: async (env: Env<'meetings'>, { params: { id } }) => {
      await assertKeeps(env, kind, id);
      return html(<MovePage env={env} emptied={{ kind, id }} />);
    },
  }),
  route({
    method: 'POST',
    path,
    auth: 'user',
    summary:
      kind === 'room'
        ? 'Moves meetings into another room, or puts the room into the archive'
        : 'Moves meetings into another virtual room, or puts it into the archive',
    params,
    body,
    timeout: 300,
    handler: async (env: Env<'meetings'>, { params: { id }, body: given }) => {
      await assertKeeps(env, kind, id);
      return move(env, kind, id, given);
    },
  }),
];

export const keeperRoutes = [
  ...routesOf('room', '/app/rooms/:id/meetings'),
  ...routesOf('virtual_room', '/app/virtual-rooms/:id/meetings'),
  route({
    method: 'POST',
    path: '/app/rooms/:id/groups',
    auth: 'user',
    summary: 'Says which groups may book a room',
    params,
    body: z.object({ group: several(500) }),
    handler: async (env: Env<'meetings'>, { params: { id }, body: { group } }) => {
      const known = new Set(env.catalog.groups().map(({ name }) => name));
      await env.model('meeting.room').update(id, { bookableBy: group.filter((name) => known.has(name)) });
      return redirect(await saying(env, `/app/meeting.room/${id}`, env.t('Saved.')));
    },
  }),
];
