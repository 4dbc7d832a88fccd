import { z } from 'zod';
import { bytes, type Env, fail, html, type Reply, redirect, route, textInput } from '#core';
import { calendarFile } from '../calendar-file.ts';
import { readAnswerToken } from './answer-link.ts';
import { type Answer, AnswerPage, closedBecause, NoInvitationPage } from './answer-page.tsx';
import { findInvited, type Invited } from './find-invited.ts';

type IcsEnv = Env<'ics-mailer'>;

const params = z.object({ token: z.string().max(300) });
const words = { accept: 'ACCEPTED', maybe: 'TENTATIVE', decline: 'DECLINED' } as const satisfies Record<string, Answer>;
const limits = [{ name: 'ics-mailer.answer', per: 'address', max: 120, window: 600, reads: true }] as const;
/** Without a `no-referrer` of its own: the browser would send the form with `Origin: null`, which is refused. What every page says keeps the token from other sites. */
const privately = { 'cache-control': 'no-store' };

type Found = { env: IcsEnv; invited: Invited; older: boolean };

/** In the language and zone of whoever is invited. Undefined: not signed by us, or nothing is there any more. */
async function find(env: IcsEnv, token: string): Promise<Found | undefined> {
  const link = readAnswerToken(env, token);
  const invited = link && (await findInvited(env, link));
  if (!link || !invited || invited === 'gone') return undefined;
  const { language, timeZone } = invited.attendee;
  return { env: env.withPreferences({ language, timeZone }), invited, older: link.sequence < invited.askedSince };
}

const nothing = (env: IcsEnv): Reply => html(<NoInvitationPage env={env} />, { status: 404, headers: privately });

const changed = (env: IcsEnv): { kind: 'info'; text: string } => ({
  kind: 'info',
  text: env.t('The meeting has changed since that mail. This is how it stands now; please answer again.'),
});

/** Answering without signing in, by the signed links of an invitation. Opening a link changes nothing: mail programs look ahead. */
export const answerRoutes = [
  route({
    method: 'GET',
    path: '/answer/:token',
    auth: 'public',
    summary: 'Asks an invited person for the answer',
    params,
    query: z.object({ a: z.enum(['accept', 'maybe', 'decline']).optional().catch(undefined), done: z.string().optional() }),
    limits,
    async handler(env: IcsEnv, { params: { token }, query }) {
      const found = await find(env, token);
      if (!found) return nothing(env);
      const { env: own, invited, older } = found;
      const open = closedBecause(own, invited) === undefined;
      const notice =
        query.done !== undefined ? { kind: 'ok' as const, text: own.t('Thank you. The host sees your answer.') } : older && open ? changed(own) : undefined;
      return html(<AnswerPage env={own} invited={invited} chosen={query.a && words[query.a]} notice={notice} />, { headers: privately });
    },
  }),
  route({
    method: 'POST',
    path: '/answer/:token',
    auth: 'public',
    summary: 'Takes the answer of an invited person',
    params,
    body: z.object({ answer: z.enum(['ACCEPTED', 'TENTATIVE', 'DECLINED']), note: textInput({ max: 500 }).optional() }),
    limits,
    async handler(env: IcsEnv, { params: { token }, body }) {
      const found = await find(env, token);
      if (!found) return nothing(env);
      const { env: own, invited, older } = found;
      if (closedBecause(own, invited) !== undefined) return html(<AnswerPage env={own} invited={invited} />, { status: 409, headers: privately });
      const again = (text: { kind: 'info' | 'warn'; text: string }): Reply =>
        html(<AnswerPage env={own} invited={invited} chosen={body.answer} note={body.note} notice={text} />, { status: 409, headers: privately });
      if (older) return again(changed(own));
      const { outcome } = await own
        .asPlugin()
        .service('meetings')
        .reply({
          uid: invited.uid,
          ...(invited.recurrenceId ? { recurrenceId: invited.recurrenceId } : {}),
          email: invited.attendee.email,
          answer: body.answer,
          sequence: invited.link.sequence,
          at: env.now(),
          ...(body.note ? { note: body.note } : {}),
        });
      if (outcome === 'done' || outcome === 'same') return redirect(`/answer/${invited.token}?done=1`);
      if (outcome === 'taken') return again({ kind: 'warn', text: own.t('Your time is taken by something else meanwhile. Free it first, or decline.') });
      const newest = await find(env, token);
      return newest
        ? html(<AnswerPage env={newest.env} invited={newest.invited} notice={changed(newest.env)} />, { status: 409, headers: privately })
        : nothing(env);
    },
  }),
  route({
    method: 'GET',
    path: '/answer/:token/invite.ics',
    auth: 'public',
    summary: 'The calendar file of an invited person',
    params,
    limits,
    async handler(env: IcsEnv, { params: { token } }) {
      const found = await find(env, token);
      if (!found || found.invited.link.kind === 'series') throw fail('NOT_FOUND');
      const file = await calendarFile(env.asPlugin(), { meeting: found.invited.meeting.id, email: found.invited.attendee.email });
      if (file === null) throw fail('NOT_FOUND');
      return bytes(new TextEncoder().encode(file), {
        headers: { ...privately, 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': 'attachment; filename="invite.ics"' },
      });
    },
  }),
];
