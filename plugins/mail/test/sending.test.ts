import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutgoingMail } from '../contract.ts';
import { deliver } from '../deliver.ts';
import { dkimRecord } from '../dkim-record.ts';
import { readMail } from '../inbound/read-mail.ts';
import { receive } from '../inbound/receive.ts';
import { settings } from '../settings.ts';
import { openMail } from './open-mail.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

let mail: Awaited<ReturnType<typeof openMail>>;
beforeAll(async () => {
  mail = await openMail({ ATRIUM_MAIL_DKIM_DOMAIN: 'atrium.example', ATRIUM_MAIL_DKIM_SELECTOR: 's1', ATRIUM_MAIL_DKIM_KEY: pem.replaceAll('\n', '\\n') });
});
afterAll(() => mail.close());

const never = new AbortController().signal;
const letter = (name: string, more: Partial<OutgoingMail> = {}): OutgoingMail => ({
  kind: 'test.note',
  to: { name, email: `${name}@example.org` },
  subject: `For ${name}`,
  text: 'Words',
  ...more,
});
const send = async (mails: readonly OutgoingMail[]): Promise<string[]> => mail.env.service('mail').send({ mails });
const states = async (ids: readonly string[]) =>
  (await mail.env.model('mail.message').find({ id: { in: [...ids] } }, { order: ['toEmail'] })).map(({ state, problem }) => [state, problem]);

describe('DKIM', () => {
  /** Relaxed header canonicalization (RFC 6376 §3.4.2). */
  const relaxed = (line: string): string => {
    const [, name = '', value = ''] = /^([^:]+):([\s\S]*)$/.exec(line) ?? [];
    return `${name.toLowerCase().trim()}:${value
      .replace(/\r\n/g, '')
      .replace(/[ \t]+/g, ' ')
      .trim()}`;
  };
  it('signs every mail, so that whoever reads the DNS can check it', async () => {
    await deliver(mail.env, await send([letter('ann', { html: '<p>Wörter</p>' })]), never);
    const raw = mail.mailbox.messages().at(-1)?.raw ?? '';
    const [head = '', ...rest] = raw.split('\r\n\r\n');
    const lines = head.split(/\r\n(?![ \t])/);
    const signature = lines.find((line) => /^DKIM-Signature:/i.test(line)) ?? '';
    const tags = new Map(
      [...signature.replace(/\s+/g, '').matchAll(/(?:^DKIM-Signature:|;)([a-z]+)=([^;]*)/gi)].map(([, name = '', value = '']) => [name, value] as const),
    );
    expect([tags.get('d'), tags.get('s'), tags.get('a')]).toEqual(['atrium.example', 's1', 'rsa-sha256']);
    const body = `${rest
      .join('\r\n\r\n')
      .replace(/[ \t]+(?=\r\n)/g, '')
      .replace(/[ \t]+/g, ' ')
      .replace(/(\r\n)+$/, '')}\r\n`;
    expect(createHash('sha256').update(body).digest('base64')).toBe(tags.get('bh'));
    const named = (tags.get('h') ?? '').split(':').map((name) => lines.findLast((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`)));
    expect((tags.get('h') ?? '').toLowerCase()).toContain('from');
    const signed = [...named.flatMap((line) => (line ? [relaxed(line)] : [])), relaxed(signature.replace(/\bb=[\s\S]*$/, 'b='))].join('\r\n');
    expect(verify('sha256', Buffer.from(signed), publicKey, Buffer.from(tags.get('b') ?? '', 'base64'))).toBe(true);
  });

  it('says what the DNS must hold, and takes no key that is none', async () => {
    const { message, ok } = await dkimRecord(mail.env, await mail.env.settings(settings));
    expect(ok).toBe(true);
    expect(message).toContain('s1._domainkey.atrium.example TXT "v=DKIM1; k=rsa; p=');
    expect(message).toContain(publicKey.export({ type: 'spki', format: 'der' }).toString('base64'));
    expect(settings.schema.safeParse({ dkimKey: 'nonsense' }).success).toBe(false);
  });
});

describe('rates, for all processes together', () => {
  it('let so many a minute through to a domain, and the rest wait for the next', async () => {
    await mail.env.saveSettings(settings, { perDomainPerMinute: 3 });
    mail.mailbox.clear();
    const ids = await send([...Array.from({ length: 5 }, (_, n) => letter(`r${n}`)), letter('x', { to: { name: 'X', email: 'x@other.example' } })]);
    const rest = await deliver(mail.env, ids, never);
    expect(
      mail.mailbox
        .messages()
        .map(({ to }) => to[0]?.split('@')[1])
        .sort(),
    ).toEqual(['example.org', 'example.org', 'example.org', 'other.example']);
    expect(rest?.at.getSeconds()).toBe(0);
    expect(rest?.reason).toContain('Waits for its turn');
    expect(await deliver(mail.env, ids, never), 'still the same minute').toBeDefined();
    expect(mail.mailbox.messages()).toHaveLength(4);
    await mail.app.app.runtime.database.query("UPDATE mail_quota SET minute = minute - interval '1 minute'");
    expect(await deliver(mail.env, ids, never)).toBeUndefined();
    expect(mail.mailbox.messages()).toHaveLength(6);
    await mail.env.saveSettings(settings, { perDomainPerMinute: 0 });
  });

  it('of two that ask at the same time grant no more than there is', async () => {
    const { takeQuota } = await import('../quota.ts');
    const granted = await Promise.all(Array.from({ length: 8 }, () => takeQuota(mail.env, new Map([['server:x', 10]]), 25)));
    expect(granted.reduce((sum, one) => sum + (one.get('server:x') ?? 0), 0)).toBe(25);
  });
});

describe('bounces', () => {
  const bounce = (messageId: string, recipient: string, status: string, action = 'failed'): Buffer =>
    Buffer.from(
      [
        'From: Mail Delivery System <mailer-daemon@mx.example.org>',
        'To: office@atrium.example',
        'Subject: Undelivered Mail Returned to Sender',
        `Message-ID: <b-${Math.random()}@mx.example.org>`,
        'MIME-Version: 1.0',
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b1',
        '',
        '--b1',
        'Content-Type: text/plain',
        '',
        'It did not arrive.',
        '--b1',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mx.example.org',
        '',
        `Final-Recipient: rfc822; ${recipient}`,
        `Action: ${action}`,
        `Status: ${status}`,
        'Diagnostic-Code: smtp; 550 5.1.1 There is nobody',
        ' of that name',
        '',
        '--b1',
        'Content-Type: message/rfc822',
        '',
        `Message-ID: <${messageId}>`,
        'Subject: For gone',
        '',
        'Words',
        '--b1--',
        '',
      ].join('\r\n'),
    );
  const suppressed = async () => (await mail.env.model('mail.suppression').find({}, { order: ['email'] })).map(({ email }) => email);
  const sentTo = async (name: string) => {
    const [id = ''] = await send([letter(name)]);
    await deliver(mail.env, [id], never);
    return mail.env.model('mail.message').get(id);
  };

  it('that say “never” about the address suppress it and say so on the mail; those that say “full” do not', async () => {
    const gone = await sentTo('gone');
    expect(await receive(mail.env, bounce(gone.messageId, 'gone@example.org', '5.1.1'))).toMatchObject({ outcome: 'done' });
    expect(await states([gone.id])).toEqual([['failed', 'The mail came back: 550 5.1.1 There is nobody of that name']]);
    expect(await suppressed()).toEqual(['gone@example.org']);
    const full = await sentTo('full');
    await receive(mail.env, bounce(full.messageId, 'full@example.org', '5.2.2'));
    expect((await states([full.id]))[0]?.[0]).toBe('failed');
    const slow = await sentTo('slow');
    expect(await receive(mail.env, bounce(slow.messageId, 'slow@example.org', '4.4.1', 'delayed'))).toMatchObject({ outcome: 'ignored' });
    expect(await states([slow.id])).toEqual([['sent', null]]);
    expect(await suppressed()).toEqual(['gone@example.org']);
  });

  it('attack: a forged bounce takes nobody out of our reach', async () => {
    const { messageId } = await sentTo('ann');
    expect(await receive(mail.env, bounce('guessed@atrium.example', 'boss@example.org', '5.1.1'))).toMatchObject({ outcome: 'refused' });
    expect(await receive(mail.env, bounce(messageId, 'boss@example.org', '5.1.1'))).toMatchObject({ outcome: 'refused' });
    expect(await suppressed()).toEqual(['gone@example.org']);
  });

  it('and other mails are taken apart without harm, whatever they hold', async () => {
    expect(await receive(mail.env, Buffer.from('From: a@example.org\r\nSubject: Hello\r\n\r\nWords'))).toMatchObject({ outcome: 'ignored' });
    for (const raw of ['', '\u0000', 'From: a, b\r\nFrom: c@example.org\r\n\r\n', `Content-Type: multipart/mixed; boundary=x\r\n\r\n${'--x\r\n'.repeat(2000)}`])
      expect((await receive(mail.env, Buffer.from(raw))).outcome).toMatch(/ignored|refused/);
    expect((await readMail(Buffer.from('From: a@example.org\r\nFrom: b@example.org\r\n\r\n'))).from).toBeNull();
  });
});
