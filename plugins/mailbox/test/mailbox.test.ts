import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { readMailbox } from '../read-mailbox.ts';
import type {} from '../schema.ts';
import { tryMailbox } from '../try-mailbox.ts';
import { openImapServer } from './imap-server.ts';

let app: TestApp;
let imap: Awaited<ReturnType<typeof openImapServer>>;
let env: Env<'mailbox'>;

beforeAll(async () => {
  imap = await openImapServer({ user: 'replies', password: 'pass "word"' });
  app = await bootTestApp({
    only: ['mailbox'],
    listen: false,
    environment: {
      ATRIUM_MAILBOX_HOST: '127.0.0.1',
      ATRIUM_MAILBOX_PORT: String(imap.port),
      ATRIUM_MAILBOX_SECURITY: 'none',
      ATRIUM_MAILBOX_USER: 'replies',
      ATRIUM_MAILBOX_PASSWORD: 'pass "word"',
      ATRIUM_MAILBOX_TIMEOUT_SECONDS: '5',
    },
  });
  env = app.env('mailbox');
});
afterAll(async () => {
  await app.close();
  await imap.close();
});

const run = () => readMailbox.run(env as never, { signal: AbortSignal.timeout(20_000), progress: async () => {} });
const letter = (n: number) =>
  `From: a${n}@example.org\r\nTo: replies@atrium.example\r\nSubject: Letter ${n}\r\nMessage-ID: <${n}@example.org>\r\n\r\nWords\r\n`;
const received = async () =>
  (await app.app.runtime.database.query<{ subject: string }>('SELECT subject FROM mail_received ORDER BY id')).rows.map(({ subject }) => subject);

it('reads what has come since the last time, once, and changes nothing in the folder', async () => {
  imap.arrive(letter(1));
  imap.arrive(letter(2));
  expect(await run()).toEqual({ count: 2 });
  expect(await run()).toEqual({ count: 0 });
  imap.arrive(letter(3));
  expect(await run()).toEqual({ count: 1 });
  expect(await received()).toEqual(['Letter 1', 'Letter 2', 'Letter 3']);
  expect(imap.commands.filter((command) => /^(SELECT|STORE|UID STORE|EXPUNGE|DELETE|APPEND)/.test(command))).toEqual([]);
});

it('takes no mail twice where the server numbers them anew', async () => {
  imap.renumber();
  imap.arrive(letter(4));
  expect(await run()).toEqual({ count: 4 });
  expect(await received()).toEqual(['Letter 1', 'Letter 2', 'Letter 3', 'Letter 4']);
});

it('says what is wrong in plain words', async () => {
  const options = {
    host: '127.0.0.1',
    port: imap.port,
    security: 'none' as const,
    user: 'replies',
    password: 'pass "word"',
    folder: 'INBOX',
    timeoutSeconds: 2,
  };
  expect(await tryMailbox(env, options)).toEqual({ ok: true, message: 'The mailbox is open. It holds 4 mails.' });
  expect(await tryMailbox(env, { ...options, password: 'wrong' })).toEqual({ ok: false, message: 'The server refused the user name or the password.' });
  expect(await tryMailbox(env, { ...options, folder: 'Nothing' })).toEqual({ ok: false, message: 'The folder cannot be opened.' });
  expect(await tryMailbox(env, { ...options, port: 1 })).toEqual({ ok: false, message: 'The mailbox cannot be reached.' });
});
