import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '#core/testing';
import { openThread, type TestThread, type Visitor } from './open-thread.ts';

let world: TestThread;
let ann: Visitor;
let bob: Visitor;
let eve: Visitor;

beforeAll(async () => {
  world = await openThread();
  ann = await world.person('Ann Host', 'ann@example.org');
  bob = await world.person('Bob Guest', 'bob@example.org');
  eve = await world.person('Eve Other', 'eve@example.org');
});
afterAll(() => world?.app.close());

const page = (id: string) => `/app/thread/meeting.event/${id}`;
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');

async function say(who: Visitor, meeting: string, body: string, more: Record<string, string | File> = {}): Promise<string> {
  const answer = await who.post(page(meeting), { body, ...more });
  expect(answer.status).toBe(303);
  const [message] = await world.rows<{ id: string }>('SELECT id FROM thread_message WHERE record = $1 ORDER BY id DESC LIMIT 1', [meeting]);
  return message?.id ?? '';
}

describe('a conversation', () => {
  it('shows what was said, escaped, with links, lists and who is named', async () => {
    const meeting = await world.meeting(ann.person, [bob.person]);
    await say(bob, meeting, '**Please** read https://example.org/a?b=1&c=<x>.\n\n- one\n- <script>alert(1)</script>\n\n@Ann Host, thanks');
    const text = await (await ann.get(page(meeting))).text();
    expect(text).toContain('<strong>Please</strong>');
    expect(text).toContain('<a href="https://example.org/a?b=1&amp;c="');
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('<span class="mention">@Ann Host</span>');
    expect(await (await ann.get(`/app/meeting.event/${meeting}`)).text()).toContain('id="thread"');
  });

  it('tells followers of a comment and whoever is mentioned, once; of a note only whoever is mentioned', async () => {
    const meeting = await world.meeting(ann.person, [bob.person], 'Told or not');
    const mailed = async () =>
      await world.rows<{ to_email: string; kind: string }>("SELECT to_email, kind FROM mail_message WHERE source = $1 AND kind LIKE 'thread.%' ORDER BY id", [
        meeting,
      ]);
    await say(bob, meeting, 'Just so', { kind: 'note' });
    await world.app.runJobs();
    expect(await mailed()).toEqual([]);
    await say(bob, meeting, 'Hello all', { kind: 'comment' });
    await world.app.runJobs();
    expect(await mailed()).toEqual([{ to_email: 'ann@example.org', kind: 'thread.comment' }]);
    await say(ann, meeting, 'Look here @bob@example.org', { kind: 'note' });
    await world.app.runJobs();
    await world.app.runJobs();
    expect((await mailed()).slice(1)).toEqual([{ to_email: 'bob@example.org', kind: 'thread.mention' }]);
    expect(await world.rows("SELECT person_id FROM activity_activity WHERE record = $1 AND kind LIKE 'thread.%'", [meeting])).toEqual([
      { person_id: bob.person },
    ]);
  });

  it('is not told to somebody who may not read the record: no mail, no activity, no word', async () => {
    const meeting = await world.meeting(ann.person, [], 'Secret plan');
    await say(ann, meeting, '@Eve Other must not know of the Secret plan');
    await eve.post(`${page(meeting)}/follow`, { follows: '1' });
    await world.app.runJobs();
    expect(await world.rows("SELECT FROM mail_message WHERE to_email = 'eve@example.org'")).toEqual([]);
    expect(await world.rows('SELECT FROM activity_activity WHERE person_id = $1', [eve.person])).toEqual([]);
    expect(await (await eve.get('/app/activities')).text()).not.toContain('Secret plan');
  });

  it('lets people follow and stop, also those whom the record names', async () => {
    const meeting = await world.meeting(ann.person, [bob.person]);
    await ann.post(`${page(meeting)}/follow`, { follows: '0' });
    await say(bob, meeting, 'Anybody?');
    await world.app.runJobs();
    expect(await world.rows("SELECT FROM mail_message WHERE source = $1 AND kind LIKE 'thread.%'", [meeting])).toEqual([]);
    expect(await (await ann.get(page(meeting))).text()).toContain('Bob Guest');
  });

  it('has changes of tracked fields as lines, with names and local times, and lines of plugins', async () => {
    const meeting = await world.meeting(ann.person, [bob.person], 'Before');
    await world.meetings.model('meeting.event').update(meeting, { subject: 'After', host: bob.person, version: 7 });
    await world.meetings.service('thread').post({ model: 'meeting.event', record: meeting, text: 'Sent to {count}', values: { count: 5 } });
    const text = (await (await ann.get(page(meeting))).text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(text).toContain('Subject: Before → After');
    expect(text).toContain('Host: Ann Host → Bob Guest');
    expect(text).toContain('Sent to 5');
    expect(text).not.toContain('Version:');
  });

  it('keeps what a message said before; taking it back removes text, history and files', async () => {
    const meeting = await world.meeting(ann.person, [bob.person]);
    const id = await say(ann, meeting, 'First words', { files: new File([png], 'dot.png', { type: 'image/png' }) });
    expect((await bob.post(`/app/thread/messages/${id}`, { body: 'Bob was here' })).status).toBe(403);
    expect((await ann.post(`/app/thread/messages/${id}`, { body: 'Second words' })).status).toBe(303);
    expect(await (await bob.get(`/app/thread/messages/${id}`)).text()).toContain('First words');
    expect((await bob.post(`/app/thread/messages/${id}/remove`, {})).status).toBe(403);
    expect((await ann.post(`/app/thread/messages/${id}/remove`, {})).status).toBe(303);
    const text = await (await ann.get(page(meeting))).text();
    expect(text).toContain('This message was taken back.');
    expect(text + (await (await ann.get(`/app/thread/messages/${id}`)).text())).not.toMatch(/First words|Second words|dot\.png/);
    expect(await world.rows('SELECT FROM thread_piece')).toEqual([]);
  });

  it('is not edited by a request that began before it was taken back', async () => {
    const meeting = await world.meeting(ann.person, [bob.person]);
    const id = await say(ann, meeting, 'First words');
    const asked: Promise<Response>[] = [];
    await world.thread.tx(async () => {
      await world.thread.model('thread.message').lock({ id });
      asked.push(ann.post(`/app/thread/messages/${id}`, { body: 'Second words' }));
      await waitFor('the edit to wait', async () => (await world.rows("SELECT FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted")).length > 0);
      await world.thread.model('thread.message').update(id, { body: null, removedAt: new Date() });
    });
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([403]);
    expect(await world.rows('SELECT body FROM thread_message WHERE id = $1', [id])).toEqual([{ body: null }]);
    expect(await world.rows('SELECT FROM thread_edit WHERE message_id = $1', [id])).toEqual([]);
  });

  it('refuses an empty message and keeps what was typed when a file is too large', async () => {
    const meeting = await world.meeting(ann.person, []);
    expect((await ann.post(page(meeting), { body: '  ' })).status).toBe(422);
    const large = await ann.post(page(meeting), { body: 'Keep me', files: new File([Buffer.alloc(10 * 1024 * 1024 + 1)], 'big.bin') });
    expect(large.status).toBe(422);
    expect(await large.text()).toContain('Keep me');
  });
});

describe('attachments', () => {
  it('come back byte for byte, as a download that runs nothing; only true pictures are shown in place', async () => {
    const meeting = await world.meeting(ann.person, [bob.person]);
    const content = Buffer.from(Array.from({ length: 1_300_000 }, (_, index) => (index * 7) % 251));
    await say(ann, meeting, 'Files', { files: new File([content], '../../räksmörgås "1".html', { type: 'text/html' }) });
    const [file] = await world.rows<{ id: string; name: string; type: string }>('SELECT id, name, type FROM thread_file WHERE record = $1', [meeting]);
    expect(file).toMatchObject({ name: "räksmörgås '1'.html", type: 'application/octet-stream' });
    const answer = await bob.get(`/app/thread/files/${file?.id}?inline=1`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="r_ksm_rg_s '1'.html"; filename\*=UTF-8''r%C3%A4ksm/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    await say(ann, meeting, 'Page', { files: new File(['<svg onload=alert(1)>'], 'a.svg', { type: 'image/svg+xml' }) });
    await say(ann, meeting, 'Dot', { files: new File([png], 'dot.png', { type: 'text/html' }) });
    const types = await world.rows<{ id: string; type: string }>('SELECT id, type FROM thread_file WHERE record = $1 ORDER BY id', [meeting]);
    expect(types.map(({ type }) => type)).toEqual(['application/octet-stream', 'text/plain; charset=utf-8', 'image/png']);
    const inline = await Promise.all(types.map(({ id }) => bob.get(`/app/thread/files/${id}?inline=1`)));
    expect(inline.map(({ headers }) => headers.get('content-disposition')?.split(';')[0])).toEqual(['attachment', 'attachment', 'inline']);
  });
});

describe('who may not read the record', () => {
  it('gets the answer of a record that is not there, whatever they ask for', async () => {
    const meeting = await world.meeting(ann.person, [bob.person], 'Hidden from Eve');
    const id = await say(ann, meeting, 'Private words', { files: new File(['private file'], 'private.txt') });
    const [file] = await world.rows<{ id: string }>('SELECT id FROM thread_file WHERE record = $1', [meeting]);
    const nothing = '0190a0a0-0000-7000-8000-000000000000';
    const bare = async (answer: Response) => {
      const text = (await answer.text()).replace(/[\w-]{16}/g, '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '');
      return { status: answer.status, text: text.replace(/nonce="[^"]*"/g, '').replace(/\b[\w-]{12,}\b/g, '') };
    };
    const asked: [string, string][] = [
      [page(meeting), page(nothing)],
      [`/app/thread/messages/${id}`, `/app/thread/messages/${nothing}`],
      [`/app/thread/files/${file?.id}`, `/app/thread/files/${nothing}`],
    ];
    for (const [foreign, missing] of asked) {
      const [a, b] = [await bare(await eve.get(foreign)), await bare(await eve.get(missing))];
      expect(a.status, foreign).toBe(404);
      expect(a.text).toBe(b.text);
      expect(a.text).not.toMatch(/Private|Hidden|private\.txt/);
    }
    for (const [path, fields] of [
      [page(meeting), { body: 'in' }],
      [`${page(meeting)}/follow`, { follows: '1' }],
      [`/app/thread/messages/${id}`, { body: 'in' }],
      [`/app/thread/messages/${id}/remove`, {}],
    ] as const)
      expect((await eve.post(path, fields)).status, path).toBe(404);
    expect(await world.rows('SELECT FROM thread_follower WHERE person_id = $1 AND record = $2', [eve.person, meeting])).toEqual([]);
  });

  it('loses sight of it with the record; models that are not talked about have nothing', async () => {
    const meeting = await world.meeting(ann.person, [bob.person]);
    await say(bob, meeting, 'I was invited');
    await world.rows('DELETE FROM meeting_attendee WHERE event_id = $1 AND person_id = $2', [meeting, bob.person]);
    expect((await bob.get(page(meeting))).status).toBe(404);
    expect((await ann.get(`/app/thread/base.person/${ann.person}`)).status).toBe(404);
    expect((await ann.get(`/app/thread/thread.message/${meeting}`)).status).toBe(404);
  });

  it('cannot write lines in a plugin’s name', async () => {
    const meeting = await world.meeting(ann.person, []);
    const env = world.app.envAs('meetings', ann.principal) as typeof world.meetings;
    await expect(env.service('thread').post({ model: 'meeting.event', record: meeting, text: 'forged' })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });
});

describe('what a conversation costs', () => {
  it('is the same number of statements however much was said, changed and attached', async () => {
    const { database } = world.app.app.runtime;
    // the runner of the tests before looks for jobs now and then: the least of some tries is the page's own
    const cost = async (path: string): Promise<number> => {
      const counts: number[] = [];
      for (let n = 0; n < 5; n++) {
        const before = database.statements();
        expect((await ann.get(path)).status).toBe(200);
        counts.push(database.statements() - before);
      }
      return Math.min(...counts);
    };
    const little = await world.meeting(ann.person, [bob.person]);
    const much = await world.meeting(ann.person, [bob.person]);
    for (const [meeting, times] of [
      [little, 1],
      [much, 12],
    ] as const) {
      for (let n = 0; n < times; n++) {
        await say(n % 2 ? ann : bob, meeting, `Number ${n} @Bob Guest`, { files: new File([`file ${n}`], `${n}.txt`) });
        await world.meetings.model('meeting.event').update(meeting, { host: n % 2 ? ann.person : bob.person });
      }
      await world.meetings.model('meeting.event').update(meeting, { host: ann.person });
    }
    expect(await cost(`/app/meeting.event/${much}`)).toBe(await cost(`/app/meeting.event/${little}`));
    expect(await cost(page(much))).toBe(await cost(page(little)));
  });
});

describe('when the record goes', () => {
  it('everything goes with it; what a cascade leaves behind is found and removed', async () => {
    const meeting = await world.meeting(ann.person, [bob.person]);
    await say(ann, meeting, 'Soon gone @Bob Guest', { files: new File(['x'], 'x.txt') });
    const left = () =>
      world.rows(
        `SELECT 'message' FROM thread_message WHERE record = $1 UNION ALL SELECT 'file' FROM thread_file WHERE record = $1 UNION ALL SELECT 'follower' FROM thread_follower WHERE record = $1`,
        [meeting],
      );
    expect(await left()).toHaveLength(3);
    await world.meetings.service('meetings').remove({ id: meeting });
    expect(await left()).toEqual([]);

    const other = await world.meeting(ann.person, []);
    await say(ann, other, 'Orphan');
    await world.rows('DELETE FROM meeting_event WHERE id = $1', [other]);
    const { checkOrphans, cleanUp } = await import('../../plugins/thread/clear.ts');
    expect((await checkOrphans(world.thread))[0]?.ok).toBe(false);
    await cleanUp.run(world.thread as never, undefined as never);
    expect(await checkOrphans(world.thread)).toEqual([{ ok: true, message: 'Every conversation belongs to a record' }]);
    expect(await world.rows('SELECT FROM thread_message WHERE record = $1', [other])).toEqual([]);
  });
});
