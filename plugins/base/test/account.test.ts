import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fresh, openBase, password, type TestBase } from './open-base.ts';

let base: TestBase;

beforeAll(async () => {
  base = await openBase();
  await base.makeUser('ann@example.com', { name: 'Ann Example', admin: true });
  await base.makeUser('bob@example.com', { name: 'Bob Example' });
});
afterAll(() => base.close());

const linkIn = (text: string | undefined, base: string): string => {
  const found = text?.split(/\s/).find((word) => word.startsWith(base));
  if (!found) throw new Error(`no link in ${text}`);
  return new URL(found).pathname;
};

/** Four by six pixels. */
const png = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAQAAAAGCAYAAADkOT91AAAAL0lEQVR4AWSKsQkAQAwCxZUc6mf6nbJTgoVNIhyCHqVqU1IbYoUfDyb7NfKkjzEAAAD//5UaVvcAAAAGSURBVAMAs8EK0SLzfKUAAAAASUVORK5CYII=',
    'base64',
  ),
);

describe('a forgotten password', () => {
  it('is asked for with the same answer whether the address is known or not', async () => {
    const known = await base.browser().post('/forgot', { email: 'bob@example.com' });
    const unknown = await base.browser().post('/forgot', { email: 'nobody@example.com' });
    expect([known.status, unknown.status]).toEqual([200, 200]);
    const plain = (text: string): string => text.replace(/nonce="[^"]*"/g, '');
    expect(plain(known.text)).toBe(plain(unknown.text));
  });

  it('is set with a link that works once; every session ends, the old password is dead', async () => {
    const elsewhere = await base.signedIn('bob@example.com');
    const link = linkIn((await base.resetLink('bob@example.com'))?.link, base.env.baseUrl);
    const browser = base.browser();
    expect((await browser.get(link)).text).toContain('bob@example.com');
    const weak = await browser.post(link, { password: 'password123' });
    expect(weak.status).toBe(422);
    expect(weak.text).toContain('first that attackers try');
    const done = await browser.post(link, { password: fresh });
    expect([done.status, done.location]).toEqual([303, '/app']);
    expect((await browser.get('/app/me')).status).toBe(200);
    expect((await elsewhere.get('/app/me')).status).toBe(303);
    expect((await base.browser().post('/sign-in', { email: 'bob@example.com', password })).status).toBe(401);
    expect((await base.browser().post(link, { password: 'another long phrase' })).status).toBe(410);
    expect((await base.browser().get(link)).status).toBe(410);
  });

  it('two uses of one link at the same time: one wins', async () => {
    await base.makeUser('eve@example.com', { name: 'Eve' });
    const link = linkIn((await base.resetLink('eve@example.com'))?.link, base.env.baseUrl);
    const results = await Promise.all(
      ['first long phrase', 'second long phrase', 'third long phrase'].map((chosen) => base.browser().post(link, { password: chosen })),
    );
    expect(results.map(({ status }) => status).sort()).toEqual([303, 410, 410]);
  });

  it('has a link that is dead after an hour, and guessed ones look the same', async () => {
    const link = linkIn((await base.resetLink('ann@example.com'))?.link, base.env.baseUrl);
    base.forward({ minutes: 61 });
    const [old, guessed] = [await base.browser().get(link), await base.browser().get('/reset/guessed-token')];
    expect([old.status, guessed.status]).toEqual([410, 410]);
    expect(old.text).toContain('/forgot');
  });

  it('gives links to plugins alone, whoever else asks', async () => {
    await expect(base.resetLinkAs('ann@example.com')).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });
});

describe('people', () => {
  it('are invited by an administrator, choose a password and are in', async () => {
    const admin = await base.signedIn('ann@example.com');
    const made = await admin.post('/app/base.person/new', {
      name: 'Ida Invited',
      email: 'Ida@example.com',
      timeZone: 'Europe/Paris',
      language: 'en',
      weekStart: '1',
    });
    expect(made.status).toBe(303);
    const link = linkIn((await base.inviteLink('ida@example.com'))?.link, base.env.baseUrl);
    const browser = base.browser();
    const done = await browser.post(link, { password, zone: 'America/Lima' });
    expect(done.status).toBe(303);
    const me = await browser.get('/app/me');
    expect(me.text).toContain('Ida Invited');
    const [ida] = await base.env.model('base.person').find({ email: 'ida@example.com' });
    expect(ida).toMatchObject({ timeZone: 'America/Lima', active: true });
    expect((await browser.get(link)).status).toBe(410);
    expect(await base.inviteLink('ida@example.com')).toBeNull();
  });

  it('whose address was mistyped: the stranger there gets in neither by the invitation nor by a link for a new password', async () => {
    const admin = await base.signedIn('ann@example.com');
    await admin.post('/app/base.person/new', { name: 'New Boss', email: 'typo@stranger.example' });
    const [boss] = await base.env.model('base.person').find({ email: 'typo@stranger.example' });
    const invitation = linkIn((await base.inviteLink('typo@stranger.example'))?.link, base.env.baseUrl);
    const reset = linkIn((await base.resetLink('typo@stranger.example'))?.link, base.env.baseUrl);
    const form = { name: 'New Boss', email: 'boss@example.com', timeZone: 'UTC', language: 'en', weekStart: '1' };
    expect((await admin.post(`/app/base.person/${boss?.id}`, form)).status).toBe(303);
    for (const link of [invitation, reset]) {
      expect((await base.browser().get(link)).status).toBe(410);
      expect((await base.browser().post(link, { password: 'the stranger knows this' })).status).toBe(410);
    }
    const page = await admin.get(`/app/base.person/${boss?.id}`);
    expect(page.text).toContain('A change of the address ends the invitation');
    expect((await base.browser().get(linkIn((await base.inviteLink('boss@example.com'))?.link, base.env.baseUrl))).text).toContain('boss@example.com');
  });

  it('whose address changes are signed out everywhere, but not where they change it themselves', async () => {
    const [person, admin] = [await base.makeUser('old@example.com', { name: 'Olga', admin: true }), await base.signedIn('ann@example.com')];
    const form = { name: 'Olga', timeZone: 'UTC', language: 'en', weekStart: '1' };
    const [own, elsewhere] = [await base.signedIn('old@example.com'), await base.signedIn('old@example.com')];
    await own.post(`/app/base.person/${person}`, { ...form, email: 'own@example.com' });
    expect([(await own.get('/app/me')).status, (await elsewhere.get('/app/me')).status]).toEqual([200, 303]);
    await admin.post(`/app/base.person/${person}`, { ...form, name: 'Olga Old', email: 'own@example.com' });
    expect((await own.get('/app/me')).status, 'the address stays').toBe(200);
    await admin.post(`/app/base.person/${person}`, { ...form, email: 'new@example.com' });
    expect((await own.get('/app/me')).status).toBe(303);
    await admin.post(`/app/base.person/${person}/groups`, {});
  });

  it('who are deactivated are out at once and cannot come back until reactivated', async () => {
    const admin = await base.signedIn('ann@example.com');
    const person = await base.makeUser('dan@example.com', { name: 'Dan' });
    const browser = await base.signedIn('dan@example.com');
    expect((await browser.get('/app/me')).status).toBe(200);
    expect((await admin.post(`/app/base.person/${person}/do/deactivate`)).status).toBe(303);
    expect((await browser.get('/app/me')).status).toBe(303);
    expect((await base.browser().post('/sign-in', { email: 'dan@example.com', password })).status).toBe(401);
    expect((await admin.post(`/app/base.person/${person}/do/reactivate`)).status).toBe(303);
    expect((await base.browser().post('/sign-in', { email: 'dan@example.com', password })).status).toBe(303);
  });

  it('always keep an administrator', async () => {
    const admin = await base.signedIn('ann@example.com');
    const [ann] = await base.env.model('base.person').find({ email: 'ann@example.com' });
    const refused = await admin.post(`/app/base.person/${ann?.id}/groups`, {});
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('last administrator who can sign in');
    expect((await admin.post(`/app/base.person/${ann?.id}/do/deactivate`)).status).toBe(409);
    expect((await admin.get('/app/me')).status).toBe(200);
  });

  it('always keep an administrator who can sign in: people without an account, an open account or a password do not count', async () => {
    const admin = await base.signedIn('ann@example.com');
    const [ann] = await base.env.model('base.person').find({ email: 'ann@example.com' });
    const accounts = base.env.model('base.account');
    const [invited, closed] = await accounts.create([{ email: 'invited@example.com' }, { email: 'closed@example.com', passwordHash: 'x', active: false }]);
    const people = await base.env.model('base.person').create([
      { name: 'Ghost', email: 'ghost@example.com' },
      { name: 'Invited', email: 'invited@example.com', account: invited?.id ?? null },
      { name: 'Closed', email: 'closed@example.com', account: closed?.id ?? null },
    ]);
    await base.env.model('base.membership').create(people.map(({ id }) => ({ person: id, group: 'base.admin' })));
    expect((await admin.post(`/app/base.person/${ann?.id}/do/deactivate`)).status).toBe(409);
    expect((await admin.post(`/app/base.person/${ann?.id}/groups`, {})).status).toBe(409);
    const link = linkIn((await base.inviteLink('invited@example.com'))?.link, base.env.baseUrl);
    expect((await base.browser().post(link, { password: fresh })).status).toBe(303);
    expect((await admin.post(`/app/base.person/${ann?.id}/do/deactivate`)).status).toBe(303);
    await base.env.model('base.person').update({ email: 'ann@example.com' }, { active: true });
    for (const { id } of people) await base.env.model('base.membership').delete({ person: id });
  });

  it('get groups from administrators, with effect at the next request', async () => {
    const admin = await base.signedIn('ann@example.com');
    const person = await base.makeUser('fay@example.com', { name: 'Fay' });
    const browser = await base.signedIn('fay@example.com');
    expect((await browser.get('/app/settings')).status).toBe(403);
    expect((await admin.post(`/app/base.person/${person}/groups`, { groups: ['base.admin'] })).status).toBe(303);
    expect((await browser.get('/app/settings')).status).toBe(200);
    expect((await admin.post(`/app/base.person/${person}/groups`, {})).status).toBe(303);
    expect((await browser.get('/app/settings')).status).toBe(403);
  });

  it('who are no administrators change neither people nor settings', async () => {
    const browser = await base.signedIn('eve@example.com', 'first long phrase', 'second long phrase', 'third long phrase');
    const [ann] = await base.env.model('base.person').find({ email: 'ann@example.com' });
    const asked = [
      await browser.get('/app/settings'),
      await browser.post('/app/settings', { name: 'Mine' }),
      await browser.get('/app/apps'),
      await browser.get(`/app/base.person/${ann?.id}/groups`),
      await browser.post(`/app/base.person/${ann?.id}/groups`, {}),
      await browser.post(`/app/base.person/${ann?.id}`, { name: 'Renamed' }),
      await browser.post(`/app/base.person/${ann?.id}/do/deactivate`),
      await browser.post('/app/base.person/new', { name: 'X', email: 'x@example.com' }),
    ];
    for (const page of asked) expect([303, 403, 404]).toContain(page.status);
    for (const page of asked.filter(({ status }) => status === 303)) expect(page.location).toMatch(/^\/app$|^\/app\/base\.person$/);
    const [after] = await base.env.model('base.person').find({ email: 'ann@example.com' });
    expect(after).toMatchObject({ name: 'Ann Example', active: true });
    expect(await base.env.model('base.person').count({ email: 'x@example.com' })).toBe(0);
    expect((await base.env.service('base').workspace({})).name).toBe('Atrium');
  });
});

describe('my own page', () => {
  it('saves preferences, and keeps what was typed when something is wrong', async () => {
    await base.makeUser('gil@example.com', { name: 'Gil' });
    const browser = await base.signedIn('gil@example.com');
    const form = { name: 'Gil Gold', phone: '', timeZone: 'Asia/Tokyo', language: 'de', hour12: '12', weekStart: '7' };
    expect((await browser.post('/app/me', form)).location).toBe('/app/me?done=saved');
    const [gil] = await base.env.model('base.person').find({ email: 'gil@example.com' });
    expect(gil).toMatchObject({ name: 'Gil Gold', timeZone: 'Asia/Tokyo', language: 'de', hour12: true, weekStart: 7 });
    const page = await browser.get('/app/me');
    expect(page.text).toContain('Meine Einstellungen');
    const refused = await browser.post('/app/me', { ...form, timeZone: 'Nowhere/City', name: 'Kept "Name"' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Kept &quot;Name&quot;');
    expect(refused.text).toContain('Bitte wählen Sie eine Zeitzone');
  });

  it('takes a photo by its bytes and shows it to people who are signed in', async () => {
    const browser = await base.signedIn('gil@example.com');
    expect((await browser.upload('/app/me/photo', 'photo', png, 'text/html')).status).toBe(303);
    const [gil] = await base.env.model('base.person').find({ email: 'gil@example.com' });
    const shown = await browser.get(`/people/${gil?.id}/photo`);
    expect([shown.status, shown.headers.get('content-type'), shown.headers.get('x-content-type-options')]).toEqual([200, 'image/png', 'nosniff']);
    expect((await base.browser().get(`/people/${gil?.id}/photo`)).status).toBe(303);
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const refused = await browser.upload('/app/me/photo', 'photo', svg, 'image/png');
    expect(refused.status).toBe(422);
    expect((await browser.upload('/app/me/photo', 'photo', new Uint8Array(300 * 1024), 'image/png')).status).toBe(413);
  });

  it('lists sessions and ends one, or all others', async () => {
    await base.makeUser('hal@example.com', { name: 'Hal' });
    const [here, there, third] = [await base.signedIn('hal@example.com'), await base.signedIn('hal@example.com'), await base.signedIn('hal@example.com')];
    const page = await here.get('/app/me/sessions');
    expect(page.text.match(/\/app\/me\/sessions\/[0-9a-f-]{36}\/end/g)).toHaveLength(3);
    expect(page.text).toContain('Firefox, Linux');
    const [bobs] = await base.env.model('base.session').find({ account: { where: { email: 'ann@example.com' } } });
    await here.post(`/app/me/sessions/${bobs?.id}/end`);
    expect(await base.env.model('base.session').count({ id: bobs?.id ?? '' })).toBe(1);
    await here.post('/app/me/sessions/end-others');
    expect([(await here.get('/app/me')).status, (await there.get('/app/me')).status, (await third.get('/app/me')).status]).toEqual([200, 303, 303]);
  });

  it('changes the password: the others are out, this browser stays with a new token', async () => {
    const [here, there] = [await base.signedIn('hal@example.com'), await base.signedIn('hal@example.com')];
    const before = [...here.cookies];
    expect((await here.post('/app/me/password', { current: 'wrong wrong wrong', password: fresh })).status).toBe(422);
    expect((await here.post('/app/me/password', { current: password, password: fresh })).location).toBe('/app/me?done=password');
    expect([...here.cookies]).not.toEqual(before);
    expect((await here.get('/app/me')).status).toBe(200);
    expect((await there.get('/app/me')).status).toBe(303);
    expect((await base.browser().post('/sign-in', { email: 'hal@example.com', password: fresh })).status).toBe(303);
  });
});

describe('settings of the workspace', () => {
  it('are saved, checked, and shown where they count', async () => {
    const admin = await base.signedIn('ann@example.com');
    const form = {
      name: 'Example & Co',
      accent: '#aa3300',
      timeZone: 'Europe/Berlin',
      language: 'en',
      fromName: '',
      fromEmail: 'rooms@example.com',
      replyTo: '',
      mailFooter: 'One\r\nTwo',
      signInPerAddress: '1000',
      signInPerEmail: '10',
    };
    expect((await admin.post('/app/settings', form)).location).toBe('/app/settings?done=saved');
    expect(await base.env.service('base').workspace({})).toMatchObject({
      name: 'Example & Co',
      fromName: 'Example & Co',
      fromEmail: 'rooms@example.com',
      replyTo: null,
      mailFooter: 'One\nTwo',
      timeZone: 'Europe/Berlin',
    });
    expect((await base.browser().get('/sign-in')).text).toContain('Example &amp; Co');
    const refused = await admin.post('/app/settings', { ...form, name: 'Typed', fromEmail: 'no address' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('value="Typed"');
    expect((await base.env.service('base').workspace({})).name).toBe('Example & Co');
  });

  it('have a logo that everybody may see', async () => {
    const admin = await base.signedIn('ann@example.com');
    expect((await admin.upload('/app/settings/base/logo', 'logo', png, 'image/png')).status).toBe(303);
    const { logo } = await base.env.service('base').workspace({});
    expect((await base.browser().get(logo ?? '')).headers.get('content-type')).toBe('image/png');
    await admin.post('/app/settings/base/logo/remove');
    expect((await base.env.service('base').workspace({})).logo).toBeNull();
  });
});
