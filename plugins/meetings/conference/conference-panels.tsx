import { raw } from 'hono/html';
import { type Env, formatDateTime } from '#core';
import { Icon, Instant, Notice, State, Table } from '../../web/contract.ts';
import { keeps } from './keeper.ts';
import { renderSummary } from './render-summary.ts';

type MeetingsEnv = Env<'meetings'>;

const MOST_CALLS = 50;

/** What the service has written, newest first; earlier versions are folded away. For whom the rules say. */
export async function summaryPanel(env: MeetingsEnv, { id }: { id: string }) {
  const summaries = await env.model('meeting.summary').find({ event: id }, { order: ['-writtenAt'], limit: 20 });
  const [event] = await env.model('meeting.event').pick({ id }, ['host', 'creator', 'end', 'state']);
  const [conference] = await env.model('meeting.conference').pick({ event: id }, ['provider', 'state']);
  const mine = event !== undefined && (keeps(env) || (env.principal.kind === 'user' && [event.host, event.creator].includes(env.principal.person)));
  const writes = conference !== undefined && env.implementations('meeting.provider').get(conference.provider)?.summary !== undefined;
  const asked = mine && writes && event.end < env.now() && event.state !== 'cancelled';
  if (summaries.length === 0 && !asked) return null;
  const texts = await Promise.all(summaries.map(({ markdown }) => renderSummary(markdown)));
  return (
    <section class="section card">
      <h2>{env.t('Summary')}</h2>
      {summaries.map(({ id: summary, writtenAt, shared }, index) => (
        <details open={index === 0}>
          <summary>
            {env.t('Written by the video service')}, <Instant env={env} at={writtenAt} />
          </summary>
          <div class="prose">{raw(texts[index] ?? '')}</div>
          {mine ? (
            <div class="row">
              <form method="post" action={`/app/summaries/${summary}/share`}>
                <button type="submit">
                  <Icon name="users" /> <span>{shared ? env.t('For hosts only') : env.t('Open to attendees')}</span>
                </button>
              </form>
              <form method="post" action={`/app/summaries/${summary}/delete`} data-confirm={env.t('Delete this summary?')}>
                <button type="submit" class="danger">
                  <Icon name="trash-2" /> <span>{env.t('Delete')}</span>
                </button>
              </form>
            </div>
          ) : null}
        </details>
      ))}
      {asked ? (
        <form method="post" action={`/app/meetings/${id}/summary`}>
          <button type="submit">
            <Icon name="refresh-cw" /> <span>{env.t('Ask for the summary')}</span>
          </button>
        </form>
      ) : null}
    </section>
  );
}

/** What a class of failure means to whoever keeps meetings. English; translated where it is shown. */
export const failureWords: Readonly<Record<string, string>> = {
  'auth.expired': 'access ended',
  'auth.permanent': 'credentials refused',
  'quota.short': 'too many calls',
  'quota.long': 'limit of the day reached',
  transient: 'fault or no answer',
  'conflict.done': 'was done already',
  gone: 'room is gone',
  permanent: 'refused',
  'unknown-outcome': 'no answer, looked up first',
};

/** How calls to the provider went, for managers: what, when, how long, and what follows. */
export async function callsPanel(env: MeetingsEnv, { id }: { id: string }) {
  if (!keeps(env)) return null;
  const [conference] = await env.model('meeting.conference').find({ event: id });
  if (!conference) return null;
  const calls = await env.model('meeting.provider_call').find({ event: id }, { order: ['-at'], limit: MOST_CALLS });
  const title = (key: string): string => env.implementations('meeting.provider').get(key)?.title ?? key;
  const { state, provider, insteadOf, problem, failure, retryAt, waiting, generation } = conference;
  if (calls.length === 0 && problem === null && insteadOf === null) return null;
  const stuck = state === 'failed' || waiting || (failure !== null && state !== 'cancelled');
  return (
    <section class="section card">
      <h2>{env.t('Calls to the video service')}</h2>
      <p>
        {title(provider)} <State env={env} value={state} />
        {insteadOf ? ` ${env.t('instead of {provider}', { provider: title(insteadOf) })}` : ''}
      </p>
      {problem ? (
        <Notice kind="warn">
          {env.t(problem)} {failure ? env.t('Reason: {reason}.', { reason: env.t(failureWords[failure] ?? failure) }) : ''}{' '}
          {waiting
            ? env.t('It waits until the account is in order.')
            : retryAt
              ? env.t('Next try: {time}.', { time: formatDateTime(retryAt, env.preferences.timeZone, env.preferences) })
              : ''}
        </Notice>
      ) : null}
      {stuck ? (
        <form method="post" action={`/app/meetings/${id}/retry-link`}>
          <button type="submit">
            <Icon name="refresh-cw" /> <span>{env.t('Try again now')}</span>
          </button>
        </form>
      ) : null}
      {calls.length > 0 ? (
        <Table
          head={[env.t('When'), env.t('Call'), env.t('Outcome')]}
          rows={calls.map(({ at, operation, failure: kind, milliseconds, retryAt: next }) => [
            <Instant env={env} at={at} />,
            env.t(callWords[operation]),
            <>
              {kind === '' ? env.t('done') : env.t(failureWords[kind] ?? kind)} <span class="muted">({milliseconds} ms)</span>
              {next ? (
                <>
                  <br />
                  <span class="muted">{env.t('Not before {time}', { time: formatDateTime(next, env.preferences.timeZone, env.preferences) })}</span>
                </>
              ) : null}
            </>,
          ])}
        />
      ) : null}
      <p class="muted">{env.t('Room number {count} of this meeting.', { count: generation })}</p>
    </section>
  );
}

const callWords = {
  create: 'make the room',
  poll: 'is the room ready?',
  find: 'look for the room',
  update: 'change the room',
  cancel: 'remove the room',
  look: 'look at the room',
  summary: 'ask for the summary',
} as const;
