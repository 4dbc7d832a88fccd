import { z } from 'zod';
import { defineAction, defineJob, type Env, RetryLater } from '#core';
import { settings } from '../settings.ts';
import { makeCall } from './make-call.ts';
import { accountRow, openAccount } from './open-account.ts';
import { park } from './park-account.ts';
import { ProviderFailure } from './provider-failure.ts';
import { requestFor } from './request-for.ts';
import { retryAfterFailure } from './retry-schedule.ts';
import { storeSummary } from './store-summary.ts';
import { laneOf } from './take-room-away.ts';

type MeetingsEnv = Env<'meetings'>;

const MINUTE_MS = 60_000;
/** Minutes after the end of a meeting at which its summary is asked for, then never. */
const ASKED_MIN = [5, 15, 60, 360] as const;
const LAST_MS = 360 * MINUTE_MS;
const ASK_MS = 20_000;
/** Tries in a row; after that the next of the times above is waited for. */
const MOST_TRIES = 4;

/** `stored`: a new version; `same`: known already. The others as the provider says. */
export type SummaryOutcome = 'stored' | 'same' | 'not-ready' | 'not-enabled';

/** Asks the provider for the summary of a meeting and keeps it. Runs as the plugin. @throws ProviderFailure */
export async function askForSummary(env: MeetingsEnv, meeting: string, signal: AbortSignal = AbortSignal.timeout(ASK_MS)): Promise<SummaryOutcome> {
  const [conference] = await env.model('meeting.conference').find({ event: meeting });
  const provider = conference && env.implementations('meeting.provider').get(conference.provider);
  if (!conference?.externalId || !provider?.summary) return 'not-enabled';
  if ((await accountRow(env, conference.provider, conference.account))?.state === 'parked')
    throw new ProviderFailure('auth.permanent', 'the account is parked');
  const request = await requestFor(env, conference, provider);
  if (!request) return 'not-enabled';
  const of = { ...request, host: conference.owner ?? request.host };
  const { externalId } = conference;
  const context = await openAccount(env, conference.provider, provider, signal, conference.account);
  const target = { provider, key: conference.provider, context, event: meeting, generation: conference.generation, host: of.host?.email ?? '' };
  const answer = await makeCall(
    env,
    target,
    'summary',
    async (call) => provider.summary?.(call, externalId, of),
    (said) => said?.state ?? '',
  );
  if (!answer || answer.state === 'not-enabled') return 'not-enabled';
  if (answer.state === 'not-ready') return 'not-ready';
  return (await storeSummary(env, meeting, answer)) ? 'stored' : 'same';
}

export const fetchSummary = defineJob({
  name: 'meeting.fetch-summary',
  payload: z.object({ meeting: z.uuid() }),
  async run(env: MeetingsEnv, { meeting }, { signal, attempt }) {
    try {
      await askForSummary(env, meeting, signal);
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      if (error.kind === 'auth.permanent') return parkOf(env, meeting);
      const at = attempt < MOST_TRIES ? retryAfterFailure(error, attempt, env.now()) : undefined;
      if (at) throw new RetryLater(`provider failure ${error.kind}`, at);
    }
  },
});

async function parkOf(env: MeetingsEnv, meeting: string): Promise<void> {
  const [conference] = await env.model('meeting.conference').pick({ event: meeting }, ['provider', 'account']);
  if (conference) await park(env, conference.provider, conference.account);
}

/** Summaries of meetings that have ended, 5, 15 and 60 minutes and 6 hours after, until one is there. */
export const collectSummaries = defineAction({
  name: 'meetings.collect-summaries',
  title: 'Collect summaries of meetings',
  expression: '*/5 * * * *',
  catchUp: 'none',
  run: async (env: MeetingsEnv) => ({ count: await collect(env) }),
});

async function collect(env: MeetingsEnv): Promise<number> {
  const providers = [...env.implementations('meeting.provider')].flatMap(([key, { summary }]) => (summary ? [key] : []));
  if (providers.length === 0 || (await env.settings(settings)).summaries === 'off') return 0;
  const now = env.now().getTime();
  const ended = { state: { in: ['confirmed', 'done'] }, end: { lte: new Date(now - ASKED_MIN[0] * MINUTE_MS), gt: new Date(now - LAST_MS - 60 * MINUTE_MS) } };
  const links = await env
    .model('meeting.conference')
    .find({ provider: { in: providers }, state: 'ready', summaryTries: { lt: ASKED_MIN.length }, event: { where: ended } }, { order: [], limit: 1_000 });
  if (links.length === 0) return 0;
  const events = links.map(({ event }) => event);
  const ends = new Map((await env.model('meeting.event').pick({ id: { in: events } }, ['end'], { order: [] })).map(({ id, end }) => [id, end.getTime()]));
  const there = new Set((await env.model('meeting.summary').pick({ event: { in: events } }, ['event'], { order: [] })).map(({ event }) => event));
  const due = links.filter(({ event, summaryTries }) => !there.has(event) && now >= (ends.get(event) ?? now) + (ASKED_MIN[summaryTries] ?? 0) * MINUTE_MS);
  await env.tx(async () => {
    if (due.length > 0) await env.model('meeting.conference').updateEach(due.map(({ id, summaryTries }) => ({ id, summaryTries: summaryTries + 1 })));
    for (const { event, provider, account, owner } of due)
      await env.enqueue(fetchSummary, { meeting: event }, { lane: laneOf(provider, account, owner?.id ?? null), key: `summary:${event}`, priority: 150 });
  });
  return due.length;
}
