import { z } from 'zod';
import { defineJob, type Env } from '#core';
import { checkConference } from './check-conference.ts';
import { fetchSummary } from './fetch-summary.ts';
import { storeSummary } from './store-summary.ts';
import { laneOf } from './take-room-away.ts';
import type { WebhookItem } from './webhook-contract.ts';

type MeetingsEnv = Env<'meetings'>;

const summary = z.object({ version: z.string().max(200), markdown: z.string(), writtenAt: z.coerce.date<string | Date>() });

const LONGEST_KEY = 300;

/** Keeps what a service told, each piece once by its key, with the job that works on it: three statements however much. */
export function storeNews(env: MeetingsEnv, provider: string, account: string, items: readonly WebhookItem[]): Promise<void> {
  return env.tx(async () => {
    const fresh = await env.model('meeting.provider_news').create(
      [...new Map(items.map((item) => [item.key, item])).values()].map((item) => ({
        provider,
        account,
        key: item.key.slice(0, LONGEST_KEY),
        externalId: item.externalId.slice(0, 500),
        kind: item.kind,
        content: item.summary ? JSON.stringify(item.summary) : null,
      })),
      { onConflict: { constraint: 'meeting_provider_news_provider_account_key_key', do: 'nothing' } },
    );
    for (const { id } of fresh) await env.enqueue(takeNews, { news: id }, { key: `news:${id}` });
  });
}

/** Works on one piece of news, once. What concerns no meeting of ours is let go. */
export const takeNews = defineJob({
  name: 'meeting.take-provider-news',
  payload: z.object({ news: z.uuid() }),
  async run(env: MeetingsEnv, { news: id }) {
    await env.tx(async () => {
      const [news] = await env.model('meeting.provider_news').lock({ id, doneAt: null });
      if (!news) return;
      const [conference] = await env
        .model('meeting.conference')
        .find({ provider: news.provider, externalId: news.externalId, state: { in: ['ready', 'pending'] } });
      const content = news.kind === 'summary' ? await env.secrets.reveal('meeting.provider_news', id, 'content') : null;
      await env.model('meeting.provider_news').update(id, { doneAt: env.now(), content: null });
      if (!conference) return;
      const { generation, provider, account, owner, event } = conference;
      const lane = laneOf(provider, account, owner?.id ?? null);
      if (news.kind === 'changed')
        await env.enqueue(checkConference, { conference: conference.id, generation }, { lane, key: `check:${conference.id}:${generation}` });
      else if (content !== null) await storeSummary(env, event, summary.parse(JSON.parse(content)));
      else await env.enqueue(fetchSummary, { meeting: event }, { lane, key: `summary:${event}` });
    });
  },
});
