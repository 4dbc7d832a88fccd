import { type Env, fail, type Row } from '#core';

type IcsEnv = Env<'ics-mailer'>;
type FeedRow = Row<'ics-mailer', 'ics.feed'>;

/** Kind of the directory's tokens that open a feed. */
export const FEED = 'ics.feed';
const MOST = 50;

/** Derived, so that its owner can be shown it again although only its hash is kept; another with every generation. */
const tokenOf = (env: IcsEnv, { id, generation }: Pick<FeedRow, 'id' | 'generation'>): string => env.asPlugin().secrets.sign(FEED, id, String(generation));

/** Where a calendar program reads it. */
export const feedUrl = (env: IcsEnv, feed: Pick<FeedRow, 'id' | 'generation'>): string => `${env.baseUrl}/feed/${tokenOf(env, feed)}/calendar.ics`;

export type FeedChoice = { value: string; source: string; record: string; title: string; name: string };

function selfOf(env: IcsEnv): string {
  if (env.principal.kind !== 'user') throw fail('ACCESS_DENIED');
  return env.principal.person;
}

/** What the acting person may make a feed of. */
export async function feedChoices(env: IcsEnv): Promise<FeedChoice[]> {
  const person = selfOf(env);
  const all: FeedChoice[] = [];
  for (const [source, { title, choices }] of env.implementations('ics-mailer.feed-source'))
    for (const { record, name } of await choices(env.implementer('ics-mailer.feed-source', source), person))
      all.push({ value: `${source}:${record}`, source, record, title, name });
  return all;
}

/** @throws INPUT_INVALID */
export async function addFeed(env: IcsEnv, { of, name, busyOnly }: { of: string; name: string; busyOnly: boolean }): Promise<void> {
  const owner = selfOf(env);
  const choice = (await feedChoices(env)).find(({ value }) => value === of);
  if (!choice) throw fail('INPUT_INVALID', { issues: [{ path: 'of', message: env.t('Choose one of the list.') }] });
  const own = env.asPlugin();
  await own.tx(async () => {
    if ((await own.model('ics.feed').count({ owner })) >= MOST)
      throw fail('INPUT_INVALID', { issues: [{ path: 'of', message: env.t('You have fifty feeds already. Remove one first.') }] });
    const feed = await own.model('ics.feed').create({ owner, name: name || choice.name, source: choice.source, record: choice.record, busyOnly });
    await own.tokens.issue(FEED, feed.id, { token: tokenOf(env, feed) });
  });
}

/** The own feed, whoever's id was sent; administrators may close everybody's. @throws NOT_FOUND */
async function closable(env: IcsEnv, id: string): Promise<FeedRow> {
  const feed = await env.model('ics.feed').get(id);
  if (feed.owner !== selfOf(env) && !env.inGroup('base.admin')) throw fail('NOT_FOUND');
  return feed;
}

/** The old address stops working at once. @throws NOT_FOUND */
export async function renewFeed(env: IcsEnv, id: string): Promise<void> {
  if ((await env.model('ics.feed').get(id)).owner !== selfOf(env)) throw fail('NOT_FOUND');
  if (!(await newAddress(env, id))) throw fail('NOT_FOUND');
}

/** Whoever's feed it is. @returns false where it is gone. */
export async function newAddress(env: IcsEnv, id: string): Promise<boolean> {
  const own = env.asPlugin();
  return own.tx(async () => {
    const [feed] = await own.model('ics.feed').lock({ id });
    if (!feed) return false;
    const next = await own.model('ics.feed').update(id, { generation: feed.generation + 1 });
    await own.tokens.revoke(FEED, id);
    await own.tokens.issue(FEED, id, { token: tokenOf(env, next) });
    return true;
  });
}

/** Its address leads nowhere from now on. @throws NOT_FOUND */
export async function removeFeed(env: IcsEnv, id: string): Promise<void> {
  await closable(env, id);
  const own = env.asPlugin();
  await own.tx(async () => {
    await own.tokens.revoke(FEED, id);
    await own.model('ics.feed').delete({ id });
  });
}
