import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Mailbox, openMailbox, type TestDatabase, testDatabase, waitFor } from '#core/testing';
import { queryOnce } from '../../core/model/query-once.ts';
import { ask, postJson } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';
import { freePort, type Running, startAtrium } from '../fixture/run-atrium.ts';

/** Message-IDs by receiver: one of each, however often it was handed over, is one mail for a mail program. */
function messageIds(mailbox: Mailbox): Record<string, string[]> {
  const byReceiver = Map.groupBy(mailbox.messages(), ({ to }) => to.join());
  return Object.fromEntries([...byReceiver].map(([to, mails]) => [to, [...new Set(mails.map(({ mail }) => mail.messageId ?? ''))]]));
}

describe('a process that is killed after the booking and before the mail', () => {
  let database: TestDatabase;
  let mailbox: Mailbox;
  let running: Running | undefined;
  let environment: Record<string, string>;
  let page: string;

  beforeAll(async () => {
    [database, mailbox] = [await testDatabase(), await openMailbox()];
    const port = String(await freePort());
    environment = {
      NODE_ENV: 'development',
      DATABASE_URL: database.url,
      ATRIUM_KEYS: randomBytes(32).toString('base64'),
      ATRIUM_SMTP_URL: mailbox.url,
      PORT: port,
      ATRIUM_URL: `http://127.0.0.1:${port}`,
      ATRIUM_BOOKING_PORTAL_PAUSE_SECONDS: '0',
    };
    running = await startAtrium(environment);
    page = /Booking page\s+(\S+)/.exec(running.said())?.[1] ?? '';
    await queryOnce(database.url, 'UPDATE booking_link SET approval = false');
  });
  afterAll(async () => {
    await running?.kill();
    await mailbox?.close();
    await database?.drop();
  });

  const book = async (email: string): Promise<void> => {
    const { json } = await ask(`${page}/slots`);
    const [slot] = Array.isArray(json.slots) ? json.slots : [];
    const answer = await postJson(page, { start: slot.start, name: 'Gus Guest', email, tz: 'Asia/Tokyo' });
    expect(answer.status, answer.text).toBe(201);
  };
  /** Up again, as if the time that a lost process is waited for were over. */
  const restart = async (): Promise<void> => {
    running = await startAtrium(environment);
    await queryOnce(
      database.url,
      "UPDATE core_job SET lease_until = now() WHERE state = 'running'",
      "UPDATE core_job SET run_at = now() WHERE state = 'queued'",
    );
  };
  const settled = (): Promise<unknown> =>
    waitFor(
      'the outbox to be empty',
      async () => {
        const left = await queryOnce(
          database.url,
          "SELECT (SELECT count(*)::int FROM core_job) AS jobs, (SELECT count(*)::int FROM mail_message WHERE state = 'queued') AS mails",
        );
        return JSON.stringify(left) === '[{"jobs":0,"mails":0}]';
      },
      30,
    );

  it('right after the answer: the next process sends', async () => {
    await book('one@example.org');
    await running?.kill();
    await restart();
    await mailbox.waitFor(({ to }) => to.includes('one@example.org'));
    await settled();
    expect(messageIds(mailbox)).toEqual({ 'one@example.org': [expect.any(String)], 'ann@example.org': [expect.any(String)] });
    mailbox.clear();
  }, 90_000);

  it('while the mail server keeps it waiting: nothing was sent, the next process sends, once', async () => {
    mailbox.setFaults({ hang: 'connect' });
    await book('two@example.org');
    await running?.kill();
    expect(mailbox.messages()).toEqual([]);
    mailbox.setFaults({});
    await restart();
    await mailbox.waitFor(({ to }) => to.includes('two@example.org'));
    await settled();
    expect(
      mailbox
        .messages()
        .map(({ to }) => to.join())
        .sort(),
    ).toEqual(['ann@example.org', 'two@example.org']);
    mailbox.clear();
  }, 90_000);

  it('between the mail server’s taking it and its saying so: what comes again is recognisably the same', async () => {
    mailbox.setFaults({ hang: 'data' });
    await book('three@example.org');
    await mailbox.waitFor(({ to }) => to.includes('three@example.org'));
    await mailbox.waitFor(({ to }) => to.includes('ann@example.org'));
    await running?.kill();
    mailbox.setFaults({});
    await restart();
    await settled();
    expect(mailbox.messages().length).toBeGreaterThan(2);
    expect(messageIds(mailbox)).toEqual({ 'three@example.org': [expect.any(String)], 'ann@example.org': [expect.any(String)] });
    const uids = new Set(mailbox.messages().map(({ raw }) => /^UID:(.*)$/m.exec(decoded(raw))?.[1]));
    expect(uids.size).toBe(1);
  }, 90_000);
});

/** The parts in base64 laid open. */
const decoded = (raw: string): string => raw.replace(/(?:^[A-Za-z0-9+/=]{20,}\r?\n)+/gm, (block) => Buffer.from(block, 'base64').toString('utf8'));

describe('a mail server that fails', () => {
  let mailbox: Mailbox;
  let workspace: Workspace;
  let path: string;
  beforeEach(async () => {
    mailbox = await openMailbox();
    workspace = await openWorkspace({ environment: { ATRIUM_MAIL_SMTP_URL: mailbox.url, ATRIUM_MAIL_TIMEOUT_SECONDS: '1' } });
    ({ path } = await workspace.makeLink());
  });
  afterEach(async () => {
    await workspace?.close();
    await mailbox?.close();
  });

  const book = async (hour: string, email: string): Promise<void> => {
    const answer = await postJson(workspace.app.url + path, { start: `2027-03-02T${hour}:00:00Z`, name: 'Gus Guest', email });
    expect(answer.status, answer.text).toBe(201);
  };
  const states = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await workspace.rows<{ to_email: string; state: string }>('SELECT to_email, state FROM mail_message')).map((row) => [row.to_email, row.state]),
    );

  /** The booking is there and answered, whatever becomes of its mail; when the fault is over, the mail goes out by itself. */
  async function survives(begin: () => unknown, end: () => unknown): Promise<void> {
    await begin();
    await book('09', 'gus@example.org');
    await workspace.app.runJobs();
    expect(await states()).toEqual({ 'gus@example.org': 'queued', 'ann@example.org': 'queued' });
    await end();
    mailbox.clear();
    await workspace.app.runJobs();
    expect(mailbox.messages(), 'nothing before the pause is over').toEqual([]);
    workspace.app.clock.advance(120_000);
    await workspace.app.runJobs();
    expect(await states()).toEqual({ 'gus@example.org': 'sent', 'ann@example.org': 'sent' });
    expect(
      mailbox
        .messages()
        .map(({ to }) => to.join())
        .sort(),
    ).toEqual(['ann@example.org', 'gus@example.org']);
  }

  it('is down: the booking stands, the outbox tries again', () =>
    survives(
      () => mailbox.down(),
      () => mailbox.up(),
    ));

  it('takes calls and says nothing', () =>
    survives(
      () => mailbox.setFaults({ hang: 'connect' }),
      () => mailbox.setFaults({}),
    ));

  it('takes mails and never answers', () =>
    survives(
      () => mailbox.setFaults({ hang: 'data' }),
      () => mailbox.setFaults({}),
    ));

  it('says “later” to everybody', () =>
    survives(
      () => mailbox.setFaults({ recipients: { 'gus@example.org': 451, 'ann@example.org': 421 } }),
      () => mailbox.setFaults({}),
    ));

  it('refuses one address: all others get theirs, and the refused one is not tried again', async () => {
    mailbox.setFaults({ recipients: { 'nobody@example.org': 550 } });
    await book('09', 'gus@example.org');
    await book('10', 'nobody@example.org');
    await book('11', 'eva@example.org');
    await workspace.app.runJobs();
    workspace.app.clock.advance(3_600_000);
    await workspace.app.runJobs();
    expect(
      mailbox
        .messages()
        .map(({ to }) => to.join())
        .sort(),
    ).toEqual([...Array(3).fill('ann@example.org'), 'eva@example.org', 'gus@example.org']);
    expect(await workspace.rows('SELECT email FROM mail_suppression')).toEqual([{ email: 'nobody@example.org' }]);
    expect(await workspace.rows("SELECT to_email, attempts FROM mail_message WHERE state = 'failed'")).toEqual([
      { to_email: 'nobody@example.org', attempts: 1 },
    ]);
  });
});
