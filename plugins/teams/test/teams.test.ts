import { describe } from 'vitest';
import { lifecycleSuite } from '#core/testing';
import { providerContract } from '../../meetings/testing.ts';
import { environmentOf } from './environment-of.ts';
import { goodApp, openFakeGraph } from './fake-graph.ts';

lifecycleSuite('teams');

for (const strategy of ['meetings', 'events'])
  describe(`rooms as ${strategy}`, () => {
    providerContract({
      plugin: 'teams',
      key: 'teams',
      environment: (fake) => ({ ...environmentOf(fake), ATRIUM_TEAMS_STRATEGY: strategy }),
      openFake: openFakeGraph,
      secrets: [goodApp.clientSecret],
    });
  });
