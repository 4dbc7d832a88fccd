import { afterAll, beforeAll, expect, it } from 'vitest';
import { AtriumError, type Env } from '#core';
import { getPage } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

type State = 'draft' | 'confirmed' | 'cancelled';
type Meeting = { id: string; version: number; start: Date; end: Date };
type Who = { person: string; cookie: string; groups: readonly string[] };

let workspace: Workspace;
let people: Record<string, Who>;
let next = '';
let hour = 0;

beforeAll(async () => {
  workspace = await openWorkspace();
  const sign = async (name: string, ...groups: string[]): Promise<Who> => {
    const signed = await workspace.signIn(name, `${name.replaceAll(' ', '.').toLowerCase()}@example.org`, groups[0] ?? 'base.user');
    return { ...signed, groups: ['user', 'base.user', ...groups] };
  };
  people = {
    host: await sign('Hana Host'),
    creator: await sign('Cem Creator'),
    'meeting manager': await sign('Mona Manager', 'meetings.manager'),
    administrator: await sign('Ada Admin', 'base.admin'),
    attendee: await sign('Abe Attendee'),
    'another user': await sign('Sam Stranger'),
  };
  next = await workspace.makePerson('Nina Next', 'nina@example.org');
});
afterAll(() => workspace?.close());

const envOf = ({ person, groups }: Who): Env<'meetings'> =>
  workspace.app.envAs('meetings', { kind: 'user', org: 1, account: person, person, session: '', groups: new Set(groups) });
const idOf = (name: string): string => people[name]?.person ?? '';

const times = () => {
  hour += 2;
  const start = new Date(Date.parse('2028-01-03T00:00:00Z') + hour * 3_600_000);
  return { start, end: new Date(start.getTime() + 3_600_000) };
};
const plan = (during = times()) => ({
  subject: 'Budget',
  description: null,
  host: idOf('host'),
  rooms: [],
  virtualRoom: workspace.virtualRoom,
  ...during,
  timeZone: 'UTC',
  people: [{ person: idOf('attendee'), role: 'required' as const }],
  guests: [],
});

/** Hosted by one, made by another, attended by a third. */
async function made(state: State): Promise<Meeting> {
  const own = envOf(people.creator ?? { person: '', cookie: '', groups: [] }).service('meetings');
  const wanted = plan();
  const { start, end } = wanted;
  const { id, version } = await own.draft(wanted);
  if (state === 'draft') return { id, version, start, end };
  const confirmed = await own.confirm({ id, version });
  if (state === 'confirmed') return { id, version: confirmed.version, start, end };
  return { id, version: (await own.cancel({ id, version: confirmed.version })).version, start, end };
}

const page = async (who: Who, path: string): Promise<void> => {
  const { status } = await getPage(workspace.app.url + path, { cookie: who.cookie });
  if (status >= 400) throw new AtriumError(status === 404 ? 'NOT_FOUND' : 'ACCESS_DENIED', { status, title: 'Refused', level: 'info' });
};

type Deed = { from: State; run(env: Env<'meetings'>, meeting: Meeting, who: Who): Promise<unknown> };
const deeds: Record<string, Deed> = {
  read: { from: 'confirmed', run: (env, { id }) => env.model('meeting.event').get(id) },
  'see its history': { from: 'confirmed', run: (_env, { id }, who) => page(who, `/app/meetings/${id}/history`) },
  confirm: { from: 'draft', run: (env, { id, version }) => env.service('meetings').confirm({ id, version }) },
  change: {
    from: 'confirmed',
    run: (env, { id, version, start, end }) => env.service('meetings').revise({ ...plan({ start, end }), subject: 'New words', id, version }),
  },
  reschedule: { from: 'confirmed', run: (env, { id, version }) => env.service('meetings').reschedule({ id, version, ...times() }) },
  repeat: {
    from: 'confirmed',
    run: (env, { id, version }) => env.service('meetings').repeat({ ...plan(), virtualRoom: null, rule: 'FREQ=YEARLY;COUNT=2', id, version }),
  },
  cancel: { from: 'confirmed', run: (env, { id, version }) => env.service('meetings').cancel({ id, version }) },
  undo: { from: 'cancelled', run: (env, { id, version }) => env.service('meetings').undo({ id, version }) },
  'set back to draft': { from: 'confirmed', run: (env, { id, version }) => env.service('meetings').setBack({ id, version }) },
  'hand over': { from: 'confirmed', run: (env, { id, version }) => env.service('meetings').handOver({ id, version, host: next, stay: false }) },
  'send invitations': { from: 'confirmed', run: (env, { id }) => env.service('meetings').invite({ id, whom: 'all' }) },
  'renew the link': { from: 'confirmed', run: (env, { id, version }) => env.service('meetings').renewLink({ id, version }) },
  'see the host link': { from: 'confirmed', run: (_env, { id }, who) => page(who, `/app/meetings/${id}/host-link`) },
  'add a reminder': {
    from: 'confirmed',
    run: (env, { id }) =>
      env.model('meeting.reminder').create({ event: id, channel: 'app', amount: 5, unit: 'minutes', dueAt: new Date('2028-01-01T00:00:00Z') }),
  },
  answer: { from: 'confirmed', run: (env, { id }) => env.service('meetings').answer({ id, answer: 'TENTATIVE' }) },
  delete: { from: 'cancelled', run: (env, { id }) => env.service('meetings').remove({ id }) },
  'cancel and delete': { from: 'confirmed', run: (env, { id }) => env.service('meetings').remove({ id, cancel: true }) },
};

/** How it is refused, for people. */
const words: Record<string, string> = { NOT_FOUND: 'not there', MEETING_NOT_YOURS: 'refused', MEETING_STATE: 'has no answer', ACCESS_DENIED: 'refused' };

async function tried(): Promise<Record<string, Record<string, string>>> {
  const found: Record<string, Record<string, string>> = {};
  for (const [deed, { from, run }] of Object.entries(deeds)) {
    const line: Record<string, string> = {};
    for (const [name, who] of Object.entries(people)) {
      const meeting = await made(from);
      line[name] = await run(envOf(who), meeting, who).then(
        () => 'yes',
        (error: unknown) => {
          if (!(error instanceof AtriumError)) throw error;
          return words[error.code] ?? error.code;
        },
      );
    }
    found[deed] = line;
  }
  return found;
}

it('every action on a meeting × everybody: host, creator and managers act, attendees read, others learn nothing (to write it anew: npx vitest run test/access -u)', {
  timeout: 120_000,
}, async () => {
  const found = await tried();
  const changing = Object.keys(deeds).filter((deed) => !['read', 'see its history', 'see the host link', 'answer', 'add a reminder'].includes(deed));
  for (const deed of changing)
    expect([deed, found[deed]]).toEqual([
      deed,
      { host: 'yes', creator: 'yes', 'meeting manager': 'yes', administrator: 'yes', attendee: 'refused', 'another user': 'refused' },
    ]);
  const names = Object.keys(people);
  const text = [
    '# Who may do what to a meeting',
    '',
    'Tried by a test, each on a meeting of its own that one person hosts, another has made and a third attends. *Refused* comes with the sentence “Only the host, the creator or a meeting manager can cancel this meeting.” (or what else it was); *not there* is the answer of a meeting that does not exist. A meeting that a guest has booked belongs to its host. How rules combine: [access](access.md).',
    '',
    `| | ${names.join(' | ')} |`,
    `|---|${names.map(() => '---').join('|')}|`,
    ...Object.entries(found).map(([deed, line]) => `| ${deed} | ${names.map((name) => line[name] ?? '').join(' | ')} |`),
    '',
  ].join('\n');
  await expect(text).toMatchFileSnapshot('../../docs/reference/meeting-access.md');
});
