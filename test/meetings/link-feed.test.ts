import { expect, it, onTestFinished } from 'vitest';
import type { Env } from '#core';
import { linkFeed } from '../../plugins/booking-portal/feed-source.ts';
import { postJson } from '../fixture/ask.ts';
import { openWorkspace } from '../fixture/open-workspace.ts';

it('a link’s host may make a feed of what is booked over it, and nobody else', async () => {
  const workspace = await openWorkspace();
  onTestFinished(() => workspace.close());
  const env: Env<'booking-portal'> = workspace.portal;
  const other = await workspace.makePerson('Olga Other', 'olga@example.org');
  const [mine, theirs] = [await workspace.makeLink({ name: 'Mine' }), await workspace.makeLink({ name: 'Theirs', host: other })];
  const { host } = await env.model('booking.link').get(mine.id);
  expect(await linkFeed.choices(env as never, host)).toEqual([{ record: mine.id, name: 'Mine' }]);
  expect(await linkFeed.choices(env as never, other)).toEqual([{ record: theirs.id, name: 'Theirs' }]);
  await postJson(workspace.app.url + mine.path, { start: '2027-03-02T09:00:00Z', name: 'Gus', email: 'gus@example.org' });
  const span = { from: new Date('2027-01-01T00:00:00Z'), to: new Date('2028-01-01T00:00:00Z'), cancelledSince: new Date('2027-01-01T00:00:00Z') };
  const [booking] = await env.model('booking.booking').find({ link: mine.id });
  expect(await linkFeed.meetings(env as never, mine.id, span)).toEqual([booking?.meeting]);
  expect(await linkFeed.meetings(env as never, theirs.id, span)).toEqual([]);
});
