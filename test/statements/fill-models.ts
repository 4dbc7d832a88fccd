import { randomUUID } from 'node:crypto';
import type { Env } from '#core';
import { system } from '../../core/principal.ts';
import type { Workspace } from '../fixture/open-workspace.ts';

type Values = Record<string, unknown>;
type Field = ReturnType<Env<never>['catalog']['describe']>['fields'][number];
/** The same repository for every model: what a row must be is in the catalog. */
type Store = { create(rows: readonly Values[], options?: unknown): Promise<{ id: string }[]> };

/** Everything belongs to one of each: all meetings have one host, all attendees are of one meeting, so that whatever is asked row by row shows. */
export type Hubs = { person: string; account: string; ids: Map<string, string[]> };

const START = Date.parse('2027-03-02T00:00:00Z');
const at = (i: number, minutes = 0): Date => new Date(START + (i * 15 + minutes) * 60_000);
const ownFields = new Set(['id', 'createdAt', 'updatedAt']);
/** Filled by what happens, never by hand. */
const untouched = new Set(['core.audit', 'core.security_event', 'base.account', 'calendar.claim']);

/** Models whose rows belong to a record of any other. */
const pointsAnywhere = (model: string): boolean => /^(thread|activity|web)\./.test(model);

/** What the fields themselves do not tell. */
const special: Record<string, (i: number, hubs: Hubs) => Values> = {
  'web.favourite': (i, { account }) => ({ owner: account, model: 'meeting.event', name: `Favourite ${i}` }),
  'web.list_setting': (i, { account }) => ({ owner: account, model: `library.book${i}` }),
  'web.import': (i, { account }) => ({ owner: account, model: 'meeting.room', fileName: `rooms ${i}.csv`, table: { head: ['name'], rows: [['Linden']] } }),
  'web.external_id': (i, hubs) => ({ model: 'meeting.room', key: `test.room-${i}`, record: hubs.ids.get('meeting.room')?.[i] ?? randomUUID() }),
  'base.session': (i, { account }) => ({ account, tokenHash: `hash ${i}`, expiresAt: at(100_000), lastSeenAt: at(0) }),
  'base.membership': (i, { ids }) => ({ person: ids.get('base.person')?.[i], group: 'base.user' }),
  'base.picture': () => ({ content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) }),
  'activity.activity': (i, { person, ids }) => ({
    model: 'meeting.event',
    record: ids.get('meeting.event')?.[i] ?? randomUUID(),
    kind: `kind ${i}`,
    person,
    due: '2027-03-02',
  }),
  'api.key': (i, { person }) => ({ person, start: `key${i}`, scope: { read: ['meeting.room'], write: [], act: [] }, expiresAt: at(100_000) }),
  'api.webhook': (i, { person }) => ({
    owner: person,
    url: `https://example.org/${i}`,
    subscriptions: [{ model: 'meeting.room', on: ['created'] }],
    active: false,
  }),
  'api.delivery': () => ({ event: 'meeting.room.create', happenedAt: at(0) }),
  'calendar.schedule': () => ({ weekly: [{ days: [1, 2, 3, 4, 5], ranges: [['09:00', '17:00']] }] }),
  'mail.message': (i) => ({ messageId: `<${i}.${randomUUID()}@example.org>`, toEmail: `to${i}@example.org` }),
  'mail.captured': () => ({ raw: Buffer.from('Subject: Hello\r\n\r\nHello') }),
  'thread.message': (_i, { person, ids }) => ({
    model: 'meeting.event',
    record: ids.get('meeting.event')?.[0],
    author: person,
    body: 'Hello',
    kind: 'comment',
  }),
  'thread.follower': (i, { ids }) => ({ model: 'meeting.event', record: ids.get('meeting.event')?.[0], person: ids.get('base.person')?.[i] }),
  'thread.file': (i, { ids }) => ({ model: 'meeting.event', record: ids.get('meeting.event')?.[0], message: ids.get('thread.message')?.[i] }),
  'thread.piece': (i, { ids }) => ({ file: ids.get('thread.file')?.[i], position: 0, content: Buffer.from('Hello') }),
  'meeting.virtual_room': () => ({ provider: 'jitsi' }),
  'meeting.event': (i, { person }) => ({
    host: person,
    creator: person,
    start: at(i),
    end: at(i, 15),
    state: i % 3 === 0 ? 'draft' : 'confirmed',
    wallStart: at(i).toISOString().slice(0, 16),
  }),
  'meeting.event_room': (i, { ids }) => ({ event: ids.get('meeting.event')?.[0], room: ids.get('meeting.room')?.[i] }),
  'meeting.attendee': (i, { ids }) => ({ event: ids.get('meeting.event')?.[0], person: ids.get('base.person')?.[i], email: `attendee${i}@example.org` }),
  'meeting.reminder': (i, { ids }) => ({ event: ids.get('meeting.event')?.[0], amount: i, unit: 'minutes', dueAt: at(0), state: 'sent' }),
  'meeting.door': (i, { ids }) => ({ room: ids.get('meeting.room')?.[i] }),
  'meeting.series': () => ({ rule: 'FREQ=WEEKLY;COUNT=3', wallStart: '2027-03-02T09:00', minutes: 60, through: '2027-04-01', complete: true }),
  'meeting.host_link': (i, { ids }) => ({ event: ids.get('meeting.event')?.[i] }),
  'meeting.conference': (i, { ids }) => ({ event: ids.get('meeting.event')?.[i], provider: 'jitsi', state: 'ready' }),
  'booking.link': (_i, { person }) => ({ host: person }),
  'booking.booking': (i, { ids }) => ({ meeting: ids.get('meeting.event')?.[i], language: 'en' }),
  'contacts.suggestion': (i) => ({ value: `Value ${i}` }),
  'contacts.meeting': (i, { ids }) => ({ contact: ids.get('contacts.contact')?.[0], event: ids.get('meeting.event')?.[i] }),
  'external.calendar': (i, { person, ids }) => ({
    person: i === 0 ? person : ids.get('base.person')?.[i],
    seat: 1001,
    address: `https://example.org/${i}.ics`,
    nextAt: at(100_000),
  }),
  'exchange.import': (_i, { person }) => ({ owner: person, rows: [] }),
  'reports.size': (i) => ({ day: new Date(START - i * 86_400_000).toISOString().slice(0, 10), part: 'database', kilobytes: i }),
  'reports.quiet_reader': (i, { ids }) => ({ person: ids.get('base.person')?.[i] }),
};

function sampleOf({ name, kind, options }: Field, i: number, hubs: Hubs, varies: boolean): unknown {
  switch (kind) {
    case 'text':
      return `${name} ${i}`.slice(0, options.max ?? 200);
    case 'longText':
      return 'Some words';
    case 'email':
      return `${name}${i}@example.org`.toLowerCase();
    case 'zone':
      return 'Europe/Berlin';
    case 'bool':
      return true;
    case 'int':
    case 'number':
      return (options.min ?? 1) + (options.max === undefined ? i : i % (options.max - (options.min ?? 1) + 1));
    case 'instant':
      return at(i);
    case 'date':
      return '2027-03-02';
    case 'choice':
      return options.choices?.[0];
    case 'ref':
      return !varies && options.target === 'base.person' ? hubs.person : hubs.ids.get(options.target ?? '')?.[varies ? i : 0];
    case 'secret':
      return 'secret';
    case 'bytes':
      return Buffer.from('bytes');
    case 'range':
      return { start: at(i), end: at(i, 15) };
    case 'json':
      return {};
    default:
      return randomUUID();
  }
}

/** Rows `from` up to `to` of every model that plugins declare, made by the plugin itself: required fields by their kind, and what else a row needs to be one. */
export async function fillModels({ app }: Workspace, hubs: Hubs, from: number, to: number): Promise<void> {
  const { catalog } = app.env('base');
  const order = catalog.models().filter((model) => !untouched.has(model));
  for (const model of [...order.filter((one) => !pointsAnywhere(one)), ...order.filter(pointsAnywhere)]) {
    const { plugin, fields, constraints } = catalog.describe(model);
    const references = new Set(fields.flatMap(({ kind, column }) => (kind === 'ref' && column ? [column] : [])));
    // Where refs alone must differ, the last of them does.
    const varying = new Set(
      constraints.flatMap(({ kind, text }) => {
        const columns = text.replaceAll('"', '').split(', ');
        return kind === 'unique' && columns.every((column) => references.has(column)) ? columns.slice(-1) : [];
      }),
    );
    const needed = fields.filter(({ name, options }) => options.required === true && options.default === undefined && !ownFields.has(name));
    const rows = Array.from({ length: to - from }, (_, index) => {
      const i = from + index;
      return {
        ...Object.fromEntries(needed.map((field) => [field.name, sampleOf(field, i, hubs, varying.has(field.column ?? ''))])),
        ...special[model]?.(i, hubs),
      };
    });
    const store = app.envAs(plugin, system(1, 'rows for a test')).model(model as never) as unknown as Store;
    try {
      const made = await store.create(rows);
      hubs.ids.set(model, [...(hubs.ids.get(model) ?? []), ...made.map(({ id }) => id)]);
    } catch (error) {
      throw new Error(`${model} cannot be filled: say in this file what its rows need`, { cause: error });
    }
  }
}
