import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { createClock } from '#core/testing';
import { makeKey, revokeKey } from '../make-key.ts';
import { makePerson } from './make-person.ts';
import { type Asker, everything, type Library, openLibrary } from './open-library.ts';

const clock = createClock(new Date('2027-03-01T08:00:00Z'));
let library: Library;
let ann: Asker;
let own: Env<'api'>;
beforeAll(async () => {
  library = await openLibrary({ clock });
  ann = await library.asker('ann@example.org');
  own = library.app.env('api');
});
afterAll(() => library?.close());

const as = async (email: string, admin = false): Promise<Env<'api'>> => library.app.envAs('api', await makePerson(library.app, email, admin));
const days = (count: number): Date => new Date(clock.now().getTime() + count * 86_400_000);

describe('a key', () => {
  it('says when it was last used, and writes that at most once a minute', async () => {
    const [key] = await own.model('api.key').find({ person: ann.person });
    const id = key?.id ?? '';
    const used = async () => (await own.model('api.key').get(id)).lastUsedAt?.toISOString();
    expect(await used()).toBeUndefined();
    await ann.ask('GET', '/api/v1/lib.book');
    expect(await used()).toBe('2027-03-01T08:00:00.000Z');
    clock.advance(59_000);
    const cost = await library.statements(() => ann.ask('GET', '/api/v1/lib.book'));
    expect(await used()).toBe('2027-03-01T08:00:00.000Z');
    clock.advance(2_000);
    await Promise.all([1, 2, 3].map(() => ann.ask('GET', '/api/v1/lib.book')));
    expect(await used()).toBe('2027-03-01T08:01:01.000Z');
    expect(await library.statements(() => ann.ask('GET', '/api/v1/lib.book'))).toBe(cost);
  });

  it('ends when it was said, and no later than allowed', async () => {
    const env = await as('ann@example.org');
    const make = (count: number) => makeKey(env, { name: 'x', days: count, scope: everything });
    expect((await make(1)).expiresAt).toEqual(days(1));
    expect((await make(365)).expiresAt).toEqual(days(365));
    await expect(make(366)).rejects.toMatchObject({ code: 'INPUT_INVALID', issues: [{ path: 'days' }] });
  });

  it('is one of fifty: more keys would be more calls a minute', async () => {
    const env = await as('many@example.org');
    const make = () => makeKey(env, { name: 'x', days: 1, scope: everything });
    const made = [];
    for (let count = 0; count < 50; count++) made.push((await make()).id);
    await expect(make()).rejects.toMatchObject({ code: 'INPUT_INVALID', issues: [{ path: 'name' }] });
    await revokeKey(env, made[0] ?? '');
    await make();
  });

  it('that opens nothing is none', async () => {
    await expect(makeKey(await as('ann@example.org'), { name: 'x', days: 1, scope: { read: [], write: [], act: [] } })).rejects.toMatchObject({
      issues: [{ path: 'scope' }],
    });
  });

  it('is revoked by its person and by administrators, by nobody else', async () => {
    const { id } = await makeKey(await as('ann@example.org'), { name: 'mine', days: 1, scope: everything });
    await expect(revokeKey(await as('bob@example.org'), id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await revokeKey(await as('boss@example.org', true), id);
    expect((await own.model('api.key').get(id)).revokedAt).toEqual(clock.now());
    expect((await library.app.app.runtime.database.query('SELECT FROM core_token WHERE record LIKE $1', [`%/${id}`])).rows).toEqual([]);
  });

  it('makes and revokes no keys', async () => {
    const principal = await makePerson(library.app, 'ann@example.org');
    const env: Env<'api'> = library.app.envAs('api', { ...principal, key: 'k', scope: everything });
    await expect(makeKey(env, { name: 'more', days: 1, scope: everything })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    const [key] = await own.model('api.key').find({ person: ann.person });
    await expect(revokeKey(env, key?.id ?? '')).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });

  it('goes with its person, and is named in an export', async () => {
    const { personalData } = await import('../personal-data.ts');
    const gone = await library.asker('gone@example.org');
    expect(await personalData.export(own as unknown as Env<never>, { id: gone.person, email: 'gone@example.org' })).toMatchObject({
      keys: [{ name: 'test', start: gone.key.slice(0, 10) }],
    });
    expect(await personalData.erase(own as unknown as Env<never>, { id: gone.person, email: 'gone@example.org' })).toBe(1);
    expect((await gone.ask('GET', '/api/v1/lib.book')).status).toBe(401);
  });
});
