import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { type Answered, postForm, postJson } from '../fixture/ask.ts';
import { noLimits, openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

/** Three tries an hour from one address are nothing; from the fourth on a browser works first. */
const environment = { ATRIUM_BOOKING_PORTAL_PER_ADDRESS: '60', ATRIUM_BOOKING_PORTAL_PROOF_PERCENT: '5' };
const config = { keys: [randomBytes(32)] };
let workspace: Workspace;
let second: TestApp;
let path: string;
beforeAll(async () => {
  workspace = await openWorkspace({ environment, config });
  second = await bootTestApp({ databaseUrl: workspace.app.databaseUrl, clock: workspace.app.clock, environment: { ...noLimits, ...environment }, config });
  ({ path } = await workspace.makeLink());
});
afterAll(async () => {
  await second?.close();
  await workspace?.close();
});

type Challenge = { challenge: string; rounds: number; bits: number };
let hour = 0;
const guest = () => {
  // Tuesday to Friday of one week after the other
  const start = new Date(Date.UTC(2027, 2, 2 + 7 * Math.floor(hour / 28) + (Math.floor(hour / 7) % 4), 8 + (hour++ % 7))).toISOString();
  return { start, name: 'Gus Guest', email: `gus${hour}@example.org`, tz: 'Asia/Tokyo', note: 'As typed' };
};
const challengeOf = ({ status, json }: Answered): Challenge => {
  expect([status, json.code]).toEqual([403, 'BOOKING_PROOF_NEEDED']);
  return json.proof as Challenge;
};

/** As the page's script does it. */
function solve({ challenge, rounds, bits }: Challenge): string {
  const numbers = Array.from({ length: rounds }, (_, round) => {
    for (let number = 0; ; number++) {
      const hash = createHash('sha256').update(`${challenge}.${round}.${number}`).digest();
      if (hash.readUInt32BE(0) >>> (32 - bits) === 0) return number;
    }
  });
  return `${challenge}:${numbers.join(',')}`;
}

describe('many tries from one address', () => {
  it('few of them are nobody’s business', async () => {
    for (let tries = 0; tries < 3; tries++) expect((await postJson(workspace.app.url + path, guest())).status).toBe(201);
  });

  it('from then on the browser works first, whichever process is asked; the work counts once and for this link alone', async () => {
    const body = guest();
    const refused = await postJson(second.url + path, body);
    const proof = solve(challengeOf(refused));
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const other = (await workspace.makeLink({ host: await workspace.makePerson('Bea', 'bea@example.org') })).path;
    challengeOf(await postJson(workspace.app.url + other, { ...body, proof }));
    const fresh = solve(challengeOf(await postJson(workspace.app.url + path, body)));
    expect((await postJson(workspace.app.url + path, { ...body, proof: fresh })).status).toBe(201);
    challengeOf(await postJson(second.url + path, { ...guest(), proof: fresh }));
  });

  it('two requests at once share no work', async () => {
    const proof = solve(challengeOf(await postJson(workspace.app.url + path, guest())));
    const answers = await Promise.all([workspace.app, second].map((app) => postJson(app.url + path, { ...guest(), proof })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403]);
  });

  it('work that is none, is tampered with or comes too late is refused with new work', async () => {
    const challenge = challengeOf(await postJson(workspace.app.url + path, guest()));
    const good = solve(challenge);
    const [ends = '', random = '', signature = ''] = challenge.challenge.split('.');
    const later = `${Number(ends) + 3_600}.${random}.${signature}`;
    const bad = [
      'x',
      ':',
      `${challenge.challenge}:`,
      `${challenge.challenge}:${Array(16).fill('1').join(',')}`,
      solve({ ...challenge, challenge: later }),
      solve({ ...challenge, challenge: `${ends}.${random}.` }),
      solve({ ...challenge, rounds: 1 }),
    ];
    for (const proof of bad) challengeOf(await postJson(workspace.app.url + path, { ...guest(), proof }));
    workspace.app.clock.advance(16 * 60_000);
    challengeOf(await postJson(workspace.app.url + path, { ...guest(), proof: good }));
  });

  it('without scripts a guest is told how it goes on, and nothing typed is lost', async () => {
    const { status, text } = await postForm(workspace.app.url + path, guest());
    expect(status).toBe(403);
    expect(text).toMatch(/Without JavaScript: please wait \d+ minutes, then send the form again/);
    for (const kept of ['As typed', 'Gus Guest', `gus${hour}@example.org`, 'Asia/Tokyo']) expect(text).toContain(kept);
    expect(text).toContain('data-go="1"');
    const again = await postForm(workspace.app.url + path, { ...guest(), proof: 'nonsense' });
    expect(again.text).toContain('data-proof=');
    expect(again.text, 'the page does not go round in circles').not.toContain('data-go');
  });
});

describe('one link that everybody wants', () => {
  it('is limited in itself, by whichever of its addresses, and asks for work before that', async () => {
    const busy = await openWorkspace({ environment: { ATRIUM_BOOKING_PORTAL_PER_LINK: '5', ATRIUM_BOOKING_PORTAL_PROOF_PERCENT: '80' } });
    try {
      const link = await busy.makeLink();
      const portal: Env<'booking-portal'> = busy.app.env('booking-portal');
      await portal.model('booking.link').update(link.id, { slug: 'wanted' });
      const quiet = await busy.makeLink({ host: await busy.makePerson('Quiet', 'quiet@example.org') });
      const answers: Answered[] = [];
      for (let tries = 0; tries < 6; tries++) answers.push(await postJson(busy.app.url + (tries % 2 === 0 ? link.path : '/book/wanted'), guest()));
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 403, 429]);
      expect((await postJson(busy.app.url + quiet.path, guest())).status).toBe(201);
      const start = guest().start;
      const page = await postForm(busy.app.url + quiet.path, { ...guest(), start, website: 'https://example.com' });
      expect([page.status, page.text.includes('Without JavaScript: please send the form once more.')], 'a trap filled in').toEqual([403, true]);
      expect(page.text).toMatch(/name="website"(?![^>]*value="https)/);
      const filled = { ...guest(), website: 'filled in by the browser' };
      const proof = solve(challengeOf(await postJson(busy.app.url + quiet.path, filled)));
      expect((await postJson(busy.app.url + quiet.path, { ...filled, proof })).status, 'a person whose browser fills in everything').toBe(201);
    } finally {
      await busy.close();
    }
  });
});
