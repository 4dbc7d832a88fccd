import { describe } from 'vitest';
import { providerMatrix } from '../../meetings/testing.ts';
import { environmentOf } from './environment-of.ts';
import { openFakeGraph } from './fake-graph.ts';

for (const strategy of ['meetings', 'events'])
  describe(`rooms as ${strategy}`, () => {
    providerMatrix({
      plugin: 'teams',
      key: 'teams',
      environment: (fake) => ({ ...environmentOf(fake), ATRIUM_TEAMS_STRATEGY: strategy }),
      openFake: openFakeGraph,
    });
  });
