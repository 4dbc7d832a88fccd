import { z } from 'zod';
import { AtriumError, type Env, fail, html, redirect, route } from '#core';
import { AdminPage, Form, LinkButton, Notice, SeenVersion, saying, seenIn, TextField } from '../../web/contract.ts';
import type { Changed } from '../contract.ts';
import { ChangesSince } from '../history/changes-since.tsx';
import { conflictOf, onSeenVersion } from '../history/on-seen-version.ts';
import { assertMayChange } from '../may-change.ts';
import { confirmedWords } from '../rooms/confirmed-words.ts';
import { ClashDates, type TakenDate, takenOf } from './clash-dates.tsx';
import { describeStored } from './describe-rule.ts';
import { DateTable } from './series-panel.tsx';

const byId = z.object({ id: z.uuid() });

/** A series as far as the viewer sees its dates. @throws NOT_FOUND where that is none */
async function visibleSeries(env: Env<'meetings'>, id: string) {
  const [series] = await env.asPlugin().model('meeting.series').find({ id });
  const [date] = await env.model('meeting.event').pick({ series: id }, ['subject'], { order: ['start'], limit: 1 });
  if (!series || !date) throw fail('NOT_FOUND');
  const [own] = await env.model('meeting.series').pick({ id }, ['state']);
  const now = env.now();
  const drafts = own ? await env.model('meeting.event').count({ series: id, state: 'draft', end: { gt: now } }) : 0;
  const past = own ? await env.model('meeting.event').count({ series: id, state: 'draft', end: { lte: now } }) : 0;
  return { series, drafts, past };
}

async function SeriesPage({ env, id, problem, taken = [] }: { env: Env<'meetings'>; id: string; problem?: string; taken?: readonly TakenDate[] }) {
  const { series, drafts, past } = await visibleSeries(env, id);
  return (
    <AdminPage env={env} title={series.subject} active="/app/meeting.event">
      <div class="card">
        <p>
          {describeStored(env, series)} <span class="small">({series.timeZone})</span>
        </p>
        {past > 0 ? <Notice kind="info">{env.t('{count} dates are over and were never confirmed: they have taken no time.', { count: past })}</Notice> : null}
        {drafts > 0 ? (
          <Form action={`/app/meetings/series/${id}/confirm`} problem={problem}>
            <SeenVersion version={series.version} />
            <ClashDates env={env} taken={taken} />
            <p>{env.t('{count} dates are drafts: they take no time yet, and nobody has been told.', { count: drafts })}</p>
            <div class="row">
              <button type="submit" class="primary">
                {env.t(taken.length > 0 ? 'Leave these out and confirm the others' : 'Confirm all dates')}
              </button>
            </div>
          </Form>
        ) : null}
      </div>
      <section class="section">
        <h2>{env.t('All dates')}</h2>
        <DateTable env={env} series={id} />
      </section>
    </AdminPage>
  );
}

async function CancelPage({ env, id, problem, changes = [] }: { env: Env<'meetings'>; id: string; problem?: string; changes?: readonly string[] | undefined }) {
  const { subject, series, version } = await env.model('meeting.event').get(id);
  if (!series) throw fail('NOT_FOUND');
  return (
    <AdminPage env={env} title={env.t('Cancel several dates')} active="/app/meeting.event">
      <div class="card">
        <Form action={`/app/meetings/${id}/cancel-series`} problem={problem}>
          <SeenVersion version={version} />
          <ChangesSince env={env} changes={changes} />
          <p>
            <strong>{subject}</strong>
          </p>
          <p>{env.t('The time becomes free again and everybody who was invited is told.')}</p>
          <fieldset class="field">
            <legend class="small">{env.t('What do you want to cancel?')}</legend>
            <div class="choices">
              <label>
                <input type="radio" name="scope" value="following" checked /> {env.t('This date and all after it')}
              </label>
              <label>
                <input type="radio" name="scope" value="all" /> {env.t('All dates to come')}
              </label>
            </div>
          </fieldset>
          <TextField label={env.t('Reason (told to the attendees)')} name="reason" maxlength={500} />
          <div class="row">
            <button type="submit" class="danger">
              {env.t('Cancel these dates')}
            </button>
            <LinkButton href={`/app/meeting.event/${id}`}>{env.t('Go back')}</LinkButton>
          </div>
        </Form>
      </div>
    </AdminPage>
  );
}

/** What is no refusal goes on. */
function refusal(error: unknown): AtriumError {
  if (!(error instanceof AtriumError) || error.status >= 500 || error.status === 404) throw error;
  return error;
}

export const seriesRoutes = [
  route({
    method: 'GET',
    path: '/app/meetings/series/:id',
    auth: 'user',
    summary: 'A series with all its dates',
    params: byId,
    handler: async (env: Env<'meetings'>, { params: { id } }) => html(<SeriesPage env={env} id={id} />),
  }),
  route({
    method: 'POST',
    path: '/app/meetings/series/:id/confirm',
    auth: 'user',
    summary: 'Confirms every date of a series, or says which are taken',
    params: byId,
    handler: async (env: Env<'meetings'>, { params: { id }, raw }) => {
      await visibleSeries(env, id);
      const version = seenIn(raw) ?? (await env.asPlugin().model('meeting.series').get(id)).version;
      const skip = (Array.isArray(raw.skip) ? raw.skip : [raw.skip]).filter((one): one is string => typeof one === 'string');
      let done: Changed;
      try {
        done = await env.service('meetings').confirmSeries({ id, version, skip });
      } catch (error) {
        const known = refusal(error);
        return html(<SeriesPage env={env} id={id} problem={env.t(known.message)} taken={takenOf(error)} />, { status: known.status });
      }
      const said = done.waiting ? confirmedWords(env, done) : env.t('The series is confirmed. Invitations are on their way.');
      return redirect(await saying(env, `/app/meetings/series/${id}`, said));
    },
  }),
  route({
    method: 'GET',
    path: '/app/meetings/:id/cancel-series',
    auth: 'user',
    summary: 'Asks which dates of a series shall be cancelled',
    params: byId,
    handler: async (env: Env<'meetings'>, { params: { id } }) => {
      await assertMayChange(env, id, 'cancel');
      return html(<CancelPage env={env} id={id} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/meetings/:id/cancel-series',
    auth: 'user',
    summary: 'Cancels this date and those after it, or all to come',
    params: byId,
    body: z.object({ scope: z.enum(['following', 'all']), reason: z.string().max(500).optional() }),
    handler: async (env: Env<'meetings'>, { params: { id }, body, raw }) => {
      const { series } = await env.model('meeting.event').get(id);
      try {
        const wanted = { scope: body.scope, ...(body.reason ? { reason: body.reason } : {}) };
        const { count } = await onSeenVersion(env, id, seenIn(raw), (at) => env.service('meetings').cancelSeries({ ...at, ...wanted }));
        return redirect(await saying(env, `/app/meetings/series/${series}`, env.t('{count} dates are cancelled.', { count })));
      } catch (error) {
        const known = refusal(error);
        return html(<CancelPage env={env} id={id} problem={env.t(known.message)} changes={conflictOf(error)?.changes} />, { status: known.status });
      }
    },
  }),
];
