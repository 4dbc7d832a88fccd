import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AtriumError, type Env, type Principal, pluginPrincipal, portalPrincipal } from '#core';
import { expandGroups } from '../../core/access/expand-groups.ts';
import { accessMatrix, groupMatrix, ruleMatrix } from '../../core/access/matrix.ts';
import { anonymous } from '../../core/principal.ts';
import { type Answered, ask, postJson } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

const nobody = '0190a0a0-0000-7000-8000-000000000000';
const letters = { create: 'c', read: 'r', update: 'u', delete: 'd' } as const;
type Operation = keyof typeof letters;
/** Who comes: `guest` holds tokens of another link and another booking than those asked for. */
const people = ['anonymous', 'guest', 'member', 'manager', 'admin'] as const;
type Person = (typeof people)[number];

/** What a stranger must not read anywhere: Ann's meeting with Gus, made over her link. */
const secret = /Gus Private|gus\.private@example\.org|Secret talk|about my illness/;
/** Who meets with the house stands in the directory for everybody inside; what about, does not. */
const secretInDirectory = /Secret talk|about my illness/;
/** Links are read by everybody inside; who booked over them is not told. */
const secretOfGuests = /Gus Private|gus\.private@example\.org|Secret talk:|about my illness/;

let workspace: Workspace;
let principals: Record<Person, Principal>;
let cookies: Partial<Record<Person, string>>;
/** Tokens of the guest's own. */
let tokens: { link: string; booking: string };
/** By table: the id of one row, of Ann's where she has any. */
const records = new Map<string, string>();
const seenKinds = new Set<string>();

beforeAll(async () => {
  // As in production: nothing is open that is there for development alone.
  workspace = await openWorkspace({ config: { mode: 'production' } });
  const { app, makeLink, makePerson, signIn, rows } = workspace;
  const start = '2027-03-02T09:00:00Z';
  const ofAnn = await makeLink({ name: 'Secret talk', room: workspace.room, virtualRoom: workspace.virtualRoom });
  const first = { start, name: 'Gus Private', email: 'gus.private@example.org', tz: 'Asia/Tokyo', note: 'about my illness' };
  expect((await postJson(app.url + ofAnn.path, first)).status).toBe(201);
  await app.runJobs();
  const bea = await makePerson('Bea Host', 'bea@example.org');
  const ofBea = await makeLink({ name: 'Open talk', host: bea });
  const booked = await postJson(app.url + ofBea.path, { start, name: 'Nia Next', email: 'nia@example.org' });
  const manage = new URL(String(booked.json.manage)).pathname;
  tokens = { link: ofBea.path.split('/').at(-1) ?? '', booking: manage.split('/').at(-1) ?? '' };

  const member = await signIn('Max Member', 'max@example.org', 'base.user');
  const manager = await signIn('Mona Manager', 'mona@example.org', 'base.user');
  await workspace.base.model('base.membership').create({ person: manager.person, group: 'meetings.manager' });
  const admin = await signIn('Ada Admin', 'ada@example.org', 'base.admin');
  cookies = { member: member.cookie, manager: manager.cookie, admin: admin.cookie };
  const user = (person: string, ...groups: string[]): Principal => ({
    kind: 'user',
    org: 1,
    account: nobody,
    person,
    session: '',
    groups: expandGroups(app.app.runtime.generation().groups, ['user', 'base.user', ...groups]),
  });
  principals = {
    anonymous: anonymous(1),
    guest: portalPrincipal(1, 'booking.link', ofBea.id),
    member: user(member.person),
    manager: user(manager.person, 'meetings.manager'),
    admin: user(admin.person, 'base.admin'),
  };
  const [annsMeeting] = await rows<{ id: string }>('SELECT id FROM meeting_event WHERE host_id = $1', [workspace.host]);
  for (const { table } of app.app.runtime.generation().registry.models.values()) {
    const [row] = await rows<{ id: string }>(`SELECT id FROM ${table} ORDER BY created_at LIMIT 1`);
    if (row) records.set(table, row.id);
  }
  expect(records.get('meeting_event')).toBe(annsMeeting?.id);

  // Who asks the policy from here on is written down.
  const policy = app.app.runtime.generation().access;
  for (const method of ['allows', 'rows', 'field'] as const) {
    const real = policy[method];
    Object.assign(policy, {
      [method]: (principal: Principal, ...rest: [string, never]) => {
        seenKinds.add(principal.kind);
        return (real as (...all: unknown[]) => unknown)(principal, ...rest);
      },
    });
  }
});
afterAll(() => workspace?.close());

const generation = () => workspace.app.app.runtime.generation();
const models = () => [...generation().registry.models.values()];

/** The tables as the plugins wrote them, read without the policy's help. */
function declared(model: string, groups: ReadonlySet<string>, operation: Operation): boolean {
  return generation().plugins.some(({ access }) =>
    Object.entries(access?.[model] ?? {}).some(([group, text]) => groups.has(group) && text.includes(letters[operation])),
  );
}

type AnyModel = {
  count(domain: unknown): Promise<number>;
  create(values: unknown): Promise<unknown>;
  update(domain: unknown, values: unknown): Promise<unknown>;
  delete(domain: unknown): Promise<number>;
  find(domain: unknown): Promise<Record<string, unknown>[]>;
};
/** Any model as anybody: here the names come from the registry, not from the types. */
const modelAs = (principal: Principal, name: string): AnyModel => (workspace.app.envAs('core', principal) as Env).model(name as never) as unknown as AnyModel;

/** Does the repository let the operation begin? What it would do is undone, and it is about nobody's row. */
async function attempt(principal: Principal, model: string, operation: Operation): Promise<boolean> {
  const undo = new Error('undo');
  const repository = modelAs(principal, model);
  try {
    await workspace.app.app.runtime.database.tx(async () => {
      if (operation === 'read') await repository.count({ id: nobody });
      else if (operation === 'create') await repository.create({});
      else if (operation === 'update') await repository.update({ id: nobody }, {});
      else await repository.delete({ id: nobody });
      throw undo;
    });
  } catch (error) {
    if (error === undo) return true;
    if (error instanceof AtriumError) return error.code !== 'ACCESS_DENIED';
    throw error;
  }
  return true;
}

describe('every model × everybody × every operation', () => {
  it('is open exactly where a table opens it', async () => {
    const everybody: Record<string, Principal> = { ...principals, 'holder of a booking': portalPrincipal(1, 'booking.manage', nobody) };
    for (const { name } of generation().plugins) everybody[`plugin ${name}`] = pluginPrincipal(1, name);
    const wrong: string[] = [];
    let open = 0;
    for (const [who, principal] of Object.entries(everybody)) {
      for (const { name } of models()) {
        for (const operation of ['create', 'read', 'update', 'delete'] as const) {
          const expected = declared(name, principal.groups, operation);
          const found = await attempt(principal, name, operation);
          if (found) open++;
          if (found !== expected) wrong.push(`${who} ${operation} ${name}: ${found ? 'open' : 'closed'}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(open).toBeGreaterThan(100);
  });

  it('a visitor may do nothing at all, a token holder may only read', () => {
    const { access } = generation();
    expect(access.describe().filter(({ group, operations }) => group === 'public' && operations !== '')).toEqual([]);
    expect(access.describe().filter(({ group, operations }) => group.startsWith('portal') && operations.replace('r', '') !== '')).toEqual([]);
  });

  it('nobody has a key to all: no plugin may set the rules aside', () => {
    expect(generation().plugins.filter(({ permissions }) => permissions?.includes('sudo'))).toEqual([]);
  });
});

describe('rows of others', () => {
  const sees = async (principal: Principal): Promise<Record<string, number>> => {
    const found: Record<string, number> = {};
    for (const { name } of models()) if (declared(name, principal.groups, 'read')) found[name] = await modelAs(principal, name).count({});
    return found;
  };

  it('a visitor sees none, a guest the one of the token', async () => {
    expect(await sees(principals.anonymous)).toEqual({});
    expect(await sees(principals.guest)).toEqual({ 'booking.link': 1 });
    const [link] = await modelAs(principals.guest, 'booking.link').find({});
    expect(link).toMatchObject({ name: 'Open talk' });
    expect(await sees(portalPrincipal(1, 'booking.manage', nobody))).toEqual({ 'booking.booking': 0 });
  });

  it('a member who has no part in them sees no meeting, booking or activity, and of links what all may read', async () => {
    const {
      'meeting.event': meetings,
      'meeting.attendee': attendees,
      'meeting.event_room': rooms,
      'meeting.conference': conferences,
      ...rest
    } = await sees(principals.member);
    expect({ meetings, attendees, rooms, conferences }).toEqual({ meetings: 0, attendees: 0, rooms: 0, conferences: 0 });
    expect(rest).toMatchObject({ 'booking.link': 2, 'booking.booking': 0, 'activity.activity': 0 });
    for (const hidden of ['base.account', 'base.session', 'base.picture', 'calendar.claim', 'mail.message', 'mail.server', 'mail.captured', 'mail.suppression'])
      expect(Object.keys(rest)).not.toContain(hidden);
  });

  it('hidden and secret fields are empty for everybody but their plugin', async () => {
    let judged = 0;
    for (const model of models()) {
      const closed = [...model.fields.values()].filter(({ options, kind }) => options.hidden === true || kind === 'secret').map(({ name }) => name);
      for (const person of people) {
        if (closed.length === 0 || !declared(model.name, principals[person].groups, 'read')) continue;
        for (const row of await modelAs(principals[person], model.name).find({})) {
          for (const field of closed) {
            expect(row[field] ?? null, `${person}: ${model.name}.${field}`).toBeNull();
            judged++;
          }
        }
      }
    }
    expect(judged).toBeGreaterThan(0);
  });
});

/** A route's path for one request: whose record, which model. */
function fill(path: string, values: Readonly<Record<string, string>>): string {
  return path.replace(/:(\w+)(\{(?:[^{}]|\{[^{}]*\})*\})?/g, (_, name: string) => values[name] ?? nobody);
}

type Call = { method: string; path: string; pattern: string; auth: string; model: string | undefined; record: string | undefined };

/**
 * Every route, with Ann's records and somebody else's tokens: those of the generated pages once for every model. Of these, who is no member sees a sample in the short run:
 * each route and each model often enough (before a stranger comes to a model, the route has refused already).
 */
function calls(person: Person): Call[] {
  const made: Call[] = [];
  const everyModel = person === 'member' || process.env.ATRIUM_TEST_LONG === '1';
  for (const [place, { route }] of generation().routes.entries()) {
    const base = { method: route.method, auth: route.auth, pattern: `${route.method} ${route.path}` };
    if (route.path.includes(':model')) {
      for (const [index, model] of models().entries()) {
        if (!everyModel && (place + index) % 8 > 0) continue;
        const record = records.get(model.table) ?? nobody;
        const actions = generation().plugins.flatMap(({ views }) =>
          (views ?? []).flatMap((view) => (view.kind === 'form' && view.model === model.name ? (view.actions ?? []) : [])),
        );
        const each = route.path.includes(':action') ? actions.map(({ name }) => name) : [''];
        for (const action of each) made.push({ ...base, path: fill(route.path, { model: model.name, id: record, action }), model: model.name, record });
      }
      continue;
    }
    const table = route.path.includes('meetings') ? 'meeting_event' : route.path.includes('activities') ? 'activity_activity' : 'base_person';
    const token = route.path.startsWith('/booking/') ? tokens.link : tokens.booking;
    made.push({ ...base, path: fill(route.path, { token, id: records.get(table) ?? nobody, plugin: 'mail' }), model: undefined, record: undefined });
  }
  // Who has signed out is nobody: last.
  const last = ({ path }: Call): number => (path === '/sign-out' ? 1 : 0);
  return made.sort((a, b) => last(a) - last(b));
}

const request = (person: Person, { method, path }: Call): Promise<Answered> =>
  ask(workspace.app.url + path, {
    method,
    headers: {
      accept: 'application/json',
      ...(cookies[person] ? { cookie: cookies[person] } : {}),
      ...(method === 'GET' ? {} : { origin: workspace.app.url, 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(method === 'GET' ? {} : { body: '' }),
  });

describe('every route × everybody', () => {
  it('lets in whom it says, and shows strangers nothing of others', async () => {
    const wrong: string[] = [];
    for (const person of people) {
      for (const call of calls(person)) {
        const { status, text, headers } = await request(person, call);
        const said = `${person}: ${call.method} ${call.path} → ${status}`;
        const signedIn = person !== 'anonymous' && person !== 'guest';
        const group = call.auth.startsWith('group:') ? call.auth.slice('group:'.length) : undefined;
        if (status >= 500) wrong.push(`${said} ${text}`);
        if (call.auth === 'portal' && ![404, 410, 422].includes(status)) wrong.push(`${said}, but the token is for something else`);
        if ((call.auth === 'user' || group) && !signedIn && status !== 401) wrong.push(`${said}, but nobody is signed in`);
        if (group && signedIn && (status === 403) === principals[person].groups.has(group)) wrong.push(`${said}, group ${group}`);
        if ((call.auth === 'user' || call.auth === 'public') && signedIn && status === 401) wrong.push(`${said}, but somebody is signed in`);
        if (call.model && signedIn) {
          const readable = declared(call.model, principals[person].groups, 'read');
          if (!readable && status < 400) wrong.push(`${said}, but the table does not open ${call.model}`);
          if (readable && call.record && call.path.includes(call.record) && status < 400) {
            if ((await modelAs(principals[person], call.model).count({ id: call.record })) === 0 && call.method === 'GET')
              wrong.push(`${said}, but the record may not be read`);
          }
        }
        const closed = !signedIn
          ? secret
          : /\/contacts\.contact(\/|$)/.test(call.path)
            ? secretInDirectory
            : /\/booking\.link(\/|$)/.test(call.path)
              ? secretOfGuests
              : secret;
        if (person !== 'manager' && person !== 'admin' && (closed.test(text) || closed.test(JSON.stringify([...headers]))))
          wrong.push(`${said} tells of another’s meeting`);
      }
      if (person === 'member') {
        // Nothing of Ann's has changed by all that was tried until now.
        expect(await workspace.rows("SELECT state, version FROM meeting_event WHERE subject LIKE 'Secret%'")).toEqual([{ state: 'confirmed', version: 1 }]);
        expect(await workspace.rows("SELECT active FROM booking_link WHERE name = 'Secret talk'")).toEqual([{ active: true }]);
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it('nothing of all this ran as the system itself', () => {
    expect([...seenKinds].sort()).toEqual(['anonymous', 'plugin', 'portal', 'user']);
  });
});

/** Declared actions on records, one line each. */
function actionLines(): string[] {
  const { catalog } = workspace.app.envAs('core', principals.admin) as Env;
  return [...catalog.models()].sort().flatMap((model) =>
    catalog
      .views(model)
      .flatMap((view) => (view.kind === 'form' ? (view.actions ?? []) : []))
      .map(
        ({ label, groups, visible, bulk }) =>
          `| ${model} | ${label} | ${groups?.join(', ') ?? 'whoever reads it'} | ${visible === undefined ? 'everywhere' : `\`${JSON.stringify(visible)}\``} | ${bulk ? 'yes' : '–'} |`,
      ),
  );
}

describe('the report', () => {
  it('is what the declarations say (to write it anew: npx vitest run test/access -u)', async () => {
    const routes = generation()
      .routes.map(({ plugin, route }) => [
        route.auth === 'portal' ? `token: ${route.portal?.kind}` : route.auth,
        route.method,
        `\`${route.path}\``,
        plugin,
        route.summary,
      ])
      .sort((a, b) => (`${a[2]} ${a[1]}` < `${b[2]} ${b[1]}` ? -1 : 1));
    const text = [
      '# Access matrix',
      '',
      'Made from the declarations of all plugins by a test, which also tries every line. What is not listed is closed. How tables and rules combine: [access](access.md).',
      '',
      '## Who may do what to which records',
      'c create, r read, u update, d delete; record rules narrow further.',
      '',
      accessMatrix(generation().access),
      '',
      '## Record rules',
      'Of the rules for somebody’s groups one must be true; those for everybody must all be.',
      '',
      ruleMatrix(generation().access, generation().registry.models.keys()),
      '',
      '## Actions',
      'What pages of records offer, to whom, and where. Whether it may be done is decided by the rules above when it is done.',
      '',
      '| Model | Action | Offered to | Only where | Many at once |',
      '|---|---|---|---|---|',
      ...actionLines(),
      '',
      '## Groups',
      groupMatrix(generation().groups),
      '',
      '## Who may call which address',
      '| Who | Method | Path | Plugin | What it does |',
      '|---|---|---|---|---|',
      ...routes.map((cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`),
      '',
    ].join('\n');
    await expect(text).toMatchFileSnapshot('../../docs/reference/access-matrix.md');
  });
});
