import { afterEach, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import type {} from '../contract.ts';
import { closeSinks } from '../sink.ts';
import { closeTransports } from '../transport.ts';

let app: TestApp;
afterEach(async () => {
  closeTransports();
  await closeSinks();
  await app.close();
});

describe('the development mailbox', () => {
  it('lists what was sent, shows it in a frame without scripts, and hands out the calendar file', async () => {
    app = await bootTestApp({ only: ['mail'] });
    const env = app.env('mail') as unknown as Env<'mail'>;
    const ics = { content: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n', method: 'REQUEST' as const };
    await env.service('mail').send({
      mails: [
        {
          kind: 'test.note',
          to: { name: 'Ann', email: 'ann@example.org' },
          subject: 'A <b>note</b>',
          text: 'Words',
          html: '<p>"Page"</p><script>alert(1)</script>',
          ics,
        },
      ],
    });
    await app.runJobs();
    const list = await (await fetch(`${app.url}/dev/mailbox`)).text();
    expect(list).toContain('A &lt;b&gt;note&lt;/b&gt;');
    const id = /\/dev\/mailbox\/([0-9a-f-]{36})/.exec(list)?.[1];
    const page = await (await fetch(`${app.url}/dev/mailbox/${id}`)).text();
    expect(page).toMatch(/<iframe [^>]*sandbox=""/);
    expect(page).not.toContain('<script>alert');
    const file = await fetch(`${app.url}/dev/mailbox/${id}/invite.ics`);
    expect(file.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(await file.text()).toBe(ics.content);
  });

  it('does not exist in production', async () => {
    app = await bootTestApp({ only: ['mail'], config: { mode: 'production' } });
    expect((await fetch(`${app.url}/dev/mailbox`)).status).toBe(404);
  });
});
