import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getPage, postForm } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

let workspace: Workspace;
let admin: { person: string; cookie: string };
let host: { person: string; cookie: string };
let guestOfHost: { person: string; cookie: string };

beforeAll(async () => {
  workspace = await openWorkspace();
  admin = await workspace.signIn('Ada Admin', 'ada@example.org', 'base.admin');
  host = await workspace.signIn('Hans Host', 'hans@example.org', 'base.user');
  guestOfHost = await workspace.signIn('Ines Invited', 'ines@example.org', 'base.user');
});
afterAll(() => workspace.close());

let day = 0;
async function confirmed(): Promise<string> {
  day += 1;
  const own = workspace.meetings.service('meetings');
  const start = new Date(Date.UTC(2027, 3, day, 9));
  const draft = await own.draft({
    subject: 'Review',
    description: null,
    host: host.person,
    rooms: [workspace.room],
    virtualRoom: workspace.virtualRoom,
    start,
    end: new Date(start.getTime() + 3_600_000),
    timeZone: 'Europe/Berlin',
    people: [{ person: guestOfHost.person, role: 'required' }],
    guests: [],
  });
  await own.confirm(draft);
  await workspace.app.runJobs();
  return draft.id;
}
const get = (path: string, { cookie }: { cookie: string }) => getPage(workspace.app.url + path, { cookie });
const post = (path: string, { cookie }: { cookie: string }, form: Record<string, string> = {}) => postForm(workspace.app.url + path, form, { cookie });
const state = async (id: string) => (await workspace.meetings.model('meeting.event').get(id)).state;

describe('the page of a meeting', () => {
  it('shows the link, the answer, reminders and all actions, and asks before each that takes something away', async () => {
    const id = await confirmed();
    const { text } = await get(`/app/meeting.event/${id}`, host);
    for (const words of [
      'Join',
      'Renew link',
      'Invitation text',
      'Send invitations',
      'Calendar file',
      'Hand over',
      'Set back to draft',
      'Cancel meeting',
      'Cancel and delete',
    ])
      expect(text, words).toContain(words);
    expect(text).toContain('15 minutes before');
    // One line a zone: the viewer's, with whoever else is there, then UTC.
    expect(text.match(/<td[^>]*>You, [^<]*Ines Invited[^<]*<\/td>/g)).toHaveLength(1);
    expect(text.indexOf('>You, ')).toBeLessThan(text.lastIndexOf('>UTC'));
    // On top of the page the viewer's time alone.
    expect(text).toMatch(/<strong>[^<]+<\/strong> *<span class="muted">[^<]+<\/span>/);
    expect(text).not.toContain('Nobody came');
    for (const action of ['renew-link', 'set-back', 'cancel', 'cancel-and-remove']) {
      expect((await get(`/app/meeting.event/${id}/do/${action}`, host)).status).toBe(200);
      expect(await state(id)).toBe('confirmed');
    }
    const seen = await get(`/app/meeting.event/${id}`, guestOfHost);
    expect(seen.text).toContain('Your answer');
    expect(seen.text).not.toContain('Add a reminder');
    await post(`/app/meetings/${id}/answer`, guestOfHost, { answer: 'ACCEPTED' });
    expect((await workspace.meetings.model('meeting.attendee').find({ event: id, person: guestOfHost.person }))[0]?.partstat).toBe('ACCEPTED');
    for (const words of ['Calendar file', 'Versions', 'Accept', 'Join']) expect(seen.text, words).toContain(words);
    for (const words of ['Edit', 'Renew link', 'Send invitations', 'Hand over', 'Set back to draft', 'Cancel meeting', 'Cancel and delete', 'Nobody came'])
      expect(seen.text, words).not.toContain(words);
    for (const [path, deed] of [
      [`/app/meeting.event/${id}/do/cancel`, 'cancel'],
      [`/app/meetings/${id}/edit`, 'change'],
      [`/app/meetings/${id}/hand-over`, 'hand over'],
      [`/app/meetings/${id}/invitations`, 'send invitations to'],
    ] as const) {
      const door = await get(path, guestOfHost);
      expect([door.status, door.text.includes(`Only the host, the creator or a meeting manager can ${deed} this meeting.`)], path).toEqual([403, true]);
    }
    const refused = await post(`/app/meeting.event/${id}/do/cancel`, guestOfHost, { reason: 'no' });
    expect([refused.status, refused.text.includes('Only the host, the creator or a meeting manager can cancel this meeting.')]).toEqual([403, true]);
  });

  it('gives the invitation as plain text with time, UTC, link and number, and as a calendar file', async () => {
    const id = await confirmed();
    const { text } = await get(`/app/meetings/${id}/invitation-text`, host);
    const area = /<textarea[^>]*>([^<]*)</.exec(text)?.[1] ?? '';
    expect(area).toContain('Topic: Review');
    expect(area).toContain('(Europe/Berlin, UTC+02:00)');
    expect(area).toMatch(/^UTC: /m);
    expect(area).toMatch(/^Join: https:\/\/meet\.jit\.si\/atrium-/m);
    // Jitsi has no number that people could type
    expect(area).not.toContain('Meeting ID');
    const file = await get(`/app/meetings/${id}/meeting.ics`, guestOfHost);
    expect(file.text).toContain('METHOD:REQUEST');
    expect(file.text.replaceAll('\r\n ', '')).toContain('mailto:ines@example.org');
    const forAdmin = await get(`/app/meetings/${id}/meeting.ics`, admin);
    expect([forAdmin.text.includes('METHOD:PUBLISH'), forAdmin.text.includes('ATTENDEE')]).toEqual([true, false]);
    expect((await get(`/app/meetings/${id}/meeting.ics`, await workspace.signIn('Stan Stranger', 'stan@example.org', 'base.user'))).status).toBe(404);
  });

  it('shows who attends who else comes; the addresses of guests from outside are for host, creator and managers', async () => {
    const id = await confirmed();
    const own = workspace.as(host.person).service('meetings');
    const { subject, description, host: by, start, end, timeZone, virtualRoom, version } = await workspace.meetings.model('meeting.event').get(id);
    await own.revise({
      ...{ id, version, subject, description, host: by, start, end, timeZone, virtualRoom },
      rooms: [],
      people: [{ person: guestOfHost.person, role: 'required' }],
      guests: [
        { name: 'Zed Outside', email: 'zed@outside.example', timeZone: 'Asia/Kathmandu', language: 'en' },
        // As who comes along with a guest.
        { name: 'along@outside.example', email: 'along@outside.example', timeZone: 'Asia/Kathmandu', language: 'en' },
      ],
    });
    for (const [reader, address] of [
      [host, true],
      [admin, true],
      [guestOfHost, false],
    ] as const) {
      const { text } = await get(`/app/meeting.event/${id}`, reader);
      for (const words of ['Zed Outside', 'Kathmandu', 'hans@example.org']) expect(text, words).toContain(words);
      const history = (await get(`/app/meetings/${id}/history`, reader)).text;
      expect(['zed@outside.example', 'along@outside.example'].map((one) => text.includes(one))).toEqual([address, address]);
      expect(['Zed Outside', 'zed@outside.example', 'along@outside.example'].map((one) => history.includes(one))).toEqual([true, false, address]);
    }
    expect((await get(`/app/meetings/${id}/meeting.ics`, guestOfHost)).text).not.toContain('zed@outside.example');
    expect((await workspace.as(guestOfHost.person).model('meeting.attendee').find({ event: id })).map(({ email }) => email)).toEqual(['ines@example.org']);
  });

  it('offers to undo a cancellation, for ten minutes', async () => {
    const id = await confirmed();
    await post(`/app/meeting.event/${id}/do/cancel`, host, { reason: 'mistake' });
    expect((await get(`/app/meeting.event/${id}`, host)).text).toContain('Cancelled a moment ago.');
    expect((await get(`/app/meeting.event/${id}`, guestOfHost)).text).not.toContain('Cancelled a moment ago.');
    await post(`/app/meetings/${id}/undo`, host);
    expect(await state(id)).toBe('confirmed');
    await post(`/app/meeting.event/${id}/do/cancel`, host);
    workspace.app.clock.advance(10 * 60_000);
    expect((await get(`/app/meeting.event/${id}`, host)).text).not.toContain('Cancelled a moment ago.');
  });

  it('hands a meeting over, and says what is missing', async () => {
    const id = await confirmed();
    expect((await post(`/app/meetings/${id}/hand-over`, host, {})).status).toBe(422);
    expect((await post(`/app/meetings/${id}/hand-over`, host, { host: guestOfHost.person, stay: 'true' })).status).toBe(303);
    expect((await workspace.meetings.model('meeting.event').get(id)).host).toBe(guestOfHost.person);
  });

  it('adds and removes reminders', async () => {
    const id = await confirmed();
    await post(`/app/meetings/${id}/reminders`, host, { channel: 'mail', amount: '1', unit: 'days' });
    const reminders = () => workspace.meetings.model('meeting.reminder').find({ event: id });
    expect(await reminders()).toHaveLength(3);
    const [first] = await reminders();
    await post(`/app/meetings/${id}/reminders`, host, { remove: first?.id ?? '' });
    expect(await reminders()).toHaveLength(2);
    await post(`/app/meetings/${id}/reminders`, guestOfHost, { channel: 'app', amount: '5', unit: 'minutes' });
    expect(await reminders()).toHaveLength(2);
  });
});

describe('many at once', () => {
  it('are cancelled from the list after a look at what that means; what is not one’s own stays and is named', async () => {
    const [one, two] = [await confirmed(), await confirmed()];
    const invited = await confirmed();
    await workspace.as(host.person).service('meetings').handOver({ id: invited, version: 2, host: guestOfHost.person, stay: true });
    await workspace.meetings.model('meeting.event').update(invited, { creator: guestOfHost.person });
    const send = (more: [string, string][]) =>
      fetch(`${workspace.app.url}/app/meeting.event/bulk`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie: host.cookie, origin: workspace.app.url, accept: 'text/html' },
        body: new URLSearchParams([...[one, two, invited].map((id): [string, string] => ['id', id]), ['do', 'action:cancel'], ...more]),
      });
    const asked = await (await send([])).text();
    expect(asked).toContain('3 meetings will be cancelled, from');
    expect(asked).toContain('2 people are told, 0 of them from outside.');
    expect(asked).toContain('Rooms that become free: 3.');
    expect([await state(one), await state(two)]).toEqual(['confirmed', 'confirmed']);
    const done = await (
      await send([
        ['sure', '3'],
        ['reason', 'Strike'],
      ])
    ).text();
    expect(done).toContain('Done: 2 of 3.');
    expect(done).toContain('Only the host, the creator or a meeting manager can cancel this meeting.');
    expect([await state(one), await state(two), await state(invited)]).toEqual(['cancelled', 'cancelled', 'confirmed']);
    await workspace.app.runJobs();
    const told = await workspace.rows<{ count: string }>(`SELECT count(*) FROM mail_message WHERE kind = 'ics-mailer.cancellation' AND source = $1`, [one]);
    expect(Number(told[0]?.count)).toBe(2);
    expect((await get(`/app/meeting.event/${one}`, host)).text).toContain('Cancelled a moment ago.');
  });

  it('cancel and delete takes claims, activities, files, the link and its room at the provider', async () => {
    const id = await confirmed();
    const form = new FormData();
    form.set('kind', 'note');
    form.set('body', 'The plan');
    form.append('files', new Blob(['%PDF-1.7'], { type: 'application/pdf' }), 'plan.pdf');
    await fetch(`${workspace.app.url}/app/thread/meeting.event/${id}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: host.cookie, origin: workspace.app.url, accept: 'text/html' },
      body: form,
    });
    const left = async () =>
      Promise.all(
        [
          `SELECT 1 FROM calendar_claim WHERE source = $1`,
          `SELECT 1 FROM activity_activity WHERE record = $1`,
          `SELECT 1 FROM thread_file WHERE record = $1`,
          `SELECT 1 FROM thread_message WHERE record = $1`,
          `SELECT 1 FROM meeting_conference WHERE event_id = $1`,
          `SELECT 1 FROM meeting_reminder WHERE event_id = $1`,
          `SELECT 1 FROM meeting_attendee WHERE event_id = $1`,
        ].map(async (sql) => (await workspace.rows(sql, [id])).length > 0),
      );
    expect(await left()).toEqual([true, true, true, true, true, true, true]);
    await post(`/app/meeting.event/${id}/do/cancel-and-remove`, host);
    await workspace.app.runJobs();
    expect(await left()).toEqual([false, false, false, false, false, false, false]);
  });
});

describe('versions', () => {
  const plan = async (id: string) => {
    const { subject, description, host: by, start, end, timeZone, virtualRoom, version } = await workspace.meetings.model('meeting.event').get(id);
    return { id, version, subject, description, host: by, start, end, timeZone, virtualRoom, rooms: [workspace.room], people: [], guests: [] };
  };
  const words = (html: string): string =>
    html
      .replace(/<[^>]+>/g, ' ')
      .replace(/&quot;/g, '"')
      .replace(/\s+/g, ' ');

  it('tell every change: who, when, from what to what, in the zone of who looks', async () => {
    const id = await confirmed();
    const own = workspace.as(host.person).service('meetings');
    const { start, end, ...first } = await plan(id);
    const guests = [{ name: 'Gita Guest', email: 'gita@example.net', timeZone: 'Asia/Kathmandu', language: 'en' }];
    await own.revise({
      ...first,
      subject: 'Yearly review',
      start: new Date(start.getTime() + 3_600_000),
      end: new Date(end.getTime() + 3_600_000),
      rooms: [workspace.otherRoom],
      guests,
    });
    await own.revise({ ...(await plan(id)), rooms: [workspace.otherRoom], guests, people: [{ person: guestOfHost.person, role: 'optional' }] });
    await workspace.as(guestOfHost.person).service('meetings').answer({ id, answer: 'ACCEPTED' });
    await own.handOver({ id, version: (await plan(id)).version, host: admin.person, stay: true });
    const page = await get(`/app/meetings/${id}/history`, host);
    const said = words(page.text);
    for (const line of [
      'Version 1: made',
      'Subject: Review → then Yearly review',
      'Rooms: Linden (taken off)',
      'Rooms: Harbour (added)',
      'Attendees: Ines Invited (taken off)',
      'Attendees: Gita Guest (added)',
      'Ines Invited: Answer: No answer yet → then Accepted',
      'Host: Hans Host → then Ada Admin',
      'Hans Host: Role: Host → then Required',
    ])
      expect(said, line).toContain(line);
    expect(said).toMatch(/When: [^→]*11:00 – 12:00 → then [^→]*12:00 – 13:00/);
    expect(said).toContain('Hans Host');
    // The same times, where the reader is.
    const far = await workspace.signIn('Farah Far', 'farah@example.org', 'base.admin');
    await workspace.base.model('base.person').update(far.person, { timeZone: 'Asia/Tokyo' });
    expect(words((await get(`/app/meetings/${id}/history`, far)).text)).toMatch(/When: [^→]*18:00 – 19:00 → then [^→]*19:00 – 20:00/);
    expect((await get(`/app/meetings/${id}/history`, await workspace.signIn('Nora Nobody', 'nora@example.org', 'base.user'))).status).toBe(404);
    // Two of them side by side: each thing once, from the first to the last; what came and went again is no difference.
    const ids = [...page.text.matchAll(/<option value="([0-9a-f-]{36})"/g)].map(([, one]) => one ?? '');
    const [newest, oldest] = [ids[0] ?? '', ids.at(-1) ?? ''];
    const compared = words((await get(`/app/meetings/${id}/history?a=${newest}&b=${oldest}`, host)).text);
    const table = compared.slice(compared.indexOf('Compared'), compared.indexOf('Version When Who'));
    expect(table).toContain('Subject Review Yearly review');
    expect(table).toContain('Host Hans Host Ada Admin');
    expect(table).toContain('Rooms: Linden (taken off)');
    expect(table).not.toContain('Attendees: Ines Invited');
    expect(ids).toHaveLength(12);
  });

  it('know that notes changed, and notes are told to nobody outside: no mail, no calendar file, no public page', async () => {
    const id = await confirmed();
    const own = workspace.as(host.person).service('meetings');
    const before = await workspace.rows<{ count: string }>('SELECT count(*) FROM mail_message');
    const secret = 'Offer at most 4711';
    await own.revise({ ...(await plan(id)), people: [{ person: guestOfHost.person, role: 'required' }], notes: secret });
    await workspace.app.runJobs();
    expect(await workspace.rows('SELECT count(*) FROM mail_message'), 'notes alone are no news').toEqual(before);
    await own.revise({ ...(await plan(id)), subject: 'Named anew', people: [{ person: guestOfHost.person, role: 'required' }] });
    await workspace.app.runJobs();
    expect((await workspace.meetings.model('meeting.event').get(id)).notes, 'left as they are').toBe(secret);
    for (const reader of [host, guestOfHost, admin]) expect((await get(`/app/meeting.event/${id}`, reader)).text).toContain(secret);
    expect((await get(`/app/meetings/${id}/meeting.ics`, guestOfHost)).text).not.toContain('4711');
    expect((await get(`/app/meetings/${id}/invitation-text`, host)).text).not.toContain('4711');
    for (const table of ['mail_message', 'core_audit', 'core_job', 'activity_activity'])
      expect(await workspace.rows(`SELECT * FROM ${table} AS one WHERE one::text LIKE '%4711%'`), table).toEqual([]);
    expect(words((await get(`/app/meetings/${id}/history`, host)).text)).toContain('Internal notes changed');
  });
});

describe('somebody who leaves', () => {
  it('leads to a list of what is left, which goes to another; links of nobody close politely', async () => {
    const leaver = await workspace.signIn('Lea Leaver', 'lea@example.org', 'base.user');
    const start = new Date('2027-05-03T09:00:00Z');
    const draft = await workspace.meetings.service('meetings').draft({
      subject: 'Handed on',
      description: null,
      host: leaver.person,
      rooms: [],
      virtualRoom: null,
      start,
      end: new Date(start.getTime() + 3_600_000),
      timeZone: 'UTC',
      people: [],
      guests: [],
    });
    await workspace.meetings.service('meetings').confirm(draft);
    await workspace.meetings.model('meeting.virtual_room').create({ name: 'Lea’s room', provider: 'jitsi', host: leaver.person });
    const link = await workspace.makeLink({ name: 'Lea’s hour', host: leaver.person });
    const page = `/app/people/${leaver.person}/hand-over`;
    expect((await get(page, host)).status).toBe(403);
    const deleted = await post(`/app/base.person/${leaver.person}/delete`, admin);
    expect(deleted.text).toContain('Hand them over first');
    expect(deleted.text, 'with the way there').toContain(`href="${page}"`);
    const gone = await post(`/app/base.person/${leaver.person}/do/deactivate`, admin);
    expect(new URL(gone.headers.get('location') ?? '', workspace.app.url).pathname).toBe(page);
    const closed = await getPage(workspace.app.url + link.path);
    expect([closed.status, closed.text.includes('Lea')]).toEqual([404, false]);
    const list = await get(page, admin);
    for (const words of ['Handed on', 'Lea’s room', 'Lea’s hour']) expect(list.text, words).toContain(words);
    const body = new URLSearchParams([['to', host.person], ...['meetings', 'virtual-rooms', 'links'].map((kind): [string, string] => ['kind', kind])]);
    const answer = await fetch(workspace.app.url + page, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: admin.cookie, origin: workspace.app.url, accept: 'text/html' },
      body,
    });
    expect([answer.status, await answer.text()]).toEqual([303, '']);
    expect((await workspace.meetings.model('meeting.event').get(draft.id)).host).toBe(host.person);
    expect(await workspace.portal.model('booking.link').count({ host: host.person, id: link.id })).toBe(1);
    expect((await getPage(workspace.app.url + link.path)).status).toBe(200);
    expect((await get(page, admin)).text).toContain('Nothing is in these hands.');
  });

  it('can be deleted once what is over or off is handed over too, and nobody has invited them any more', async () => {
    const leaver = await workspace.signIn('Otto Over', 'otto@example.org', 'base.user');
    const own = workspace.as(leaver.person).service('meetings');
    const start = new Date('2027-05-04T09:00:00Z');
    const plan = {
      description: null,
      rooms: [],
      virtualRoom: null,
      start,
      end: new Date(start.getTime() + 3_600_000),
      timeZone: 'UTC',
      people: [],
      guests: [],
    };
    const off = await own.draft({ ...plan, subject: 'Called off', host: leaver.person });
    await own.confirm(off);
    await own.cancel({ id: off.id, version: 2 });
    const invited = await workspace.meetings
      .service('meetings')
      .draft({ ...plan, subject: 'With Otto', host: host.person, people: [{ person: leaver.person, role: 'required' }] });
    await workspace.meetings.service('meetings').confirm(invited);
    const page = `/app/people/${leaver.person}/hand-over`;
    const gone = await post(`/app/base.person/${leaver.person}/do/deactivate`, admin);
    expect(new URL(gone.headers.get('location') ?? '', workspace.app.url).pathname, 'none of it is left behind').toBe(`/app/base.person/${leaver.person}`);
    const list = (await get(page, admin)).text;
    for (const words of ['Called off', 'With Otto', 'Past and cancelled meetings', 'Invitations to meetings of others']) expect(list, words).toContain(words);
    expect(list, 'only where somebody asks for it').not.toMatch(/name="kind"[^>]*checked/);
    expect((await post(page, admin, { to: host.person, kind: 'history' })).status).toBe(303);
    const still = await post(`/app/base.person/${leaver.person}/delete`, admin);
    expect([still.status, still.text.includes('1 meeting to come has invited this person'), still.text.includes(`href="${page}"`)]).toEqual([409, true, true]);
    expect((await post(page, admin, { to: guestOfHost.person, kind: 'invitations' })).status).toBe(303);
    expect((await post(`/app/base.person/${leaver.person}/delete`, admin)).status).toBe(303);
    expect(await workspace.meetings.model('meeting.event').get(off.id)).toMatchObject({ host: host.person, creator: null });
    expect(await workspace.meetings.model('meeting.attendee').find({ event: off.id })).toMatchObject([{ name: 'Otto Over', person: null }]);
    expect(await workspace.meetings.model('meeting.attendee').count({ event: invited.id, person: guestOfHost.person, role: 'required' })).toBe(1);
  });
});

describe('a room that meetings have taken', () => {
  it('is archived, not deleted; while something is planned there, that is said with the way to move it', async () => {
    const base = `/app/meeting.room/${workspace.room}`;
    await confirmed();
    const page = (await get(base, admin)).text;
    expect([page.includes(`${base}/archive"`), page.includes(`${base}/delete"`)]).toEqual([true, false]);
    expect((await get(base, host)).text).not.toContain(`${base}/archive"`);
    const refused = await post(`${base}/archive`, admin);
    expect([
      refused.status,
      refused.text.includes('Move them to another room first.'),
      refused.text.includes(`/app/rooms/${workspace.room}/meetings"`),
    ]).toEqual([409, true, true]);
    const { id } = await workspace.meetings.model('meeting.room').create({ name: 'Unused', timeZone: 'UTC' });
    expect((await get(`/app/meeting.room/${id}`, admin)).text).toContain(`/app/meeting.room/${id}/delete"`);
    expect((await post(`/app/meeting.room/${id}/archive`, admin)).status).toBe(303);
    expect((await get(`/app/meeting.room/${id}`, admin)).text).toContain(`/app/meeting.room/${id}/unarchive"`);
    expect((await post(`/app/meeting.room/${id}/unarchive`, admin)).status).toBe(303);
    expect((await workspace.meetings.model('meeting.room').get(id)).active).toBe(true);
  });
});
