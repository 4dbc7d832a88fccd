import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import type { Browser } from './browser.ts';
import { openBase, type TestBase } from './open-base.ts';

let base: TestBase;
let admin: Browser;
let ann: string;
let env: Env<'base'>;

beforeAll(async () => {
  base = await openBase();
  env = base.env;
  await base.makeUser('ada@example.org', { name: 'Ada Admin', admin: true });
  ann = await base.makeUser('ann@example.org', { name: 'Ann Example' });
  admin = await base.signedIn('ada@example.org');
});
afterAll(() => base?.close());

const groupsOf = async (person: string) => (await env.model('base.membership').pick({ person }, ['group'])).map(({ group }) => group).sort();
const page = async (browser: Browser, path: string) => {
  const answer = await browser.get(path);
  return { status: answer.status, text: answer.text };
};

describe('own groups', () => {
  it('are made, renamed and deleted; who is put in gets what they bring, at once', async () => {
    const made = await admin.post('/app/access/new-group', { title: 'Front desk', help: 'Keeps the lobby', implies: 'base.admin' });
    expect(made.status).toBe(303);
    expect(made.location).toContain('/app/access/groups/own.front-desk');
    expect((await page(admin, '/app/access/groups/own.front-desk')).text).toContain('Keeps the lobby');

    const ours = await base.signedIn('ann@example.org');
    expect((await ours.get('/app/access')).status).toBe(403);
    expect((await admin.post('/app/access/groups/own.front-desk/add', { person: ann })).status).toBe(303);
    expect((await ours.get('/app/access')).status).toBe(200);

    // twice is once
    expect((await admin.post('/app/access/groups/own.front-desk/add', { person: ann })).status).toBe(303);
    expect(await groupsOf(ann)).toEqual(['own.front-desk']);

    expect((await admin.post('/app/access/groups/own.front-desk', { title: 'Reception', help: '' })).status).toBe(303);
    expect((await page(admin, '/app/access')).text).toContain('Reception');
    expect((await ours.get('/app/access')).status).toBe(403);

    expect((await admin.post('/app/access/groups/own.front-desk/delete', {})).status).toBe(303);
    expect((await admin.get('/app/access/groups/own.front-desk')).status).toBe(404);
    const mistyped = await admin.get('/app/access/rules/new');
    expect([mistyped.status, mistyped.text.includes('Something in this address cannot be used.')]).toEqual([422, true]);
    expect(mistyped.text).not.toContain('marked fields');
    expect(await groupsOf(ann)).toEqual([]);
  });

  it('have a name of their own, bring declared groups alone, and a refusal keeps what was typed', async () => {
    await admin.post('/app/access/new-group', { title: 'Ops', help: '', implies: 'base.user' });
    const twice = await admin.post('/app/access/new-group', { title: 'ops', help: 'typed before' });
    expect(twice.status).toBe(422);
    expect(twice.text).toContain('typed before');
    expect((await admin.post('/app/access/new-group', { title: 'Administrator', help: '' })).status).toBe(422);
    expect((await admin.post('/app/access/new-group', { title: '  ', help: '' })).status).toBe(422);
    expect((await admin.post('/app/access/new-group', { title: 'Over', help: '', implies: 'own.ops' })).status).toBe(422);
    expect((await admin.post('/app/access/new-group', { title: 'Over', help: '', implies: 'plugin:base' })).status).toBe(422);
  });

  it('nobody removes the last administrator, by whichever door', async () => {
    const [ada] = await env.model('base.person').pick({ email: 'ada@example.org' }, ['name']);
    const id = ada?.id ?? '';
    expect((await admin.post('/app/access/groups/base.admin/remove', { person: id })).status).toBe(409);
    expect(await groupsOf(id)).toEqual(['base.admin']);
    // now administrator through an own group alone
    await admin.post('/app/access/new-group', { title: 'Owners', help: '', implies: 'base.admin' });
    await admin.post('/app/access/groups/own.owners/add', { person: id });
    expect((await admin.post('/app/access/groups/base.admin/remove', { person: id })).status).toBe(303);
    expect((await admin.post('/app/access/groups/own.owners', { title: 'Owners', help: '', implies: 'base.user' })).status).toBe(409);
    expect((await admin.post('/app/access/groups/own.owners/delete', {})).status).toBe(409);
    expect((await admin.post('/app/access/groups/own.owners/remove', { person: id })).status).toBe(409);
    expect((await admin.get('/app/access')).status).toBe(200);
    await admin.post('/app/access/groups/base.admin/add', { person: id });
    expect((await admin.post('/app/access/groups/own.owners/delete', {})).status).toBe(303);
  });

  it('people are found by name or address, and only those who are not in it yet', async () => {
    const { text } = await page(admin, '/app/access/groups/base.admin?person=example.org');
    expect(text).toContain('Add Ann Example');
    expect(text).not.toContain('Add Ada Admin');
  });
});

describe('own rules', () => {
  const form = {
    model: 'base.person',
    name: 'No robots',
    everybody: 'true',
    except: 'base.admin',
    operations: 'r',
    field: 'name',
    operator: 'is-not',
    value: 'Robot',
    active: 'true',
  };

  it('hide records at once, say before what they hide, and never hide them from administrators who keep people', async () => {
    await env.model('base.person').create({ name: 'Robot', email: 'robot@example.org' });
    const principal = (groups: string[]) =>
      ({ kind: 'user', org: 1, account: ann, person: ann, session: '', groups: new Set(['user', 'base.user', ...groups]) }) as const;
    const seen = (...groups: string[]) => base.app.envAs('base', principal(groups)) as unknown as Env<'base'>;
    const before = await seen().model('base.person').count(true);

    const preview = await admin.post('/app/access/rules/new', { ...form, do: 'preview', person: ann });
    expect(preview.status).toBe(200);
    expect(preview.text).toContain(`Hides 1 of ${before} records from Ann Example.`);
    expect(await seen().model('base.person').count(true)).toBe(before);

    expect((await admin.post('/app/access/rules/new', { ...form, do: 'save' })).status).toBe(303);
    expect(await seen().model('base.person').count(true)).toBe(before - 1);
    expect(await seen().model('base.person').find({ name: 'Robot' })).toEqual([]);

    // for everybody, administrators too: they keep people all the same
    const [rule] = await (base.app.env('base') as unknown as Env<'base'>).access.rules();
    const shut = {
      model: 'base.person',
      name: 'Nobody',
      everybody: 'true',
      operations: 'r',
      field: 'name',
      operator: 'is',
      value: 'x',
      active: 'true',
      do: 'save',
    };
    expect((await admin.post(`/app/access/rules/${rule?.id}`, shut)).status).toBe(303);
    expect(await seen().model('base.person').count(true)).toBe(0);
    expect(await seen('base.admin').model('base.person').count(true)).toBe(before);
    expect((await admin.get('/app/access/rules')).status).toBe(200);

    expect((await admin.post(`/app/access/rules/${rule?.id}/switch`, { active: 'false' })).status).toBe(303);
    expect(await seen().model('base.person').count(true)).toBe(before);
    expect((await admin.post(`/app/access/rules/${rule?.id}/delete`, {})).status).toBe(303);
  });

  it('are checked against the model, and the form comes back with the fault beside its field', async () => {
    const wrong = async (changed: Record<string, string>, words: string) => {
      const answer = await admin.post('/app/access/rules/new', { ...form, do: 'save', ...changed });
      expect(answer.status, words).toBe(422);
      expect(answer.text, words).toContain(words);
    };
    await wrong({ field: 'passwordHash' }, 'Choose a field.');
    await wrong({ field: 'active', operator: 'is', value: 'perhaps' }, 'Type yes or no.');
    await wrong({ field: 'weekStart', operator: 'less', value: 'soon' }, 'Type a number.');
    await wrong({ json: '{"nobody": 1}' }, 'there is no such field');
    await wrong({ json: '{' }, 'This is no condition.');
    await wrong({ json: '{"account": {"readable": true}}' }, 'cannot stand in a rule');
    await wrong({ name: ' ' }, 'Say in up to 120 letters');
    await wrong({ everybody: 'false' }, 'Choose a group, or everybody.');
  });

  it('the command turns all of them off', async () => {
    await admin.post('/app/access/rules/new', { ...form, do: 'save' });
    await admin.post('/app/access/fields', { model: 'base.person', field: 'email', everybody: 'true' });
    const lines: string[] = [];
    const command = base.app.app.runtime
      .generation()
      .plugins.find(({ name }) => name === 'base')
      ?.commands?.find(({ name }) => name === 'access');
    expect(await command?.run(base.app.env('base'), ['reset'], (line) => lines.push(line))).toBe(0);
    expect(lines.join()).toContain('2 own rules and hidden fields are off now.');
    expect((await env.access.rules()).filter(({ active }) => active)).toEqual([]);
  });
});

describe('hidden fields', () => {
  it('read as empty for those concerned and cannot be asked for', async () => {
    expect((await admin.post('/app/access/fields', { model: 'base.person', field: 'timeZone', groups: 'base.user', except: 'base.admin' })).status).toBe(303);
    const as = (...groups: string[]) =>
      base.app.envAs('base', {
        kind: 'user',
        org: 1,
        account: ann,
        person: ann,
        session: '',
        groups: new Set(['user', 'base.user', ...groups]),
      }) as unknown as Env<'base'>;
    expect((await as().model('base.person').get(ann)).timeZone).toBeNull();
    expect((await as('base.admin').model('base.person').get(ann)).timeZone).toBe('UTC');
    await expect(as().model('base.person').find({ timeZone: 'UTC' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(
      as()
        .model('base.person')
        .find(true, { order: ['timeZone'] }),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(as().model('base.person').group(true, ['timeZone'])).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    for (const field of ['id', 'createdAt'])
      expect((await admin.post('/app/access/fields', { model: 'base.person', field, everybody: 'true' })).status).toBe(422);
    const [hide] = (await env.access.hides()).filter(({ active }) => active);
    expect((await admin.post(`/app/access/fields/${hide?.id}/delete`, {})).status).toBe(303);
  });
});

describe('what is shown', () => {
  it('a person’s effective rights and how each group came', async () => {
    const { text } = await page(admin, `/app/access/people/${ann}`);
    expect(text).toContain('Ann Example');
    expect(text).toMatch(/User/);
  });

  it('why: by the page and by the command, the same verdict', async () => {
    const { text } = await page(admin, `/app/access/explain?person=${ann}&model=base.membership&operation=create`);
    expect(text).toContain('No: none of the groups of Ann Example may do this');
    const own = await page(admin, `/app/access/explain?person=${ann}&model=base.person&record=/app/base.person/${ann}`);
    expect(own.text).toContain('Yes: Ann Example may.');
    const lines: string[] = [];
    const command = base.app.app.runtime
      .generation()
      .plugins.find(({ name }) => name === 'base')
      ?.commands?.find(({ name }) => name === 'access');
    expect(await command?.run(base.app.env('base'), ['explain', 'ann@example.org', 'base.membership', 'create'], (line) => lines.push(line))).toBe(0);
    expect(lines[0]).toContain('No: none of the groups of Ann Example');
    expect(await command?.run(base.app.env('base'), ['explain', 'nobody@example.org', 'base.person'], () => {})).toBe(1);
    expect(await command?.run(base.app.env('base'), ['open'], () => {})).toBe(2);
  });

  it('the review: one line per person and record type, and no cell is a formula', async () => {
    await env.model('base.person').create({ name: '=HYPERLINK("http://evil.example")', email: 'formula@example.org' });
    const answer = await admin.get('/app/access/review.csv');
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const text = answer.text;
    expect(text.split('\r\n')[0]).toBe('name,email,active,last_sign_in,groups_given,groups_all,records,may,only_some');
    expect(text).toMatch(/Ann Example,ann@example.org,yes,\d{4}-/);
    expect(text).toMatch(/Ada Admin,ada@example.org,yes,[^,]*,Administrator,/);
    expect(text).not.toMatch(/(^|,|\n)"?=HYPERLINK/);
  });

  it('every change is in the audit log', async () => {
    const { rows } = await base.app.app.runtime.database.query<{ model: string; operation: string }>(
      `SELECT DISTINCT model, operation FROM core_audit WHERE model LIKE 'core.access%' ORDER BY 1, 2`,
    );
    expect(rows.map(({ model, operation }) => `${model} ${operation}`)).toEqual([
      'core.access_field create',
      'core.access_field delete',
      'core.access_group create',
      'core.access_group delete',
      'core.access_group update',
      'core.access_rule create',
      'core.access_rule delete',
      'core.access_rule update',
    ]);
  });

  it('nobody but administrators sees any of it', async () => {
    const ours = await base.signedIn('ann@example.org');
    for (const path of ['', '/matrix', '/rules', '/fields', '/explain', '/exceptions', '/review.csv', '/new-group', '/groups/base.admin', `/people/${ann}`])
      expect((await ours.get(`/app/access${path}`)).status, path).toBe(403);
    expect((await ours.post('/app/access/groups/base.admin/add', { person: ann })).status).toBe(403);
    expect((await ours.post('/app/access/rules/new', { model: 'base.person', name: 'x', do: 'save' })).status).toBeGreaterThanOrEqual(303);
    expect(await groupsOf(ann)).toEqual([]);
  });
});
