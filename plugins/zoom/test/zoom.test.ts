import { lifecycleSuite } from '#core/testing';
import { providerContract } from '../../meetings/testing.ts';
import { environmentOf } from './environment-of.ts';
import { goodAccount, openFakeZoom } from './fake-zoom.ts';

lifecycleSuite('zoom');

providerContract({
  plugin: 'zoom',
  key: 'zoom',
  environment: environmentOf,
  openFake: openFakeZoom,
  secrets: [goodAccount.clientSecret, goodAccount.webhookSecret],
});
