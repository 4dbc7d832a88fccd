import { providerMatrix } from '../../meetings/testing.ts';
import { environmentOf } from './environment-of.ts';
import { openFakeGoogle } from './fake-google.ts';

providerMatrix({
  plugin: 'google-meet',
  key: 'google-meet',
  environment: environmentOf,
  openFake: openFakeGoogle,
  late: (fake, looks) => fake.conferences({ looks }),
});
