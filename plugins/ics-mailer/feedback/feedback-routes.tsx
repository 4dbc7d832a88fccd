import { z } from 'zod';
import { type Env, formatDateTime, html, longText, redirect, route } from '#core';
import { Form, Notice, PortalPage, TextArea } from '../../web/contract.ts';
import { readFeedbackToken } from './feedback-link.ts';

type IcsEnv = Env<'ics-mailer'>;

const params = z.object({ token: z.string().max(300) });
const limits = [{ name: 'ics-mailer.feedback', per: 'address', max: 60, window: 600, reads: true }] as const;
/** No `no-referrer`: see the routes of answers. */
const headers = { 'cache-control': 'no-store' };

async function find(env: IcsEnv, token: string) {
  const link = readFeedbackToken(env, token);
  const own = env.asPlugin();
  const [event] = link ? await own.model('meeting.event').find({ id: link.meeting }) : [];
  const [attendee] = link ? await own.model('meeting.attendee').find({ id: link.attendee, event: link.meeting }) : [];
  if (!event || !attendee || event.state === 'cancelled') return undefined;
  const [given] = await own.model('ics.feedback').find({ event: event.id, attendee: attendee.id });
  return { env: env.withPreferences({ language: attendee.language, timeZone: attendee.timeZone }), event, attendee, given };
}

const nothing = (env: IcsEnv) =>
  html(
    <PortalPage env={env} title={env.t('There is nothing to say here')} narrow>
      <p>{env.t('The link may be mistyped, or the meeting was deleted.')}</p>
    </PortalPage>,
    { status: 404, headers },
  );

type Found = NonNullable<Awaited<ReturnType<typeof find>>>;

function FeedbackPage({ found: { env, event, given }, token, done, problem }: { found: Found; token: string; done: boolean; problem?: string | undefined }) {
  return (
    <PortalPage env={env} title={event.subject} narrow>
      {done ? <Notice kind="ok">{env.t('Thank you. The host sees what you wrote.')}</Notice> : null}
      <p class="muted">{formatDateTime(event.start, env.preferences.timeZone, env.preferences)}</p>
      <Form action={`/feedback/${token}`} problem={problem}>
        <fieldset class="field">
          <legend>{env.t('How was it?')}</legend>
          {[5, 4, 3, 2, 1].map((stars) => (
            <p>
              <label>
                <input type="radio" name="stars" value={stars} checked={stars === given?.stars} required /> <span aria-hidden="true">{'★'.repeat(stars)}</span>{' '}
                <span class="visually-hidden">{env.t('{stars} of 5', { stars })}</span>
              </label>
            </p>
          ))}
        </fieldset>
        <TextArea label={env.t('Comment (optional)')} name="comment" value={given?.comment ?? ''} rows={4} />
        <div class="row">
          <button type="submit" class="button primary">
            {given ? env.t('Change it') : env.t('Send')}
          </button>
        </div>
      </Form>
    </PortalPage>
  );
}

/** Stars and a comment after a meeting, by the signed link of the mail. Who comes back changes what they said. */
export const feedbackRoutes = [
  route({
    method: 'GET',
    path: '/feedback/:token',
    auth: 'public',
    summary: 'Asks what a meeting was like',
    params,
    query: z.object({ done: z.string().optional() }),
    limits,
    async handler(env: IcsEnv, { params: { token }, query }) {
      const found = await find(env, token);
      return found ? html(<FeedbackPage found={found} token={token} done={query.done !== undefined} />, { headers }) : nothing(env);
    },
  }),
  route({
    method: 'POST',
    path: '/feedback/:token',
    auth: 'public',
    summary: 'Takes what somebody thought of a meeting',
    params,
    body: z.object({ stars: z.coerce.number().int().min(1).max(5).optional().catch(undefined), comment: longText({ max: 2000 }).default('') }),
    limits,
    async handler(env: IcsEnv, { params: { token }, body }) {
      const found = await find(env, token);
      if (!found) return nothing(env);
      const { stars, comment } = body;
      if (stars === undefined)
        return html(<FeedbackPage found={found} token={token} done={false} problem={found.env.t('Please choose one to five stars.')} />, {
          status: 422,
          headers,
        });
      const own = env.asPlugin();
      const { attendee, event, given } = found;
      if (given) await own.model('ics.feedback').update(given.id, { stars, comment: comment || null });
      else
        await own
          .model('ics.feedback')
          .create([{ event: event.id, attendee: attendee.id, name: attendee.name, email: attendee.email, stars, comment: comment || null }], {
            onConflict: { constraint: 'ics_feedback_event_id_attendee_key', do: 'nothing' },
          });
      return redirect(`/feedback/${token}?done=1`);
    },
  }),
];
