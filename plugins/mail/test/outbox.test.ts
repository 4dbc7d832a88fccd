import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '#core/testing';
import type { OutgoingMail } from '../contract.ts';
import { deliver } from '../deliver.ts';
import { closeSinks } from '../sink.ts';
import { openMail } from './open-mail.ts';

let mail: Awaited<ReturnType<typeof openMail>>;
beforeEach(async () => {
  mail = await openMail();
});
afterEach(async () => {
  await closeSinks();
  await mail.close();
});

const never = new AbortController().signal;
const letter = (name: string, more: Partial<OutgoingMail> = {}): OutgoingMail => ({
  kind: 'test.note',
  to: { name, email: `${name}@example.org` },
  subject: `For ${name}`,
  text: 'Words',
  ...more,
});
const letters = (n: number): OutgoingMail[] => Array.from({ length: n }, (_, index) => letter(`guest${index}`));
const send = (mails: readonly OutgoingMail[]): Promise<string[]> => mail.env.service('mail').send({ mails });
const states = async () => Object.fromEntries((await mail.env.model('mail.message').find({})).map(({ toEmail, state }) => [toEmail.split('@')[0], state]));

describe('the outbox', () => {
  it('sends what was written, after commit, through the job', async () => {
    await mail.app.app.startRunner();
    await send(letters(20));
    await waitFor('twenty mails', () => mail.mailbox.messages().length === 20);
    await waitFor('all marked', async () => Object.values(await states()).every((state) => state === 'sent'));
    expect(new Set(mail.mailbox.messages().map(({ to }) => to.join())).size).toBe(20);
  });

  it('writes any number in the same number of statements', async () => {
    const cost = async (n: number): Promise<number> => {
      const before = mail.statements();
      await send(letters(n));
      return mail.statements() - before;
    };
    await cost(1);
    expect(await cost(200)).toBe(await cost(2));
  });

  it('writes nothing where the caller rolls back', async () => {
    await expect(
      mail.env.tx(async () => {
        await send(letters(2));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await states()).toEqual({});
  });

  it('takes a key once', async () => {
    expect(await send([letter('ann', { dedupeKey: 'k' }), letter('ann', { dedupeKey: 'k' })])).toHaveLength(1);
    expect(await send([letter('ann', { dedupeKey: 'k' }), letter('bob', { dedupeKey: 'l' })])).toHaveLength(1);
  });

  it('leaves out what is no address, and sends the others', async () => {
    const ids = await send([
      letter('ann'),
      { ...letter('eve'), to: { name: 'Eve', email: 'eve@example.org, evil@example.net' } },
      letter('bob', { subject: 'x\r\nBcc: evil@example.net', text: 'a\u0000b' }),
    ]);
    expect(ids).toHaveLength(2);
    expect(await deliver(mail.env, ids, never)).toBeUndefined();
    expect(await states()).toEqual({ ann: 'sent', bob: 'sent' });
    expect(mail.mailbox.messages().flatMap(({ to }) => to)).not.toContain('evil@example.net');
  });

  it('lets one bad recipient of five hurt no other, suppresses it, and does not try it again', async () => {
    mail.mailbox.setFaults({ recipients: { 'guest2@example.org': 550 } });
    const ids = await send(letters(5));
    expect(await deliver(mail.env, ids, never)).toBeUndefined();
    expect(await states()).toEqual({ guest0: 'sent', guest1: 'sent', guest2: 'failed', guest3: 'sent', guest4: 'sent' });
    expect((await mail.env.model('mail.suppression').find({})).map(({ email }) => email)).toEqual(['guest2@example.org']);
    mail.mailbox.setFaults({});
    mail.mailbox.clear();
    const again = await send([letter('guest2'), letter('other')]);
    await deliver(mail.env, again, never);
    expect(mail.mailbox.messages().flatMap(({ to }) => to)).toEqual(['other@example.org']);
    expect((await mail.env.model('mail.message').find({ id: { in: again }, toEmail: 'guest2@example.org' }))[0]?.state).toBe('suppressed');
  });

  it('keeps what is refused for now and sends only that later', async () => {
    mail.mailbox.setFaults({ recipients: { 'guest0@example.org': 451 } });
    const ids = await send(letters(3));
    expect(await deliver(mail.env, ids, never)).toMatchObject({ at: expect.any(Date) });
    expect(await states()).toEqual({ guest0: 'queued', guest1: 'sent', guest2: 'sent' });
    mail.mailbox.setFaults({});
    mail.mailbox.clear();
    expect(await deliver(mail.env, ids, never)).toBeUndefined();
    expect(mail.mailbox.messages().flatMap(({ to }) => to)).toEqual(['guest0@example.org']);
  });

  it('gives up a mail that is always refused for now', async () => {
    await mail.close();
    mail = await openMail({ ATRIUM_MAIL_MAX_ATTEMPTS: '2' });
    mail.mailbox.setFaults({ recipients: { 'ann@example.org': 451 } });
    const ids = await send([letter('ann')]);
    expect(await deliver(mail.env, ids, never)).toBeDefined();
    expect(await deliver(mail.env, ids, never)).toBeUndefined();
    expect(await states()).toEqual({ ann: 'failed' });
    expect(await mail.env.model('mail.suppression').count({})).toBe(0);
  });

  it('waits for a server that is down or silent, without counting it against the mails', async () => {
    const ids = await send(letters(40));
    await mail.mailbox.down();
    expect(await deliver(mail.env, ids, never)).toMatchObject({ at: expect.any(Date) });
    await mail.mailbox.up();
    mail.mailbox.setFaults({ hang: 'connect' });
    expect(await deliver(mail.env, ids, never)).toMatchObject({ at: expect.any(Date) });
    const waiting = await mail.env.model('mail.message').find({});
    expect(waiting.every(({ state, attempts, problem }) => state === 'queued' && attempts === 0 && problem !== null)).toBe(true);
    mail.mailbox.setFaults({});
    expect(await deliver(mail.env, ids, never)).toBeUndefined();
    expect(mail.mailbox.messages()).toHaveLength(40);
  });

  it('after a stop in the middle sends the rest and nothing twice', async () => {
    const ids = await send(letters(30));
    const stop = new AbortController();
    const first = deliver(mail.env, ids, stop.signal);
    await mail.mailbox.waitFor(() => true);
    stop.abort();
    await first;
    await deliver(mail.env, ids, never);
    const got = mail.mailbox.messages().flatMap(({ to }) => to);
    expect(new Set(got).size).toBe(30);
    expect(got).toHaveLength(30);
  });

  it('keeps a calendar object whole on its way through the database', async () => {
    const content = 'BEGIN:VCALENDAR\r\nSUMMARY:aaa\r\n  folded\r\nEND:VCALENDAR\r\n';
    await deliver(mail.env, await send([letter('ann', { ics: { content, method: 'REQUEST' } })]), never);
    const raw = mail.mailbox.messages()[0]?.raw ?? '';
    const invite = /filename=invite\.ics[\s\S]*?\r\n\r\n([\w+/=\r\n]+)/.exec(raw)?.[1] ?? '';
    expect(Buffer.from(invite, 'base64').toString()).toBe(content);
  });

  it('goes to the mailbox of the installation where no server is set up', async () => {
    await mail.close();
    mail = await openMail({ ATRIUM_MAIL_SMTP_URL: '' });
    expect(await deliver(mail.env, await send(letters(3)), never)).toBeUndefined();
    expect((await mail.env.model('mail.captured').find({})).map(({ toEmail }) => toEmail).sort()).toEqual([
      'guest0@example.org',
      'guest1@example.org',
      'guest2@example.org',
    ]);
  });

  it('parks a server that refuses the password and takes the next', async () => {
    await mail.close();
    mail = await openMail({ ATRIUM_MAIL_SMTP_URL: '' });
    const strict = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      logger: false,
      onAuth: (_auth, _session, done) => done(Object.assign(new Error('Wrong name or password'), { responseCode: 535 })),
    });
    const listening = strict.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const address = listening.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const { hostname, port } = new URL(mail.mailbox.url);
    const server = { host: hostname, port: Number(port), security: 'none' as const };
    const bad = await mail.env.model('mail.server').create({ ...server, port: address.port, name: 'first', priority: 1, user: 'ann', password: 'wrong' });
    await mail.env.model('mail.server').create({ ...server, name: 'second', priority: 2 });
    expect(await deliver(mail.env, await send(letters(4)), never)).toBeUndefined();
    expect(mail.mailbox.messages()).toHaveLength(4);
    expect((await mail.env.model('mail.server').get(bad.id)).parkedReason).toEqual(expect.any(String));
    await new Promise<void>((resolve) => strict.close(() => resolve()));
  });
});
