import { type Env, formatDateTime, type Row } from '#core';
import { Icon, Instant, Notice, State, Table } from '../../web/contract.ts';
import { callWords, failureWords, outcomeWords } from './call-words.ts';
import { keeps } from './keeper.ts';
import { MAIN } from './open-account.ts';

type MeetingsEnv = Env<'meetings'>;
type ConferenceRow = Row<'meetings', 'meeting.conference'>;
type CallRow = Row<'meetings', 'meeting.provider_call'>;

const MOST_CALLS = 50;

const titleOf = (env: MeetingsEnv, key: string): string => env.implementations('meeting.provider').get(key)?.title ?? key;
const inSeconds = (env: MeetingsEnv, at: Date): string => formatDateTime(at, env.preferences.timeZone, { ...env.preferences, seconds: true });

/** How calls to the provider went, for managers: what, when, in whose name, how long, and what follows. */
export async function callsPanel(env: MeetingsEnv, { id }: { id: string }) {
  if (!keeps(env)) return null;
  const [conference] = await env.model('meeting.conference').find({ event: id });
  if (!conference) return null;
  const calls = await env.model('meeting.provider_call').find({ event: id }, { order: ['-at'], limit: MOST_CALLS });
  const { state, provider, insteadOf, problem, failure, waiting } = conference;
  if (calls.length === 0 && problem === null && insteadOf === null) return null;
  const derived = env.implementations('meeting.provider').get(provider)?.capabilities.create === 'derived';
  const stuck = !derived && (state === 'failed' || waiting || (failure !== null && state !== 'cancelled'));
  return (
    <section class="section card">
      <h2>{env.t('Calls to the video service')}</h2>
      <p>
        {titleOf(env, provider)} <State env={env} value={state} />
        {insteadOf ? ` ${env.t('instead of {provider}', { provider: titleOf(env, insteadOf) })}` : ''}
      </p>
      {derived ? <LinkMissing env={env} conference={conference} /> : <Problem env={env} conference={conference} />}
      {stuck ? (
        <form method="post" action={`/app/meetings/${id}/retry-link`}>
          <button type="submit">
            <Icon name="refresh-cw" /> <span>{env.t('Try again now')}</span>
          </button>
        </form>
      ) : null}
      {calls.length > 0 ? <CallTable env={env} calls={calls} accounts={await accountNames(env, calls)} /> : null}
    </section>
  );
}

function Problem({ env, conference: { problem, failure, waiting, retryAt } }: { env: MeetingsEnv; conference: ConferenceRow }) {
  if (!problem) return null;
  return (
    <Notice kind="warn">
      {env.t(problem)} {failure ? env.t('Reason: {reason}.', { reason: env.t(failureWords[failure] ?? failure) }) : ''}{' '}
      {waiting ? env.t('It waits until the account is in order.') : retryAt ? env.t('Next try: {time}.', { time: inSeconds(env, retryAt) }) : ''}
    </Notice>
  );
}

/** A provider that asks nobody lacks nothing but an option of the virtual room. */
async function LinkMissing({ env, conference: { problem, event } }: { env: MeetingsEnv; conference: ConferenceRow }) {
  if (!problem) return null;
  const [meeting] = await env.model('meeting.event').pick({ id: event }, ['virtualRoom']);
  return (
    <Notice kind="warn">
      {env.t(problem)}{' '}
      {meeting?.virtualRoom ? (
        <>
          <a href={`/app/virtual-rooms/${meeting.virtualRoom}/options`}>{env.t('Enter it in the options of the virtual room')}</a>.{' '}
          {env.t('Then use “Renew link” here.')}
        </>
      ) : null}
    </Notice>
  );
}

async function accountNames(env: MeetingsEnv, calls: readonly CallRow[]): Promise<Map<string, string>> {
  const keys = [...new Set(calls.map(({ account }) => account))].filter((key) => key !== MAIN);
  const rows =
    keys.length === 0
      ? []
      : await env
          .asPlugin()
          .model('meeting.account')
          .pick({ key: { in: keys } }, ['key', 'name'], { order: [] });
  return new Map(rows.map(({ key, name }) => [key, name]));
}

function CallTable({ env, calls, accounts }: { env: MeetingsEnv; calls: readonly CallRow[]; accounts: ReadonlyMap<string, string> }) {
  return (
    <Table
      head={[env.t('When'), env.t('Call'), env.t('Outcome'), env.t('Account'), env.t('Room no.')]}
      rows={calls.map(({ at, operation, failure, outcome, status, milliseconds, retryAt, provider, account, host, generation }) => [
        <Instant env={env} at={at} seconds />,
        env.t(callWords[operation]),
        <>
          {failure === '' ? env.t(outcomeWords[outcome] ?? 'done') : env.t(failureWords[failure] ?? failure)}{' '}
          <span class="muted">
            ({status === null ? '' : `${status}, `}
            {milliseconds} ms)
          </span>
          {retryAt ? (
            <>
              <br />
              <span class="muted">{env.t('Not before {time}', { time: inSeconds(env, retryAt) })}</span>
            </>
          ) : null}
        </>,
        <>
          {account === MAIN ? titleOf(env, provider) : `${titleOf(env, provider)}: ${accounts.get(account) ?? account}`}
          {host === null ? null : (
            <>
              <br />
              <span class="muted">{host}</span>
            </>
          )}
        </>,
        generation === null ? '–' : String(generation),
      ])}
    />
  );
}
