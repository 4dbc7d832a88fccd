import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous, type Env, type Principal, portalPrincipal } from '#core';
import { accessMatrix, bootTestApp, lifecycleSuite, type TestApp } from '#core/testing';
import type {} from '../schema.ts';

lifecycleSuite('contacts');
accessMatrix('contacts');

let app: TestApp;
let env: Env<'contacts'>;
let host = '';
let day = 0;

beforeAll(async () => {
  app = await bootTestApp({ only: ['contacts'], listen: false, clock: '2027-01-04T08:00:00Z' });
  env = app.env('contacts');
  host = await person('Ann');
});
afterAll(() => app.close());

const person = async (name: string): Promise<string> =>
  (await (app.env('base') as Env<'base'>).model('base.person').create({ name, email: `${name.toLowerCase()}@example.org`, timeZone: 'UTC' })).id;

const as = (id: string, ...groups: string[]): Env<'contacts'> => {
  const principal: Principal = { kind: 'user', org: 1, account: id, person: id, session: '', groups: new Set(['user', 'base.user', ...groups]) };
  return app.envAs('contacts', principal);
};

type Typed = { name: string; email: string; phone?: string };

/** A guest's booking, and what follows from it after the commit. */
async function book(...guests: Typed[]): Promise<string> {
  day += 1;
  const start = new Date(Date.UTC(2027, 1, day, 9));
  const { id } = await (app.env('meetings') as Env<'meetings'>).service('meetings').request({
    subject: 'Talk',
    host,
    rooms: [],
    virtualRoom: null,
    start,
    end: new Date(start.getTime() + 3_600_000),
    timeZone: 'UTC',
    guests: guests.map((guest) => ({ timeZone: 'Asia/Kathmandu', language: 'de', ...guest })),
    bufferBefore: 0,
    bufferAfter: 0,
    state: 'draft',
  });
  await app.runJobs();
  return id;
}

const contactOf = async (email: string) => {
  const [found] = await env.model('contacts.contact').find({ email });
  if (!found) throw new Error(`no contact ${email}`);
  return found;
};

describe('guests', () => {
  it('become contacts by their address, once', async () => {
    await book({ name: 'Gita', email: 'Gita@Guest.example', phone: '+977 1' });
    await book({ name: 'Gita', email: 'gita@guest.example' });
    const gita = await contactOf('gita@guest.example');
    expect(gita).toMatchObject({ name: 'Gita', phone: '+977 1', timeZone: 'Asia/Kathmandu', language: 'de' });
    expect(await env.model('contacts.meeting').count({ contact: gita.id })).toBe(2);
    expect(await env.model('contacts.suggestion').count({ contact: gita.id })).toBe(0);
  });

  it('never change what is known: what differs is a suggestion, and not without end', async () => {
    await env.model('contacts.contact').create({ name: 'Bo Known', email: 'bo@guest.example', phone: '1', notes: 'Our customer' });
    await book({ name: 'Evil Bo', email: 'bo@guest.example', phone: '666' });
    const bo = await contactOf('bo@guest.example');
    expect(bo).toMatchObject({ name: 'Bo Known', phone: '1', notes: 'Our customer', timeZone: 'UTC', language: 'en' });
    const lines = await env.model('contacts.suggestion').find({ contact: bo.id }, { order: ['field'] });
    expect(lines.map(({ field, value }) => `${field} ${value}`)).toEqual(['name Evil Bo', 'phone 666']);
    for (let n = 0; n < 12; n++) await book({ name: `Bo ${n}`, email: 'bo@guest.example' });
    expect(await env.model('contacts.suggestion').count({ contact: bo.id })).toBe(10);
  });

  it('leave the contact’s meetings when they are taken off', async () => {
    const meeting = await book({ name: 'Leaving', email: 'leaving@guest.example' });
    const [row] = await (app.env('meetings') as Env<'meetings'>).model('meeting.event').find({ id: meeting });
    if (!row) throw new Error('no meeting');
    const { guestEvents } = await import('../guest-events.ts');
    const removed = {
      id: env.id(),
      person: null,
      name: 'Leaving',
      email: 'leaving@guest.example',
      timeZone: 'UTC',
      language: 'en',
      role: 'required',
      partstat: 'ACCEPTED',
    };
    await (app.env('meetings') as Env<'meetings'>).model('meeting.attendee').delete({ event: meeting, email: 'leaving@guest.example' });
    await guestEvents[2]?.run(env, { meeting, significant: false, removed: [removed] });
    expect(await env.model('contacts.meeting').count({ event: meeting })).toBe(0);
  });

  it('may be noted by the hundred, and twice', async () => {
    const { noteGuests } = await import('../note-guests.ts');
    const event = await book({ name: 'First', email: 'first@guest.example' });
    const many = Array.from({ length: 100 }, (_, n) => ({ event, name: `G ${n}`, email: `g${n}@guest.example`, phone: null, timeZone: 'UTC', language: 'en' }));
    await noteGuests(env, many);
    await noteGuests(env, many);
    expect(await env.model('contacts.meeting').count({ event })).toBe(101);
  });

  it('of meetings that were there before the plugin are collected', async () => {
    await book({ name: 'Early', email: 'early@guest.example' });
    await env.model('contacts.contact').delete({ email: 'early@guest.example' });
    const { collectGuests } = await import('../collect-guests.ts');
    await env.enqueue(collectGuests, { after: null });
    await app.runJobs();
    expect(await contactOf('early@guest.example')).toMatchObject({ name: 'Early' });
  });
});

describe('two contacts of one person', () => {
  it('are merged: meetings move, the other address leads to the one that stays', async () => {
    const both = await book({ name: 'Old', email: 'old@guest.example', phone: '77' }, { name: 'New', email: 'new@guest.example' });
    const alone = await book({ name: 'Old', email: 'old@guest.example' });
    const [old, now] = [await contactOf('old@guest.example'), await contactOf('new@guest.example')];
    const { merge } = await import('../merge.ts');
    const user = as(host);
    await expect(merge(user, old.id, 'nobody@guest.example')).rejects.toMatchObject({ code: 'CONTACT_UNKNOWN' });
    await expect(merge(user, old.id, 'old@guest.example')).rejects.toMatchObject({ code: 'CONTACT_SAME' });
    await merge(user, old.id, ' New@guest.example ');
    expect(await contactOf('new@guest.example')).toMatchObject({ phone: '77', active: true });
    expect(await contactOf('old@guest.example')).toMatchObject({ active: false, mergedInto: now.id });
    const links = await env.model('contacts.meeting').find({ contact: now.id });
    expect(links.map(({ event }) => event).sort()).toEqual([both, alone].sort());
    await expect(merge(user, old.id, 'new@guest.example')).rejects.toMatchObject({ code: 'CONTACT_MERGED' });
    const later = await book({ name: 'New', email: 'old@guest.example' });
    expect(await env.model('contacts.meeting').count({ contact: now.id, event: later })).toBe(1);
  });
});

describe('suggestions', () => {
  it('are taken over or dismissed, and a dismissed one does not come again', async () => {
    const { dismiss, takeOver } = await import('../suggestions.ts');
    await book({ name: 'Su', email: 'su@guest.example' });
    await book({ name: 'Sue', email: 'su@guest.example', phone: '5' });
    const { id } = await contactOf('su@guest.example');
    const user = as(host);
    const [name] = await user.model('contacts.suggestion').find({ contact: id, field: 'name' });
    const [phone] = await user.model('contacts.suggestion').find({ contact: id, field: 'phone' });
    await takeOver(user, name?.id ?? '');
    await dismiss(user, phone?.id ?? '');
    await book({ name: 'Sue', email: 'su@guest.example', phone: '5' });
    expect(await contactOf('su@guest.example')).toMatchObject({ name: 'Sue', phone: null });
    expect(await env.model('contacts.suggestion').count({ contact: id, state: 'open' })).toBe(0);
  });
});

describe('who may see', () => {
  it('which meetings a contact has is told to those who may read them', async () => {
    await book({ name: 'Seen', email: 'seen@guest.example' });
    const { id } = await contactOf('seen@guest.example');
    expect(await as(host).model('contacts.meeting').count({ contact: id })).toBe(1);
    expect(
      await as(await person('Stranger'))
        .model('contacts.meeting')
        .count({ contact: id }),
    ).toBe(0);
  });

  it('visitors and holders of links see, probe and change nothing', async () => {
    await book({ name: 'Prey', email: 'prey@guest.example' });
    const { id } = await contactOf('prey@guest.example');
    const visitors: Principal[] = [anonymous(1), portalPrincipal(1, 'booking-portal.link', id)];
    for (const visitor of visitors) {
      const outside: Env<'contacts'> = app.envAs('contacts', visitor);
      for (const model of ['contacts.contact', 'contacts.suggestion', 'contacts.meeting'] as const) {
        await expect(outside.model(model).count(true)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
        await expect(outside.model(model).delete(true)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
      }
      await expect(outside.model('contacts.contact').update(id, { name: 'Mine' })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
      await expect(outside.model('contacts.contact').find({ email: { like: 'prey' } })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    }
  });

  it('only managers and administrators delete', async () => {
    await book({ name: 'Kept', email: 'kept@guest.example' });
    const { id } = await contactOf('kept@guest.example');
    await expect(as(host).model('contacts.contact').delete(id)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect(await as(host, 'meetings.manager').model('contacts.contact').delete(id)).toBe(1);
  });
});

it('tells and forgets what is known of a person', async () => {
  const { personalData } = await import('../personal-data.ts');
  await book({ name: 'Forget', email: 'forget@guest.example' });
  await book({ name: 'Forget Me', email: 'forget@guest.example' });
  expect(await personalData.export(env, { email: 'forget@guest.example' })).toMatchObject({
    contacts: [{ name: 'Forget', email: 'forget@guest.example' }],
    suggestions: [{ field: 'name', value: 'Forget Me' }],
  });
  expect(await personalData.erase(env, { email: 'forget@guest.example' })).toBe(1);
  expect(await env.model('contacts.contact').count({ email: 'forget@guest.example' })).toBe(0);
});
