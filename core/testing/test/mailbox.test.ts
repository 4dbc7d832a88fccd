import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Mailbox, openMailbox } from '../index.ts';
import { saySmtp } from './say-smtp.ts';

const letter = ['Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=', 'From: Ann <ann@example.org>', 'To: Bob <bob@example.org>', '', 'Until tomorrow', '.'].join('\r\n');
const send = (...recipients: string[]) => ['EHLO here', 'MAIL FROM:<ann@example.org>', ...recipients.map((to) => `RCPT TO:<${to}>`), 'DATA', letter];

describe('the mailbox of tests', () => {
  let mailbox: Mailbox;
  beforeAll(async () => {
    mailbox = await openMailbox();
  });
  beforeEach(() => {
    mailbox.setFaults({});
    mailbox.clear();
  });
  afterAll(() => mailbox.close());

  it('takes a mail, with the envelope and taken apart', async () => {
    const answers = await saySmtp(mailbox.url, send('bob@example.org'));
    expect(answers.at(-1)).toMatch(/^250/);
    const got = await mailbox.waitFor(({ to }) => to.includes('bob@example.org'));
    expect(got).toMatchObject({ from: 'ann@example.org', mail: { subject: 'Grüße', text: 'Until tomorrow\n' } });
  });

  it('refuses single recipients for now or for ever, and takes the others', async () => {
    mailbox.setFaults({ recipients: { 'full@example.org': 452, 'gone@example.org': 550 } });
    const answers = await saySmtp(mailbox.url, send('full@example.org', 'gone@example.org', 'bob@example.org'));
    expect(answers.slice(3, 6).map((answer) => answer.slice(0, 3))).toEqual(['452', '550', '250']);
    expect(mailbox.messages().map(({ to }) => to)).toEqual([['bob@example.org']]);
  });

  it('takes a mail and cuts the line before it says so', async () => {
    mailbox.setFaults({ dropAfterData: true });
    const answers = await saySmtp(mailbox.url, send('bob@example.org'));
    expect(answers.at(-1)).toMatch(/^354/);
    await mailbox.waitFor(() => true);
  });

  it('takes a mail and says nothing at all', async () => {
    mailbox.setFaults({ hang: 'data' });
    const answers = saySmtp(mailbox.url, send('bob@example.org'));
    await mailbox.waitFor(() => true);
    await mailbox.down();
    expect((await answers).at(-1)).toMatch(/^354/);
    await mailbox.up();
  });

  it('goes away, and comes back at the same address', async () => {
    await mailbox.down();
    await expect(saySmtp(mailbox.url, send('bob@example.org'))).rejects.toThrow(/ECONNREFUSED/);
    await mailbox.up();
    expect((await saySmtp(mailbox.url, send('bob@example.org'))).at(-1)).toMatch(/^250/);
  });
});
