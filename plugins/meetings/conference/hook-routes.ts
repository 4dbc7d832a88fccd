import { z } from 'zod';
import { bytes as bytesReply, type Env, fail, type Incoming, type Reply, route } from '#core';
import { queueLooks } from './look-at-calendar.ts';
import { MAIN, openAccount } from './open-account.ts';
import { ProviderFailure } from './provider-failure.ts';
import { renewNow, subscriptionOf } from './renew-subscriptions.ts';
import { storeNews } from './take-news.ts';

const place = z.object({ provider: z.string().max(60), account: z.string().max(40) });

/** Services give up after 3 s; a challenge may take 10. */
const ANSWER_S = 3;
const LARGEST = 1024 * 1024;
const SAFE_TYPE = /^(?:text\/plain|application\/json)(?:;\s*charset=utf-8)?$/;

/** Hands a call to its provider, keeps the news in one transaction, and answers; a job does the rest. */
async function receive(env: Env<'meetings'>, { params, bytes, header, signal }: Incoming<z.output<typeof place>>): Promise<Reply> {
  const own = env.asPlugin();
  const { provider: key, account: name } = params;
  const provider = own.implementations('meeting.provider').get(key);
  if (!provider?.handleWebhook) throw fail('NOT_FOUND');
  const [row] = await own.model('meeting.account').find({ provider: key, key: name, active: true });
  if (!row && name !== MAIN) throw fail('NOT_FOUND');
  try {
    const context = await openAccount(own, key, provider, signal, name === MAIN ? null : (row?.id ?? null));
    const { request } = env;
    const answer = await provider.handleWebhook(
      { ...context, http: undefined },
      {
        method: request?.method ?? 'POST',
        headers: { get: (wanted) => header(wanted) ?? null },
        query: request?.url.searchParams ?? new URLSearchParams(),
        bytes,
        state: row ? await subscriptionOf(own, row) : undefined,
      },
    );
    if (answer.items.length > 0 && answer.status < 300) await storeNews(own, key, name, answer.items);
    if (answer.calendars && answer.status < 300) await queueLooks(own, key, name === MAIN ? null : (row?.id ?? null), answer.calendars);
    if (answer.doubted && row) {
      const account = name === MAIN ? null : row.id;
      await own.enqueue(renewNow, { provider: key, account, doubted: [...answer.doubted] }, { lane: `subscriptions:${row.id}`, key: answer.doubted.join(' ') });
    }
    const type = answer.headers?.['content-type'] ?? 'text/plain; charset=utf-8';
    return bytesReply(Buffer.from(answer.body ?? ''), {
      status: answer.status,
      headers: { 'content-type': SAFE_TYPE.test(type) ? type : 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    });
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    env.log.warn({ provider: key, account: name, class: error.kind, reason: error.message }, 'a call from a provider could not be read');
    throw fail('ACCESS_DENIED');
  }
}

const shared = { path: '/hooks/:provider/:account', auth: 'webhook', params: place, timeout: ANSWER_S, maxBody: LARGEST } as const;

/** Where services tell what has happened. Whether a call is theirs, the provider says, over the raw bytes. */
export const hookRoutes = [
  route({
    ...shared,
    method: 'POST',
    summary: 'A conferencing service tells of changes',
    limits: [{ name: 'meetings.hooks', per: 'address', max: 6_000, window: 60 }],
    handler: (env: Env<'meetings'>, request) => receive(env, request),
  }),
  route({
    ...shared,
    method: 'GET',
    summary: 'A conferencing service asks whether this address is ours',
    limits: [{ name: 'meetings.hooks', per: 'address', max: 600, window: 60, reads: true }],
    handler: (env: Env<'meetings'>, request) => receive(env, request),
  }),
];
