import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env, FormView, ListView } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { readForm } from '../field-input.tsx';
import type { FieldInfo } from '../field-value.tsx';
import { readPlainList } from '../plain-list.ts';
import { editable } from '../views-of.ts';

let app: TestApp;
let env: Env;
beforeAll(async () => {
  app = await bootTestApp({ only: ['meetings'], listen: false });
  env = app.env('web').withPreferences({ timeZone: 'Europe/Berlin' });
});
afterAll(() => app.close());

/** The fields of a model as the catalog gives them, those that a form may send. */
function fieldsOf(model: string): [string, FieldInfo][] {
  const list: ListView = { kind: 'list', model, columns: [] };
  const form: FormView = { kind: 'form', model, sections: [{ fields: Object.keys(env.catalog.model(model).fields) }] };
  return editable({ model: env.catalog.model(model), list, form });
}

describe('what a form sent, as values', () => {
  it('reads an instant by the viewer’s clock', () => {
    const { values, issues } = readForm(env, fieldsOf('meeting.event'), { start: '2027-07-01T09:00', end: '2027-12-01T09:00' });
    expect(issues).toEqual([]);
    expect(values).toEqual({ start: new Date('2027-07-01T07:00:00Z'), end: new Date('2027-12-01T08:00:00Z') });
  });

  it('says which field is no instant, no number, no JSON', () => {
    expect(readForm(env, fieldsOf('meeting.event'), { start: 'tomorrow' }).issues.map(({ path }) => path)).toEqual(['start']);
    expect(readForm(env, fieldsOf('meeting.room'), { capacity: 'many' }).issues.map(({ path }) => path)).toEqual(['capacity']);
    expect(readForm(env, fieldsOf('meeting.virtual_room'), { options: '{' }).issues.map(({ path }) => path)).toEqual(['options']);
  });

  it('reads a plain list as one line of values', () => {
    expect(readForm(env, fieldsOf('meeting.room'), { bookableBy: 'meetings.manager, base.admin' }).values).toEqual({
      bookableBy: ['meetings.manager', 'base.admin'],
    });
    expect(readForm(env, fieldsOf('meeting.room'), { bookableBy: '' })).toEqual({ values: { bookableBy: [] }, issues: [] });
    expect([readPlainList('15, 30', 'number'), readPlainList('15, soon', 'number')]).toEqual([[15, 30], undefined]);
  });

  it('takes an empty field as nothing where it may be empty, and asks for it where it may not', () => {
    const { values, issues } = readForm(env, fieldsOf('meeting.room'), { name: '  ', site: '' });
    expect(values).toEqual({ site: null });
    expect(issues.map(({ path }) => path)).toEqual(['name']);
  });

  it('takes the last value of a box that was ticked, and false of one that was not', () => {
    expect(readForm(env, fieldsOf('meeting.room'), { active: ['false', 'true'] }).values).toEqual({ active: true });
    expect(readForm(env, fieldsOf('meeting.room'), { active: 'false' }).values).toEqual({ active: false });
  });

  it('leaves out what nobody may write by hand', () => {
    const { values } = readForm(env, fieldsOf('meeting.event'), { subject: 'Planning', state: 'confirmed', version: '99', uid: 'mine', id: 'x', orgId: '2' });
    expect(values).toEqual({ subject: 'Planning' });
  });
});
