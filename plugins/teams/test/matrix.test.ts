import { describe } from 'vitest';
import { providerMatrix } from '../../meetings/testing.ts';
import { environmentOf } from './environment-of.ts';
import { openFakeGraph } from './fake-graph.ts';

/** The other way in is the same but for its addresses: only where there is time. */
const strategies = process.env.ATRIUM_TEST_LONG ? ['meetings', 'events'] : ['meetings'];

for (const strategy of strategies)
  describe(`rooms as ${strategy}`, () => {
    providerMatrix({
      plugin: 'teams',
      key: 'teams',
      environment: (fake) => ({ ...environmentOf(fake), ATRIUM_TEAMS_STRATEGY: strategy }),
      openFake: openFakeGraph,
    });
  });
