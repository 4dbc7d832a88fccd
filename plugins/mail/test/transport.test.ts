import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Mailbox, openMailbox } from '#core/testing';
import { classifyFailure } from '../classify-failure.ts';
import { closeTransports, type Letter, openTransport, smtpOptionsOf, type Transport } from '../transport.ts';

let mailbox: Mailbox;
let transport: Transport;

beforeEach(async () => {
  mailbox = await openMailbox();
  transport = openTransport(smtpOptionsOf(mailbox.url, { connections: 5, timeoutSeconds: 1 }));
});
afterEach(async () => {
  closeTransports();
  await mailbox.close();
});

const letter = (more: Partial<Letter> = {}): Letter => ({
  messageId: '01a@atrium.example',
  from: { name: 'Atrium', email: 'atrium@atrium.example' },
  to: { name: 'Gus', email: 'gus@example.org' },
  replyTo: null,
  subject: 'Hello',
  text: 'Plain words',
  html: '<p>Words</p>',
  ics: null,
  date: new Date('2027-01-02T03:04:05Z'),
  ...more,
});
const failureOf = async (sent: Promise<void>) => sent.then(() => undefined, classifyFailure);

describe('the mail on the wire', () => {
  it('is mixed(alternative(text, html, calendar), invite.ics) with one METHOD', async () => {
    await transport.send(letter({ ics: { content: 'BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n', method: 'CANCEL' } }));
    const [got] = mailbox.messages();
    const types = [...(got?.raw.matchAll(/^Content-Type: ([^;\s]+)(.*)$/gim) ?? [])].map(([, type]) => type?.toLowerCase());
    expect(types).toEqual(['multipart/mixed', 'multipart/alternative', 'text/plain', 'text/html', 'text/calendar', 'application/ics']);
    expect(got?.raw.replace(/\r\n\s+/g, ' ')).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=CANCEL/);
    const invite = /filename=invite\.ics[\s\S]*?\r\n\r\n([\w+/=\r\n]+)/.exec(got?.raw ?? '')?.[1] ?? '';
    expect(Buffer.from(invite, 'base64').toString()).toBe('BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n');
    expect(got?.mail.messageId).toBe('<01a@atrium.example>');
  });

  it.each([
    ['a comma', 'Eve, evil@example.net'],
    ['a line break', 'Eve\r\nBcc: evil@example.net'],
    ['brackets', 'Eve <evil@example.net>'],
    ['a quote', 'Eve" <evil@example.net>, "x'],
  ])('goes to the one recipient whatever the name: %s', async (_what, name) => {
    await transport.send(letter({ to: { name, email: 'gus@example.org' }, subject: `x ${name}` }));
    const [got] = mailbox.messages();
    expect(got?.to).toEqual(['gus@example.org']);
    expect(got?.mail.to?.map(({ address }) => address)).toEqual(['gus@example.org']);
    expect(got?.mail.bcc ?? []).toEqual([]);
  });
});

describe('what a refusal means', () => {
  it('tells never from later', async () => {
    mailbox.setFaults({ recipients: { 'gone@example.org': 550, 'busy@example.org': 450 } });
    expect(await failureOf(transport.send(letter({ to: { name: '', email: 'gone@example.org' } })))).toMatchObject({ kind: 'never', suppress: true });
    expect(await failureOf(transport.send(letter({ to: { name: '', email: 'busy@example.org' } })))).toMatchObject({ kind: 'later' });
    expect(await failureOf(transport.send(letter()))).toBeUndefined();
  });

  it('blames the server where it is down or silent', async () => {
    mailbox.setFaults({ hang: 'connect' });
    expect(await failureOf(transport.send(letter()))).toMatchObject({ kind: 'server' });
    await mailbox.down();
    expect(await failureOf(transport.send(letter()))).toMatchObject({ kind: 'server' });
  });

  it('blames the credentials', () => {
    expect(classifyFailure({ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535, response: '535 no' })).toMatchObject({ kind: 'credentials' });
    expect(classifyFailure({ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 454, response: '454 later' })).toMatchObject({ kind: 'server' });
    expect(classifyFailure({ code: 'EMESSAGE', command: 'DATA', responseCode: 554, response: '554 5.7.1 spam' })).toMatchObject({
      kind: 'never',
      suppress: false,
    });
    expect(classifyFailure({ code: 'EPROTOCOL', command: 'CONN', responseCode: 421, response: '421 busy' })).toMatchObject({ kind: 'server' });
  });

  it('sends the same Message-ID again where the 250 was lost', async () => {
    mailbox.setFaults({ dropAfterData: true });
    await failureOf(transport.send(letter()));
    mailbox.setFaults({});
    await transport.send(letter());
    const ids = mailbox.messages().map(({ mail }) => mail.messageId);
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids)).toEqual(new Set(['<01a@atrium.example>']));
  });
});
