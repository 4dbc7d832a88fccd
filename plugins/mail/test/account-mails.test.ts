import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type Mailbox, openMailbox, type TestApp } from '#core/testing';

let app: TestApp;
let env: Env<'mail'>;
let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await openMailbox();
  app = await bootTestApp({ only: ['mail'], listen: true, environment: { ATRIUM_MAIL_SMTP_URL: mailbox.url } });
  env = app.env('mail');
  await env.service('base').ensureAdmin({ email: 'ann@example.com', password: 'a rather long phrase', name: 'Ann Example' });
});
afterAll(async () => {
  await app.close();
  await mailbox.close();
});

const ask = (email: string): Promise<Response> =>
  fetch(`${app.url}/forgot`, { method: 'POST', body: new URLSearchParams({ email }), headers: { origin: app.url, accept: 'text/html' } });

it('mails a link to whoever has an account and asks for one, once, and nothing to anybody else', async () => {
  expect((await ask('ann@example.com')).status).toBe(200);
  expect((await ask('nobody@example.com')).status).toBe(200);
  await app.runJobs();
  const mails = await env.model('mail.message').find({ kind: 'base.password-reset' });
  expect(mails.map(({ toEmail }) => toEmail)).toEqual(['ann@example.com']);
  const link = /http\S+\/reset\/\S+/.exec(mailbox.messages()[0]?.mail.text ?? '')?.[0];
  const page = await fetch(`${app.url}${new URL(link ?? '').pathname}`, { headers: { accept: 'text/html' } });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('ann@example.com');
});

it('keeps the link out of jobs, and out of the outbox as soon as it is sent', async () => {
  const mails = await env.model('mail.message').find({ kind: 'base.password-reset' });
  const token = /\/reset\/(\S+)/.exec(mailbox.messages()[0]?.mail.text ?? '')?.[1] ?? 'none';
  expect(mails.map(({ text, html, state }) => [text.includes(token), text.includes('http'), html, state])).toEqual([[false, false, null, 'sent']]);
  const { rows } = await app.app.runtime.database.query('SELECT payload FROM core_job');
  expect(JSON.stringify(rows)).not.toContain(token);
});
