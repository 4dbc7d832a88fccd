import { type Env, formatRange, type Row } from '#core';
import type { RecordChange } from '../../base/contract.ts';
import { words } from '../../web/contract.ts';
import { keepsMeeting, nameFor } from '../guest-address.ts';
import { asSeen, seesField } from './as-seen.ts';

type Meeting = Row<'meetings', 'meeting.event'>;

/** One thing that is another now: `from` and `to` in the viewer's words and zone; without them only the fact is kept. */
export type Difference = { key: string; label: string; from: string; to: string; told: boolean };

/** Who or what came or went. */
export type Movement = { key: string; kind: 'person' | 'room'; name: string; came: boolean };

/** All that one step has changed, as it was before and after. */
export type Version = {
  /** The latest line of the audit log that belongs to it. */
  id: string;
  /** As the meeting counts them; null where it did not count (an answer). */
  number: number | null;
  at: Date;
  /** Null: nobody inside; then a guest or the system. */
  person: string | null;
  guest: boolean;
  made: boolean;
  differences: Difference[];
  movements: Movement[];
};

export type History = { versions: Version[]; names: ReadonlyMap<string, string>; more: boolean };

/** Lines of the meeting's own that one page tells of. */
const PAGE = 50;

/** Who took the step, by name. */
export const whoDid = (env: Env<'meetings'>, { person, guest }: Version, names: History['names']): string =>
  person ? (names.get(person) ?? env.t('somebody who is gone')) : guest ? env.t('a guest') : env.t('the system');

type Fields = Map<string, { from: unknown; to: unknown; told: boolean }>;

/** What several lines of one record did together: the first value and the last. */
function together(entries: readonly RecordChange[]): Fields {
  const fields: Fields = new Map();
  for (const { changes } of entries) {
    for (const [name, change] of Object.entries(changes)) {
      const known = fields.get(name);
      const told = change !== null && known?.told !== false;
      fields.set(name, { from: known ? known.from : change?.[0], to: change?.[1], told });
    }
  }
  return fields;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const date = (value: unknown): Date | undefined => (typeof value === 'string' || value instanceof Date ? new Date(value) : undefined);

/** Names of all that the lines point at. Guests' names are not in the log: those who still take part are known, others are “a guest”. */
type Known = {
  people: ReadonlyMap<string, string>;
  rooms: ReadonlyMap<string, string>;
  virtualRooms: ReadonlyMap<string, string>;
  attendees: ReadonlyMap<string, string>;
};

function differencesOf(env: Env<'meetings'>, fields: Fields, after: Pick<Meeting, 'start' | 'end'>, known: Known): Difference[] {
  const found: Difference[] = [];
  const nothing = env.t('nothing');
  const tell = (key: string, label: string, show: (value: unknown) => string): void => {
    const change = fields.get(key);
    if (!change) return;
    const shown = (value: unknown): string => (value === null || value === undefined || value === '' ? nothing : show(value));
    found.push({ key, label, from: change.told ? shown(change.from) : '', to: change.told ? shown(change.to) : '', told: change.told });
  };
  const name = (names: ReadonlyMap<string, string>) => (value: unknown) => names.get(text(value)) ?? env.t('somebody who is gone');
  tell('subject', env.t('Subject'), text);
  // One end tells the other, together with how long it lasts.
  if ((fields.has('start') || fields.has('end')) && seesField(env, 'meeting.event', 'start') && seesField(env, 'meeting.event', 'end')) {
    const range = (side: 'from' | 'to'): string => {
      const [start, end] = [date(fields.get('start')?.[side]) ?? after.start, date(fields.get('end')?.[side]) ?? after.end];
      return formatRange(start, end, env.preferences.timeZone, env.preferences);
    };
    found.push({ key: 'when', label: env.t('When'), from: range('from'), to: range('to'), told: true });
  }
  tell('timeZone', env.t('Time zone'), (zone) => text(zone).replaceAll('_', ' '));
  tell('host', env.t('Host'), name(known.people));
  tell('virtualRoom', env.t('Virtual room'), (id) => known.virtualRooms.get(text(id)) ?? env.t('not visible to you'));
  tell('state', env.t('State'), (state) => env.t(words(text(state))));
  // That it goes with the next change is no change of its own.
  if (fields.get('reason')?.to) tell('reason', env.t('Reason'), text);
  tell('description', env.t('Description'), text);
  tell('notes', env.t('Internal notes'), text);
  return found;
}

/** What attendees, rooms and the link did in one step. */
function partsOf(env: Env<'meetings'>, entries: readonly RecordChange[], known: Known): { differences: Difference[]; movements: Movement[] } {
  const differences: Difference[] = [];
  const movements: Movement[] = [];
  for (const { model, record, operation, changes } of entries) {
    const was = (field: string): unknown => changes[field]?.[operation === 'create' ? 1 : 0];
    if (model === 'meeting.event_room') {
      if (operation === 'update') continue;
      const room = text(was('room'));
      movements.push({ key: room, kind: 'room', name: known.rooms.get(room) ?? env.t('not visible to you'), came: operation === 'create' });
    } else if (model === 'meeting.attendee') {
      const person = text(was('person'));
      const who = known.attendees.get(record) ?? known.people.get(person) ?? env.t('a guest');
      if (operation !== 'update') {
        movements.push({ key: person || record, kind: 'person', name: who, came: operation === 'create' });
        continue;
      }
      const shown = (value: unknown): string => env.t(words(text(value)));
      const { role, partstat } = changes;
      if (role) differences.push({ key: `part ${record}`, label: `${who}: ${env.t('Role')}`, from: shown(role[0]), to: shown(role[1]), told: true });
      // Asking everybody again is no answer.
      if (partstat && partstat[1] !== 'NEEDS-ACTION')
        differences.push({ key: `answer ${record}`, label: `${who}: ${env.t('Answer')}`, from: shown(partstat[0]), to: shown(partstat[1]), told: true });
    } else if (changes['joinUrl']) {
      const [from, to] = changes['joinUrl'];
      const shown = (value: unknown): string => text(value) || env.t('nothing');
      differences.push({ key: 'link', label: env.t('Link'), from: shown(from), to: shown(to), told: true });
    }
  }
  return { differences, movements };
}

const idsIn = (changes: readonly RecordChange[], ...fields: readonly string[]): string[] => [
  ...new Set(changes.flatMap((entry) => fields.flatMap((field) => (entry.changes[field] ?? []).flatMap((value) => text(value) || [])))),
];

/**
 * Every change of a meeting that the viewer may read (the caller has asked), newest first, from the audit log. At most nine statements, however much has happened.
 * @param before only what is older than this line of the log
 */
export async function readVersions(env: Env<'meetings'>, meeting: Meeting, before?: string): Promise<History> {
  const own = env.asPlugin();
  const attendees = await own.model('meeting.attendee').pick({ event: meeting.id }, ['name', 'person']);
  const rooms = await own.model('meeting.event_room').pick({ event: meeting.id }, ['room']);
  const links = await own.model('meeting.conference').pick({ event: meeting.id }, ['state']);
  const logged = await own.service('base').recordChanges({
    model: 'meeting.event',
    record: meeting.id,
    parts: [
      { model: 'meeting.attendee', field: 'event', ids: attendees.map(({ id }) => id) },
      { model: 'meeting.event_room', field: 'event', ids: rooms.map(({ id }) => id) },
      { model: 'meeting.conference', field: 'event', ids: links.map(({ id }) => id) },
    ],
    limit: PAGE,
    ...(before ? { before } : {}),
  });
  const changes = asSeen(env, logged);
  const wanted = [...new Set([...changes.flatMap(({ person }) => person ?? []), ...idsIn(changes, 'host', 'person')])];
  const people = new Map((await own.service('base').people({ ids: wanted })).map(({ id, name }) => [id, name]));
  const named = async (model: 'meeting.room' | 'meeting.virtual_room', ids: readonly string[]): Promise<Map<string, string>> =>
    new Map(ids.length > 0 ? (await own.model(model).pick({ id: { in: [...ids] } }, ['name'])).map(({ id, name }) => [id, name]) : []);
  const keeps = keepsMeeting(env, meeting);
  const known: Known = {
    people,
    rooms: await named('meeting.room', idsIn(changes, 'room')),
    virtualRooms: await named('meeting.virtual_room', idsIn(changes, 'virtualRoom')),
    attendees: new Map(seesField(env, 'meeting.attendee', 'name') ? attendees.map((attendee) => [attendee.id, nameFor(env, attendee, keeps)]) : []),
  };
  const steps = new Map<string, RecordChange[]>();
  for (const change of changes) {
    const key = `${change.at.getTime()} ${change.person}`;
    steps.set(key, [change, ...(steps.get(key) ?? [])]);
  }
  let after: Pick<Meeting, 'start' | 'end'> = before ? await stoodAt(env, meeting, before) : meeting;
  const versions = [...steps.values()].flatMap((entries): Version[] => {
    const last = entries.at(-1);
    if (!last) return [];
    const fields = together(entries.filter(({ model }) => model === 'meeting.event'));
    const made = entries.some(({ model, operation }) => model === 'meeting.event' && operation === 'create');
    const parts = partsOf(
      env,
      entries.filter(({ model }) => model !== 'meeting.event'),
      known,
    );
    const differences = [...(made ? [] : differencesOf(env, fields, after, known)), ...parts.differences];
    after = { start: date(fields.get('start')?.from) ?? after.start, end: date(fields.get('end')?.from) ?? after.end };
    const number = made ? 1 : Number(fields.get('version')?.to ?? Number.NaN);
    if (!made && differences.length + parts.movements.length === 0) return [];
    const movements = made ? [] : parts.movements;
    return [{ id: last.id, number: Number.isNaN(number) ? null : number, at: last.at, person: last.person, guest: last.guest, made, differences, movements }];
  });
  return { versions, names: people, more: changes.filter(({ model }) => model === 'meeting.event').length === PAGE };
}

/** Its time as it was before the lines of newer pages: the earliest `from` among them. */
async function stoodAt(env: Env<'meetings'>, meeting: Meeting, before: string): Promise<Pick<Meeting, 'start' | 'end'>> {
  const newer = await env.asPlugin().service('base').recordChanges({ model: 'meeting.event', record: meeting.id, parts: [], limit: 1_000 });
  let { start, end } = meeting;
  for (const { id, changes } of newer) {
    if (id < before) break;
    start = date(changes['start']?.[0]) ?? start;
    end = date(changes['end']?.[0]) ?? end;
  }
  return { start, end };
}

/** From the state after `a` to the state after `b`: what is another there, each once, from first to last. */
export function compareVersions(versions: readonly Version[], a: string, b: string): { differences: Difference[]; movements: Movement[] } {
  const [older, newer] = a < b ? [a, b] : [b, a];
  const between = versions.filter(({ id }) => id > older && id <= newer).reverse();
  const differences = new Map<string, Difference>();
  const movements = new Map<string, Movement>();
  for (const version of between) {
    for (const one of version.differences) {
      const known = differences.get(one.key);
      differences.set(one.key, known ? { ...one, from: known.from, told: one.told && known.told } : one);
    }
    for (const one of version.movements) {
      const key = `${one.kind} ${one.key}`;
      const known = movements.get(key);
      if (known && known.came !== one.came) movements.delete(key);
      else movements.set(key, one);
    }
  }
  return { differences: [...differences.values()].filter(({ from, to, told }) => !told || from !== to), movements: [...movements.values()] };
}
