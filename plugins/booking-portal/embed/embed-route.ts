import { type Env, route, text } from '#core';

/** The script for other sites, under an address that stays: it holds nothing secret, and what it may frame each link says itself. */
export const embedRoute = route({
  method: 'GET',
  path: '/embed.js',
  auth: 'public',
  summary: 'The script that puts a booking page into another site',
  handler: async (env: Env<'booking-portal'>) =>
    text(env.catalog.assetText('booking-portal', 'embed.js'), {
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=3600',
        'cross-origin-resource-policy': 'cross-origin',
      },
    }),
});
