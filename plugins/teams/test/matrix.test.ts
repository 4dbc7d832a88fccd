import { describe } from 'vitest';
import { providerMatrix } from '../../meetings/testing.ts';
import { environmentOf } from './environment-of.ts';
import { openFakeGraph } from './fake-graph.ts';

describe('rooms as meetings', () => {
  providerMatrix({
    plugin: 'teams',
    key: 'teams',
    environment: (fake) => ({ ...environmentOf(fake), ATRIUM_TEAMS_STRATEGY: 'meetings' }),
    openFake: openFakeGraph,
  });
});

/** The other way in is the same but for its addresses, and that rooms come later: the rest only where there is time. */
describe('rooms as events', () => {
  providerMatrix({
    plugin: 'teams',
    key: 'teams',
    environment: (fake) => ({ ...environmentOf(fake), ATRIUM_TEAMS_STRATEGY: 'events' }),
    openFake: openFakeGraph,
    late: (fake, looks) => fake.late(looks),
    ...(process.env.ATRIUM_TEST_LONG ? {} : { operations: ['poll'] as const }),
  });
});
