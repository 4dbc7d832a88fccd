import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env, Principal } from '#core';
import { getPage } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

const phone = '+49 555 0117';
let workspace: Workspace;
let max: { person: string; cookie: string };
let base: Env<'base'>;

beforeAll(async () => {
  workspace = await openWorkspace();
  max = await workspace.signIn('Max Member', 'max@example.org', 'base.user');
  await workspace.base.model('base.person').update(workspace.host, { phone });
  const principal: Principal = { kind: 'user', org: 1, account: max.person, person: max.person, session: '', groups: new Set(['user', 'base.user']) };
  base = workspace.app.envAs('base', principal) as unknown as Env<'base'>;
});
afterAll(() => workspace?.close());

const invalid = { code: 'INPUT_INVALID' };

describe('somebody who may not see a field learns nothing of it', () => {
  it('by reading, picking, or writing it', async () => {
    expect((await base.model('base.person').get(workspace.host)).phone).toBeNull();
    await expect(base.model('base.person').pick(true, ['phone'])).rejects.toMatchObject(invalid);
    await expect(base.model('base.person').update(max.person, { phone: '1' })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });

  it('by filtering: equal, unlike, less, in, like, empty, negated, deep inside', async () => {
    const domains = [
      { phone },
      { phone: { ne: phone } },
      { phone: { lt: '~' } },
      { phone: { in: [phone] } },
      { phone: { like: '555' } },
      { phone: null },
      { $not: { phone } },
      { $or: [{ name: 'x' }, { $and: [{ phone: { like: '5' } }] }] },
    ];
    for (const domain of domains) {
      await expect(base.model('base.person').find(domain), JSON.stringify(domain)).rejects.toMatchObject(invalid);
      await expect(base.model('base.person').count(domain), JSON.stringify(domain)).rejects.toMatchObject(invalid);
    }
  });

  it('by sorting, grouping, adding up and aggregates under a filter', async () => {
    await expect(base.model('base.person').find(true, { order: ['phone'] })).rejects.toMatchObject(invalid);
    await expect(base.model('base.person').find(true, { order: ['name', '-phone'] })).rejects.toMatchObject(invalid);
    await expect(base.model('base.person').group(true, ['phone'])).rejects.toMatchObject(invalid);
    await expect(base.model('base.person').group({ phone }, ['active'])).rejects.toMatchObject(invalid);
    await expect(base.model('base.person').group(true, ['active'], { sum: ['phone'] })).rejects.toMatchObject(invalid);
  });

  it('through relations: where, some, none, several deep', async () => {
    await expect(base.model('base.membership').find({ person: { where: { phone } } })).rejects.toMatchObject(invalid);
    await expect(base.model('base.person').find({ memberships: { some: { person: { where: { phone: { like: '5' } } } } } })).rejects.toMatchObject(invalid);
    await expect(base.model('base.person').count({ memberships: { none: { person: { where: { phone } } } } })).rejects.toMatchObject(invalid);
    await expect(base.model('base.membership').group({ person: { where: { $not: { phone: null } } } }, ['group'])).rejects.toMatchObject(invalid);
    const related = await base.model('base.membership').related(await base.model('base.membership').find(true), 'person');
    expect([...related.values()].every((person) => person.phone === null)).toBe(true);
  });

  it('by any address of the lists and records', async () => {
    const { url } = workspace.app;
    const filter = (domain: unknown): string => encodeURIComponent(JSON.stringify(domain));
    const addresses = [
      '/app/base.person?sort=phone',
      '/app/base.person?sort=-phone',
      '/app/base.person?order=phone',
      '/app/base.person?group=phone',
      '/app/base.person?by=phone',
      '/app/base.person?columns=name,phone',
      `/app/base.person?where=${filter({ phone })}`,
      `/app/base.person?filter=${filter({ phone: { like: '555' } })}`,
      '/app/base.person?q=555',
      '/app/base.person?q=0117',
      `/app/base.person/${workspace.host}`,
      `/app/base.person/${workspace.host}?edit`,
      '/app/base.person/export?format=csv&columns=name,phone',
    ];
    for (const address of addresses) {
      const { status, text } = await getPage(url + address, { cookie: max.cookie });
      expect(status, address).toBeLessThan(500);
      expect(text.replaceAll(address, ''), address).not.toContain('555 0117');
    }
    // a search finds nobody by it
    expect((await getPage(`${url}/app/base.person?q=555+0117`, { cookie: max.cookie })).text).not.toContain('Ann Host');
  });

  it('by the past of a meeting: its versions tell nothing of what an administrator has hidden', async () => {
    const host = await workspace.signIn('Hanna Host', 'hanna@example.org', 'base.user');
    const own = workspace.as(host.person).service('meetings');
    const plan = {
      subject: 'Budget',
      description: 'first words',
      notes: 'a note',
      host: host.person,
      rooms: [workspace.room],
      virtualRoom: null,
      start: new Date('2027-03-10T09:00:00Z'),
      end: new Date('2027-03-10T10:00:00Z'),
      timeZone: 'UTC',
      people: [{ person: max.person, role: 'optional' as const }],
      guests: [],
    };
    const { id, version } = await own.draft(plan);
    const confirmed = await own.confirm({ id, version });
    const start = new Date('2027-03-10T09:30:00Z');
    const more = { subject: 'Budget anew', description: 'second words', notes: 'another note', start, rooms: [workspace.otherRoom] };
    await own.revise({ ...plan, ...more, id, version: confirmed.version });
    await workspace.as(max.person).service('meetings').answer({ id, answer: 'DECLINED' });
    const versions = async () => (await getPage(`${workspace.app.url}/app/meetings/${id}/history`, { cookie: max.cookie })).text;
    const secrets = ['second words', 'Internal notes', 'Harbour', 'Declined', '10:30', 'Max Member:'];
    for (const secret of secrets) expect(await versions()).toContain(secret);
    const administrator: Principal = { kind: 'user', org: 1, account: host.person, person: host.person, session: '', groups: new Set(['user', 'base.admin']) };
    const { access } = workspace.app.envAs('base', administrator);
    const hidden = { 'meeting.event': ['description', 'notes', 'start'], 'meeting.event_room': ['room'], 'meeting.attendee': ['partstat', 'name', 'person'] };
    for (const [model, fields] of Object.entries(hidden))
      for (const field of fields) await access.saveHide({ model, field, groups: null, except: ['base.admin'], active: true });
    await expect.poll(() => 'person' in workspace.as(max.person).catalog.model('meeting.attendee').fields).toBe(false);
    const text = await versions();
    expect(text).toContain('Budget anew');
    for (const secret of secrets) expect(text, secret).not.toContain(secret);
  });
});
