import { describe, expect, it } from 'vitest';
import { RegistrationError } from '../../plugin/registration-error.ts';
import { f } from '../field.ts';
import { buildRegistry } from '../registry.ts';
import type { Model, Schema } from '../schema.ts';

const thing = (fields: Model['fields'], more: Partial<Model> = {}): Model => ({ label: 'Thing', fields, ...more });
const plugin = (name: string, models: Record<string, Model>, depends: string[] = [], extend: Schema['extend'] = {}) => ({
  name,
  depends,
  schema: { plugin: name, depends, models, extend },
});

describe('the registry', () => {
  it('puts own fields and extensions together, with columns', () => {
    const registry = buildRegistry([
      plugin('one', { 'one.thing': thing({ name: f.text(), startsAt: f.instant(), host: f.ref('one.thing'), kids: f.many('one.thing', 'host') }) }),
      plugin('two', {}, ['one'], { 'one.thing': { mark: f.bool() } }),
    ]);
    const columns = Object.fromEntries([...registry.model('one.thing').fields].map(([name, field]) => [name, field.column]));
    expect(columns).toEqual({
      id: 'id',
      name: 'name',
      startsAt: 'starts_at',
      host: 'host_id',
      kids: null,
      createdAt: 'created_at',
      updatedAt: 'updated_at',
      mark: 'mark',
    });
    expect(registry.model('one.thing').fields.get('mark')?.plugin).toBe('two');
    expect(() => registry.model('no.such')).toThrow('no.such');
  });

  const refusals: Record<string, [plugins: Parameters<typeof buildRegistry>[0], message: RegExp]> = {
    'a model that another plugin declares': [
      [plugin('one', { 'a.b': thing({}) }), plugin('two', { 'a.b': thing({}) })],
      /"two", model "a\.b": the plugin "one" already declares it/,
    ],
    'a model that would take the table of another': [
      [plugin('one', { 'a.b_c': thing({}), 'a_b.c': thing({}) })],
      /would take the table a_b_c, which "a\.b_c" has/,
    ],
    'a name that is none': [[plugin('one', { Thing: thing({}) })], /area\.noun/],
    'the area of the platform': [[plugin('one', { 'core.thing': thing({}) })], /platform’s own/],
    'an extension of a model that is not there': [[plugin('one', {}, [], { 'a.b': { x: f.text() } })], /extension of "a\.b": no enabled plugin declares/],
    'an extension without the dependency': [
      [plugin('one', { 'a.b': thing({}) }), plugin('two', {}, [], { 'a.b': { x: f.text() } })],
      /name that plugin in "depends"/,
    ],
    'an extension that old rows could not have': [
      [plugin('one', { 'a.b': thing({}) }), plugin('two', {}, ['one'], { 'a.b': { x: f.text({ required: true }) } })],
      /optional or have a default/,
    ],
    'two extensions with one field': [
      [plugin('one', { 'a.b': thing({}) }), plugin('two', {}, ['one'], { 'a.b': { x: f.text() } }), plugin('three', {}, ['one'], { 'a.b': { x: f.int() } })],
      /"three", field "a\.b\.x": .*"two" declares it/,
    ],
    'two fields with one column': [[plugin('one', { 'a.b': thing({ host: f.ref('a.b'), hostId: f.text() }) })], /both take the column host_id/],
    'a field that every model has': [[plugin('one', { 'a.b': thing({ createdAt: f.instant() }) })], /every model has a field "createdAt"/],
    'the column of the organization': [[plugin('one', { 'a.b': thing({ orgId: f.int() }) })], /org_id/],
    'a ref that points nowhere': [
      [plugin('one', { 'a.b': thing({ x: f.ref('a.c') }) })],
      /field "a\.b\.x": it points at "a\.c", which no enabled plugin declares/,
    ],
    'a ref without the dependency': [
      [plugin('one', { 'a.b': thing({}) }), plugin('two', { 'c.d': thing({ x: f.ref('a.b') }) })],
      /name that plugin in "depends"/,
    ],
    'a global model that points into an organization': [
      [plugin('one', { 'a.b': thing({}), 'a.c': thing({ x: f.ref('a.b') }, { global: true }) })],
      /global model cannot point/,
    ],
    'a required ref that would be set to null': [
      [plugin('one', { 'a.b': thing({ x: f.ref('a.b', { required: true, onDelete: 'setNull' }) }) })],
      /cannot be set to null/,
    ],
    'a many without its inverse': [
      [plugin('one', { 'a.b': thing({ xs: f.many('a.c', 'b') }), 'a.c': thing({ b: f.uuid() }) })],
      /"a\.c" has no ref field "b" that points back/,
    ],
    'a constraint over a field that is not there': [[plugin('one', { 'a.b': thing({}, { unique: [['x']] }) })], /key "unique": it has no field "x"/],
    'an order by a field that is not there': [[plugin('one', { 'a.b': thing({}, { order: ['-x'] }) })], /key "order"/],
  };
  for (const [what, [plugins, message]] of Object.entries(refusals)) {
    it(`refuses ${what}`, () => {
      expect(() => buildRegistry(plugins)).toThrow(RegistrationError);
      expect(() => buildRegistry(plugins)).toThrow(message);
    });
  }
});
