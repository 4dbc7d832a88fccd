import { providerMatrix } from '../../meetings/testing.ts';
import { environmentOf } from './environment-of.ts';
import { openFakeZoom } from './fake-zoom.ts';

providerMatrix({
  plugin: 'zoom',
  key: 'zoom',
  environment: environmentOf,
  openFake: openFakeZoom,
  looksFirst: true,
  held: (fake, id) => fake.held(id, `instance-of-${id}==`, { content: '# What was said' }),
});
