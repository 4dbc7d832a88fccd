import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type Mailbox, openMailbox, type TestApp } from '#core/testing';

let app: TestApp;
let env: Env<'mail'>;
let mailbox: Mailbox;
let cookie = '';

beforeAll(async () => {
  mailbox = await openMailbox();
  app = await bootTestApp({ only: ['mail'], listen: true, environment: { ATRIUM_MAIL_SMTP_URL: mailbox.url } });
  env = app.env('mail');
  await env.service('base').ensureAdmin({ email: 'ann@example.com', password: 'a rather long phrase', name: 'Ann Example' });
  const entered = await post('/sign-in', { email: 'ann@example.com', password: 'a rather long phrase' });
  cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
});
afterAll(async () => {
  await app.close();
  await mailbox.close();
});

const post = (path: string, fields: Record<string, string>): Promise<Response> =>
  fetch(`${app.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: app.url, accept: 'text/html', cookie },
    body: new URLSearchParams(fields),
  });
const get = (path: string): Promise<Response> => fetch(`${app.url}${path}`, { redirect: 'manual', headers: { accept: 'text/html', cookie } });

const path = '/app/mail-templates/base.password-reset/en';
const own = { subject: 'A new key for {workspace}', lead: 'Dear {name}', closing: 'Yours, <i>the office</i>' };
const reset = async () => {
  mailbox.clear();
  await post('/forgot', { email: 'ann@example.com' });
  await app.runJobs();
  return mailbox.messages()[0]?.mail;
};

describe('mail templates', () => {
  it('are listed by their titles, for administrators alone', async () => {
    const list = await (await get('/app/mail-templates')).text();
    for (const title of ['Invitation to an account', 'New password', 'Password changed']) expect(list).toContain(title);
    expect(list).not.toContain('Test of a template');
    expect((await fetch(`${app.url}${path}`, { redirect: 'manual', headers: { accept: 'text/html' } })).status).toBe(303);
    for (const wrong of ['/app/mail-templates/base.nothing/en', '/app/mail-templates/base.password-reset/xx', '/app/mail-templates/mail.test/en'])
      expect((await get(wrong)).status, wrong).toBe(404);
  });

  it('refuse a placeholder that nothing is filled in for, and keep what was written', async () => {
    const refused = await post(path, { ...own, lead: 'Dear {who}, your text' });
    expect(refused.status).toBe(422);
    const page = await refused.text();
    expect(page).toContain('Nothing is filled in for {who}.');
    expect(page).toContain('Dear {who}, your text');
    expect(await env.model('mail.template').count(true)).toBe(0);
  });

  it('show a preview and send a test of words that are not kept yet', async () => {
    const preview = await (await post(path, { ...own, do: 'preview' })).text();
    expect(preview).toContain('A new key for Atrium');
    expect(preview).toContain('Dear Ann Example');
    mailbox.clear();
    expect(await (await post(path, { ...own, do: 'test' })).text()).toContain('Sent to ann@example.com');
    await app.runJobs();
    expect(mailbox.messages().map(({ to, mail }) => [to[0], mail.subject])).toEqual([['ann@example.com', 'A new key for Atrium']]);
    expect(await env.model('mail.template').count(true)).toBe(0);
  });

  it('change the next mails in their language, as text, and give the usual words back', async () => {
    expect((await post(path, { ...own, do: 'save' })).status).toBe(303);
    const mail = await reset();
    expect(mail?.subject).toBe('A new key for Atrium');
    expect(mail?.text).toMatch(/^Dear Ann Example\n\nhttp\S+\/reset\/\S+\n\nYours, <i>the office<\/i>/);
    expect(await (await get('/app/mail.message')).text()).toContain('>New password<');
    expect(mail?.html).toContain('Yours, &lt;i&gt;the office&lt;/i&gt;');
    expect(await (await get('/app/mail-templates')).text()).toContain('Own words');
    expect((await post(path, { ...own, do: 'reset' })).status).toBe(303);
    expect((await reset())?.subject).toBe('Set a new password for Atrium');
  });
});
