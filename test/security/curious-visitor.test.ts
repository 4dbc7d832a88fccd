import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, getPage, postForm, postJson } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

let workspace: Workspace;
let page: string;
let own: string;
const start = '2027-03-02T09:00:00.000Z';

beforeAll(async () => {
  workspace = await openWorkspace();
  await workspace.base.model('base.person').update({ id: workspace.host }, { language: 'de' });
  await workspace.makePerson('Carla Colleague', 'carla@example.org');
  page = workspace.app.url + (await workspace.makeLink({ room: workspace.room, virtualRoom: workspace.virtualRoom })).path;
  const first = { start, name: 'Gus Private', email: 'gus.private@example.org', tz: 'Asia/Kathmandu', note: 'about my illness' };
  expect((await postJson(page, first)).status).toBe(201);
  const second = await postJson(page, { ...first, start: '2027-03-03T09:00:00Z', name: 'Nia Next', email: 'nia@example.org', note: '' });
  own = String(second.json.manage).split('?')[0] ?? '';
});
afterAll(() => workspace?.close());

/** What belongs to others: the first guest, colleagues, and what nobody outside needs to know of the host. */
const foreign = /Gus|gus\.private|Kathmandu|illness|Carla|carla@|ann@example\.org/;

describe('a visitor learns nothing about others', () => {
  it('on the page, in the free times, in a refusal', async () => {
    const taken = { start, name: 'Nia Next', email: 'nia@example.org' };
    const answers = {
      page: await getPage(page),
      day: await getPage(`${page}?day=2027-03-02&month=2027-03`),
      details: await getPage(`${page}?start=${start}`),
      slots: await ask(`${page}/slots`),
      'refused form': await postForm(page, taken),
      'refused program': await postJson(page, taken),
      'wrong program': await postJson(page, { start: 'x' }),
    };
    expect(answers['refused program'].status).toBe(409);
    for (const [what, { text, headers }] of Object.entries(answers)) {
      // The list of zones holds every zone there is.
      expect(text.replace(/<option[^>]*>[^<]*<\/option>/g, ''), what).not.toMatch(foreign);
      expect(JSON.stringify([...headers]), what).not.toMatch(foreign);
      for (const id of [workspace.host, workspace.room, workspace.virtualRoom, workspace.schedule]) expect(text, what).not.toContain(id);
    }
  });

  it('on the own booking and in its file, beyond the host’s name', async () => {
    for (const path of ['', '/cancel', '/reschedule']) {
      const { text, status } = await getPage(own + path);
      expect(status).toBe(200);
      expect(text.replace(/<option[^>]*>[^<]*<\/option>/g, '').replaceAll('Asia/Kathmandu', ''), path).not.toMatch(
        /Gus|gus\.private|illness|Carla|carla@|ann@/,
      );
    }
    const { text } = await ask(`${own}/invite.ics`);
    expect(text).toContain('BEGIN:VEVENT');
    expect(text).not.toMatch(/Gus|gus\.private|illness|Carla|carla@/);
  });

  it('by asking for a password: an address that is known is answered like any other', async () => {
    const known = await workspace.signIn('Ada Admin', 'ada@example.org', 'base.admin');
    expect(known.cookie).not.toBe('');
    const plain = (text: string, email: string) => text.replaceAll(email, '<email>').replace(/nonce="[^"]*"/g, '');
    for (const path of ['/forgot', '/sign-in']) {
      const [one, other] = await Promise.all(
        ['ada@example.org', 'nobody@example.org'].map(async (email) => {
          const { status, text } = await postForm(workspace.app.url + path, { email, password: 'wrong' });
          return { status, text: plain(text, email) };
        }),
      );
      expect(one, path).toEqual(other);
    }
  });

  it('from what the server says about itself', async () => {
    for (const path of ['/healthz', '/readyz', '/nothing-here', '/app', '/sign-in']) {
      const { text, headers } = await getPage(workspace.app.url + path);
      expect(headers.get('server') ?? headers.get('x-powered-by'), path).toBeNull();
      expect(text, path).not.toMatch(/PostgreSQL|sequelize|node_modules|\bat .*\.ts:\d/i);
      expect(text, path).not.toContain(new URL(workspace.app.databaseUrl).pathname.slice(1));
    }
  });
});
