import { expect, it, onTestFinished } from 'vitest';
import type { Env, Principal } from '#core';
import { bootTestApp, openMailbox } from '#core/testing';

it('sends a test mail to whoever pressed the button, through the address in the form', async () => {
  const mailbox = await openMailbox();
  const app = await bootTestApp({ only: ['mail'], listen: false });
  onTestFinished(async () => {
    await app.close();
    await mailbox.close();
  });
  const base: Env<'base'> = app.env('base');
  const [person] = await base.service('base').addPeople({ people: [{ name: 'Ann Example', email: 'ann@example.com', timeZone: 'UTC' }] });
  const ann: Principal = { kind: 'user', org: 1, account: '', person: person ?? '', session: '', groups: new Set(['user', 'base.user', 'base.admin']) };
  const { catalog } = app.envAs('base', ann);
  expect(await catalog.testSettings('mail', 'send', { smtpUrl: mailbox.url })).toEqual({
    ok: true,
    message: 'Sent to ann@example.com. Look into your mailbox.',
  });
  expect(mailbox.messages()).toMatchObject([{ to: ['ann@example.com'] }]);
  expect(await catalog.testSettings('mail', 'send', { smtpUrl: 'smtp://127.0.0.1:1', timeoutSeconds: 1 })).toMatchObject({
    ok: false,
    message: expect.stringContaining('The test mail was not sent.'),
  });
  expect((await app.app.runtime.database.query('SELECT 1 FROM core_setting')).rowCount).toBe(0);
});
