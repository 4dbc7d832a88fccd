import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { fillIn, unknownPlaceholders } from '../../mail/contract.ts';
import { sendDigests } from '../digest/send-digest.ts';
import { askFeedback } from '../feedback/ask-feedback.ts';
import { readWords } from '../words.ts';
import { openMailer } from './open-mailer.ts';

let mailer: Awaited<ReturnType<typeof openMailer>>;
beforeAll(async () => {
  mailer = await openMailer({ ATRIUM_ICS_MAILER_FEEDBACK: 'guests' });
});
afterAll(() => mailer.close());

const context = { signal: AbortSignal.timeout(60_000), progress: async () => {} };
const page = { accept: 'text/html' };

describe('the words of mails', () => {
  it('name only what is filled in, in every language, and a sample shows the words in place of the usual ones', async () => {
    const kinds = [...mailer.mailer.implementations('mail.kind')].flatMap(([key, { template }]) => (template ? [{ key, template }] : []));
    expect(kinds.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['ics-mailer.invitation', 'ics-mailer.digest', 'ics-mailer.feedback', 'base.invitation']),
    );
    for (const { key, template } of kinds) {
      const maker = mailer.mailer.implementer('mail.kind', key);
      const english = template.usual(maker.withPreferences({ language: 'en' }));
      for (const language of ['en', 'de']) {
        const reader = maker.withPreferences({ language });
        const usual = template.usual(reader);
        expect(unknownPlaceholders(`${usual.subject}${usual.lead}${usual.closing}`, template.placeholders), key).toEqual([]);
        if (language === 'de') expect([usual.subject, usual.lead], key).not.toContain(english.lead);
        const every = template.placeholders.map((name) => `{${name}}`).join(' ');
        const body = await template.sample(reader, { subject: `Re ${every}`, lead: `<b>Lead</b> ${every}`, closing: `Closing ${every}` });
        for (const part of Object.values(body))
          expect(
            unknownPlaceholders(part, []).filter((name) => template.placeholders.includes(name.slice(1, -1))),
            key,
          ).toEqual([]);
        expect(body.text, key).toMatch(/<b>Lead<\/b> [\s\S]*Closing /);
        expect(body.html, key).toMatch(/&lt;b&gt;Lead&lt;\/b&gt; [\s\S]*Closing /);
        expect(body.html, key).not.toContain('<b>Lead');
        expect(body.subject, key).toMatch(/^Re \S/);
      }
    }
  });

  it('fill in once: what was filled in is not looked at again', () => {
    expect(fillIn('{topic} {host} {nothing} {', { topic: '{host}', host: '{topic}' })).toBe('{host} {topic} {nothing} {');
    expect(unknownPlaceholders('{topic} {Topic} {x} {x}', ['topic'])).toEqual(['{Topic}', '{x}']);
  });

  it('of administrators go before the usual ones, in their language alone, and are text, never markup', async () => {
    const mail: Env<'mail'> = mailer.app.env('mail');
    await mail.model('mail.template').create({
      kind: 'ics-mailer.invitation',
      language: 'en',
      subject: 'Please come: {topic}, {time}',
      lead: 'Dear {name}, <b>you</b> are asked to {place}.',
      closing: 'Yours, {workspace}',
    });
    mailer.mailbox.clear();
    await mailer.confirmed(2, { subject: 'A {host} <i>talk</i>' });
    const [first, second] = [mailer.mailTo('g0@example.org'), mailer.mailTo('g1@example.org')];
    expect(first?.mail.subject).toBe('Please come: A {host} <i>talk</i>, 14:00');
    expect(first?.mail.text).toContain('Dear Guest 0, <b>you</b>');
    expect(second?.mail.text).toContain('Dear Guest 1,');
    expect(first?.mail.html).toContain('&lt;b&gt;you&lt;/b&gt;');
    expect(first?.mail.html).not.toContain('<i>talk');
    expect(mailer.mailTo('bob@atrium.example')?.mail.subject).toContain('Einladung: ');
    expect((await readWords(mailer.mailer))(mailer.mailer.withPreferences({ language: 'de' }), 'invitation').closing).toBe('');
  });
});

describe('mails to people who are no attendees', () => {
  it('tell that a place is free or a request has lapsed, once for each request', async () => {
    const { id } = await mailer.confirmed(0);
    const to = [
      {
        id: 'w1',
        name: 'Wanda',
        email: 'wanda@example.org',
        timeZone: 'Asia/Kathmandu',
        language: 'de',
        links: { seat: 'https://atrium.example/take?a=1&b=2' },
      },
    ];
    expect(await mailer.mailer.service('ics-mailer').notify({ meeting: id, kind: 'seat', to, request: 'r1' })).toBe(1);
    expect(await mailer.mailer.service('ics-mailer').notify({ meeting: id, kind: 'seat', to, request: 'r1' })).toBe(0);
    expect(await mailer.mailer.service('ics-mailer').notify({ meeting: id, kind: 'lapsed', to, request: 'r1' })).toBe(1);
    await mailer.app.runJobs();
    const mails = mailer.mailbox.messages().filter((one) => one.to[0] === 'wanda@example.org');
    expect(mails.map(({ mail }) => mail.subject?.split(':')[0])).toEqual(['Ein Platz ist frei', 'Nicht rechtzeitig bestätigt']);
    expect(mails[0]?.mail.text).toContain('https://atrium.example/take?a=1&b=2');
    expect(mails[0]?.mail.html).toContain('https://atrium.example/take?a=1&amp;b=2');
    expect(mails[0]?.mail.attachments).toEqual([]);
  });
});

describe('the daily digest', () => {
  it('comes once a day, at the reader’s own hour, on days with meetings, and is ended with one press', async () => {
    const run = () => sendDigests.run(mailer.mailer as never, context);
    const mail: Env<'mail'> = mailer.app.env('mail');
    await mail.model('mail.template').create({
      kind: 'ics-mailer.digest',
      language: 'de',
      subject: '{count} Termin(e) am {date}',
      lead: 'Moin {name}',
      closing: 'Gruß, {workspace}',
    });
    await mailer.mailer.model('ics.digest').create([
      { person: mailer.ann, hour: 7 },
      { person: mailer.bob, hour: 7 },
    ]);
    const { start } = await mailer.confirmed(0, { subject: 'Morning talk' });
    mailer.mailbox.clear();
    // 07:30 in Singapore is 00:30 in Berlin.
    mailer.app.clock.set(new Date(`${start.toISOString().slice(0, 10)}T00:00:00Z`));
    mailer.app.clock.advance(-30 * 60_000);
    expect(await run()).toEqual({ count: 1 });
    expect(await run()).toEqual({ count: 0 });
    mailer.app.clock.advance(7 * 3_600_000);
    expect(await run()).toEqual({ count: 1 });
    await mailer.app.runJobs();
    const [ann, bob] = [mailer.mailTo('ann@atrium.example'), mailer.mailTo('bob@atrium.example')];
    expect(ann?.mail.text).toContain('13:00 – 14:00  Morning talk');
    expect(bob?.mail.text).toContain('06:00 – 07:00  Morning talk');
    expect(ann?.mail.subject).toMatch(/^Your day: /);
    expect(bob?.mail.subject).toMatch(/^1 Termin\(e\) am /);
    expect(bob?.mail.text).toMatch(/^Moin Bob\n[\s\S]*\nGruß, /);
    const header = (name: string) => ann?.mail.headers.find(({ key }) => key === name)?.value ?? '';
    const link = /<(http[^>]+)>/.exec(header('list-unsubscribe'))?.[1] ?? '';
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect((await fetch(link, { headers: page })).status).toBe(200);
    expect(await mailer.mailer.model('ics.digest').count({ person: mailer.ann })).toBe(1);
    const pressed = await fetch(link, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      headers: { origin: 'https://mail.example' },
    });
    expect(pressed.status).toBe(200);
    expect(await mailer.mailer.model('ics.digest').count({ person: mailer.ann })).toBe(0);
    expect((await fetch(link.replace(mailer.ann, mailer.bob), { method: 'POST' })).status).toBe(404);
    expect(await mailer.mailer.model('ics.digest').count({ person: mailer.bob })).toBe(1);
  });
});

describe('feedback', () => {
  it('is asked of guests once after the end, given by a signed link, and seen by the host alone', async () => {
    const { id, start } = await mailer.confirmed(1);
    mailer.app.clock.set(new Date(start.getTime() + 80 * 60_000));
    expect(await askFeedback.run(mailer.mailer as never, context)).toMatchObject({ count: 1 });
    expect(await askFeedback.run(mailer.mailer as never, context)).toMatchObject({ count: 0 });
    await mailer.app.runJobs();
    const link = /http\S+\/feedback\/\S+/.exec(mailer.mailTo('g0@example.org')?.mail.text ?? '')?.[0] ?? '';
    const give = (stars: string, comment: string, to = link) =>
      fetch(to, { method: 'POST', redirect: 'manual', headers: { origin: mailer.app.url, ...page }, body: new URLSearchParams({ stars, comment }) });
    expect((await fetch(link, { headers: page })).status).toBe(200);
    expect((await give('', 'x')).status).toBe(422);
    expect((await give('9', 'x')).status).toBe(422);
    expect((await give('4', 'Good <b>talk</b>')).status).toBe(303);
    expect((await give('5', 'Very good')).status).toBe(303);
    expect((await give('1', 'Bad', `${link.slice(0, -3)}AAA`)).status).toBe(404);
    const seen = async (who: string) => (await mailer.read(who).model('ics.feedback').find({ event: id })).map(({ stars, comment }) => [stars, comment]);
    expect(await seen(mailer.ann)).toEqual([[5, 'Very good']]);
    expect(await seen(mailer.bob)).toEqual([]);
  });
});
