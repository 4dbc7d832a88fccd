import { definePlugin } from '#core';
import { access, rules } from './access.ts';
import { schema } from './schema.ts';
import { menu, views } from './views.ts';

export default definePlugin({
  name: '{{name}}',
  version: '1.0.0',
  title: '{{title}}',
  summary: 'Say in one line what it is for',
  category: 'Productivity',
  icon: 'box',
  core: '^1.0.0',
  url: import.meta.url,
  depends: schema.depends,
  schema,
  access,
  rules,
  views,
  menu,
});
