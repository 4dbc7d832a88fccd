import { lifecycleSuite } from '#core/testing';
import { providerContract } from '../../meetings/testing.ts';
import { environmentOf } from './environment-of.ts';
import { openFakeGoogle, serviceAccount } from './fake-google.ts';

lifecycleSuite('google-meet');

providerContract({
  plugin: 'google-meet',
  key: 'google-meet',
  environment: environmentOf,
  openFake: openFakeGoogle,
  secrets: [serviceAccount.private_key, serviceAccount.private_key.slice(100, 160)],
});
