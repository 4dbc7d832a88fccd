import { z } from 'zod';
import { AtriumError, type Env, html, redirect, route } from '#core';
import { saying, seenIn, several, ticked } from '../web/contract.ts';
import { conflictOf, onSeenVersion } from './history/on-seen-version.ts';
import { assertMayChange } from './may-change.ts';
import { HandOverPage, InvitationTextPage } from './meeting-pages.tsx';
import { backTo } from './pages/calendar-address.ts';
import { addReminder } from './reminders.ts';
import { takenOf } from './series/clash-dates.tsx';

const byId = z.object({ id: z.uuid() });
const pageOf = (id: string): string => `/app/meeting.event/${id}`;

/** What is no refusal goes on. */
function refusal(error: unknown): AtriumError {
  if (!(error instanceof AtriumError) || error.status >= 500 || error.status === 404) throw error;
  return error;
}

/** Back to the meeting, or where one was, with a sentence, whether it was done or refused. */
async function doing(env: Env<'meetings'>, id: string, run: () => Promise<string>, to = pageOf(id)): Promise<ReturnType<typeof redirect>> {
  let sentence: string;
  try {
    sentence = await run();
  } catch (error) {
    sentence = [env.t(refusal(error).message), ...(conflictOf(error)?.changes ?? [])].join(' ');
  }
  return redirect(await saying(env, to, sentence));
}

/** What can be done to a meeting besides the declared actions: what needs a choice, and what only some of its readers are offered. */
export const meetingRoutes = [
  route({
    method: 'GET',
    path: '/app/meetings/:id/hand-over',
    auth: 'user',
    summary: 'Asks who shall be the host of a meeting',
    params: byId,
    handler: async (env: Env<'meetings'>, { params: { id } }) => {
      await assertMayChange(env, id, 'hand over');
      return html(<HandOverPage env={env} id={id} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/meetings/:id/hand-over',
    auth: 'user',
    summary: 'Hands a meeting over to another host',
    params: byId,
    body: z.object({
      host: z.uuid().or(z.literal('')).default(''),
      stay: ticked,
      scope: z.enum(['this', 'following', 'all']).default('this'),
      skip: several(),
    }),
    handler: async (env: Env<'meetings'>, { params: { id }, body: { host, stay, scope, skip }, raw }) => {
      const seen = seenIn(raw);
      if (host === '') return html(<HandOverPage env={env} id={id} problem={env.t('Choose a host.')} scope={scope} stay={stay} seen={seen} />, { status: 422 });
      try {
        const order = { host, stay, ...(scope === 'this' ? {} : { scope, skip }) };
        const { warnings = [] } = await onSeenVersion(env, id, seen, (at) => env.service('meetings').handOver({ ...order, ...at }));
        const more = warnings.length > 0 ? ` ${env.t('Taken already: {names}.', { names: warnings.join('; ') })}` : '';
        // Whoever handed it over may not see it any more.
        const still = (await env.model('meeting.event').count({ id })) > 0;
        return redirect(await saying(env, still ? pageOf(id) : '/app/meeting.event', `${env.t('The meeting is handed over.')}${more}`));
      } catch (error) {
        const conflict = conflictOf(error);
        const state = { chosen: host, stay, scope, taken: takenOf(error), changes: conflict?.changes, seen: conflict?.version ?? seen };
        return html(<HandOverPage env={env} id={id} problem={env.t(refusal(error).message)} {...state} />, { status: 409 });
      }
    },
  }),
  route({
    method: 'GET',
    path: '/app/meetings/:id/invitation-text',
    auth: 'user',
    summary: 'A meeting as plain text to copy',
    params: byId,
    handler: async (env: Env<'meetings'>, { params: { id } }) => html(<InvitationTextPage env={env} id={id} />),
  }),
  route({
    method: 'POST',
    path: '/app/meetings/:id/undo',
    auth: 'user',
    summary: 'Brings back a meeting that was cancelled or moved some minutes ago',
    params: byId,
    query: z.looseObject({ back: z.string().max(2_000).optional() }),
    handler: (env: Env<'meetings'>, { params: { id }, query: { back }, raw }) => {
      const undone = async () => {
        await onSeenVersion(env, id, seenIn(raw), (at) => env.service('meetings').undo(at));
        return env.t('It is as it was before. Whoever was told is told again.');
      };
      return doing(env, id, undone, back === undefined ? pageOf(id) : backTo(back));
    },
  }),
  route({
    method: 'POST',
    path: '/app/meetings/:id/answer',
    auth: 'user',
    summary: 'Answers an invitation for oneself',
    params: byId,
    body: z.object({ answer: z.enum(['ACCEPTED', 'DECLINED', 'TENTATIVE']).optional() }),
    handler: (env: Env<'meetings'>, { params: { id }, body }) =>
      doing(env, id, async () => {
        await env.model('meeting.event').get(id);
        if (!body.answer) return env.t('Choose an answer.');
        await env.service('meetings').answer({ id, answer: body.answer });
        return body.answer === 'DECLINED' ? env.t('You have declined; your time is free again.') : env.t('Your answer is noted.');
      }),
  }),
  route({
    method: 'POST',
    path: '/app/meetings/:id/reminders',
    auth: 'user',
    summary: 'Adds a reminder to a meeting, or takes one off',
    params: byId,
    body: z.object({
      channel: z.enum(['app', 'mail', 'calendar']).default('app'),
      amount: z.coerce.number().int().min(0).max(1000).default(15),
      unit: z.enum(['minutes', 'hours', 'days']).default('minutes'),
      remove: z.uuid().optional(),
    }),
    handler: (env: Env<'meetings'>, { params: { id }, body }) =>
      doing(env, id, async () => {
        await env.model('meeting.event').get(id);
        if (body.remove) {
          await env.model('meeting.reminder').delete({ event: id, id: body.remove });
          return env.t('The reminder is gone.');
        }
        await addReminder(env, id, body);
        return env.t('The reminder is added.');
      }),
  }),
];
