import { lifecycleSuite } from '#core/testing';
import { providerContract } from '../../meetings/testing.ts';
import { goodToken, openFake } from './fake-{{name}}.ts';

lifecycleSuite('{{name}}');

providerContract({
  plugin: '{{name}}',
  key: '{{name}}',
  environment: ({ url }) => ({ {{ENV}}_BASE_URL: url, {{ENV}}_TOKEN: goodToken }),
  openFake,
  secrets: [goodToken],
});
