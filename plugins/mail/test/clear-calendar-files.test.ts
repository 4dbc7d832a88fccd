import { expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp } from '#core/testing';
import { clearCalendarFiles } from '../clear-calendar-files.ts';

it('takes calendar files older than ninety days out of mails, and leaves the mails and younger files', async () => {
  const app = await bootTestApp({ only: ['mail'], listen: false });
  const env = app.env('mail') as unknown as Env<'mail'>;
  const message = (subject: string) => ({
    messageId: `${env.id()}@example.org`,
    kind: 'test',
    toEmail: 'gus@example.org',
    subject,
    text: 'x',
    ics: 'BEGIN:VCALENDAR',
    icsMethod: 'REQUEST',
    state: 'sent' as const,
  });
  await env.model('mail.message').create([message('old'), message('older'), { ...message('waiting'), state: 'queued' as const }]);
  app.clock.set(new Date(Date.now() + 91 * 86_400_000));
  const run = () => clearCalendarFiles.run(env, { signal: AbortSignal.timeout(10_000), progress: async () => {} });
  expect(await run()).toEqual({ count: 2 });
  expect(await run()).toEqual({ count: 0 });
  expect((await env.model('mail.message').find({})).map(({ subject, ics }) => [subject, ics !== null]).sort()).toEqual([
    ['old', false],
    ['older', false],
    ['waiting', true],
  ]);
  await app.close();
});
