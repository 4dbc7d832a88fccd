import { type Env, on } from '#core';
import { passwordChanged } from '../../base/contract.ts';
import { newAddress } from './my-feeds.ts';

/** Whoever got hold of a feed's address before the account was won back reads no more. The feeds stay; their owner finds the new addresses on the page. */
export const renewFeeds = on(passwordChanged, async (env: Env<'ics-mailer'>, { person, revokeKeys: wanted }) => {
  if (!wanted) return;
  const feeds = await env.model('ics.feed').pick({ owner: person }, ['id']);
  for (const { id } of feeds) await newAddress(env, id);
});
