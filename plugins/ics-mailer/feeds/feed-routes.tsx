import { z } from 'zod';
import { bytes, type Env, fail, html, redirect, route, textInput } from '#core';
import { saying, ticked, typed } from '../../web/contract.ts';
import { FeedQuestion, FeedsPage } from './feeds-page.tsx';
import { addFeed, FEED, feedChoices, removeFeed, renewFeed } from './my-feeds.ts';
import { readFeed } from './read-feed.ts';

type IcsEnv = Env<'ics-mailer'>;

const path = '/app/me/feeds';
const byId = z.object({ id: z.uuid() });
const mine = async (env: IcsEnv) => (env.principal.kind === 'user' ? env.model('ics.feed').find({ owner: env.principal.person }) : []);

/** Calendar programs read here: a secret token, no cookie. What has not changed is answered with 304. */
const readRoute = route({
  method: 'GET',
  path: '/feed/:token/calendar.ics',
  auth: 'portal',
  portal: { kind: FEED, param: 'token' },
  summary: 'A calendar feed',
  params: z.object({ token: z.string().max(200) }),
  limits: [{ name: 'ics-mailer.feed', per: 'token', max: 120, window: 600, reads: true }],
  async handler(env: IcsEnv, { header }) {
    if (env.principal.kind !== 'portal') throw fail('NOT_FOUND');
    const feed = await readFeed(env.asPlugin(), env.principal.record);
    if (!feed) throw fail('NOT_FOUND');
    const headers = { etag: feed.etag, 'cache-control': 'private, max-age=300', 'referrer-policy': 'no-referrer' };
    const known = (header('if-none-match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
    if (known.includes(feed.etag)) return { status: 304, headers, body: { kind: 'empty' } };
    return bytes(new TextEncoder().encode(feed.text), {
      headers: { ...headers, 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': 'inline; filename="calendar.ics"' },
    });
  },
});

const question = (deed: 'renew' | 'remove', summary: string) =>
  route({
    method: 'GET',
    path: `${path}/:id/${deed}`,
    auth: 'user',
    summary,
    params: byId,
    handler: async (env: IcsEnv, { params: { id } }) => html(<FeedQuestion env={env} feed={await env.model('ics.feed').get(id)} deed={deed} />),
  });

export const feedRoutes = [
  readRoute,
  route({
    method: 'GET',
    path,
    auth: 'user',
    summary: 'My calendar feeds',
    handler: async (env: IcsEnv) => html(<FeedsPage env={env} feeds={await mine(env)} choices={await feedChoices(env)} />),
  }),
  route({
    method: 'POST',
    path,
    auth: 'user',
    summary: 'Makes a calendar feed',
    body: z.object({ of: z.string().max(100), name: textInput({ max: 120 }).default(''), busyOnly: ticked }),
    limits: [{ name: 'ics-mailer.feeds', per: 'account', max: 60, window: 3_600 }],
    async handler(env: IcsEnv, { body }) {
      await addFeed(env, { of: body.of, name: body.name, busyOnly: body.busyOnly });
      return redirect(await saying(env, path, env.t('The feed is made. Copy its address into your calendar program.')));
    },
    async onError(env: IcsEnv, { raw }, { status, title, issues }) {
      if (env.principal.kind !== 'user') return redirect(`/sign-in?next=${path}`);
      const refused = {
        problem: env.t(title),
        issues: issues.map((issue) => ({ path: issue.path, message: env.t(issue.message) })),
        name: typed(raw, 'name'),
        of: typed(raw, 'of'),
      };
      return html(<FeedsPage env={env} feeds={await mine(env)} choices={await feedChoices(env)} refused={refused} />, { status });
    },
  }),
  question('renew', 'Asks before a feed gets a new address'),
  question('remove', 'Asks before a feed is removed'),
  route({
    method: 'POST',
    path: `${path}/:id/renew`,
    auth: 'user',
    summary: 'Gives a feed a new address; the old one stops working',
    params: byId,
    async handler(env: IcsEnv, { params }) {
      await renewFeed(env, params.id);
      return redirect(await saying(env, path, env.t('The feed has a new address. The old one no longer works.')));
    },
  }),
  route({
    method: 'POST',
    path: `${path}/:id/remove`,
    auth: 'user',
    summary: 'Removes a feed; its address stops working',
    params: byId,
    async handler(env: IcsEnv, { params }) {
      await removeFeed(env, params.id);
      return redirect(await saying(env, path, env.t('The feed is removed. Its address no longer works.')));
    },
  }),
];
