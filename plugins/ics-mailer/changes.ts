import { type Env, formatRange } from '#core';
import type { RecordChange } from '../base/contract.ts';
import type { MeetingDetails } from '../meetings/contract.ts';
import type { MailKind } from './mail-kinds.ts';

type IcsEnv = Env<'ics-mailer'>;

/** What a mail says of a change: who made it, and how it was before. */
export type Changes = {
  /** Undefined: nobody whom the reader could know. */
  by: string | undefined;
  was: { start: Date; end: Date } | undefined;
  subject: string | undefined;
  host: string | undefined;
  /** Names; an empty list: there was no room. */
  rooms: readonly string[] | undefined;
  /** The address that it was at before; an empty one: none. */
  place: string | undefined;
  /** Another video meeting, or other words beneath the subject. */
  video: boolean;
  words: boolean;
  /** Called off. */
  off: boolean;
};

/** Lines of the log that one change can have. */
const MOST = 10;
const told = new Set<MailKind>(['update', 'cancellation']);

const date = (value: unknown): Date | undefined => (typeof value === 'string' ? new Date(value) : undefined);
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The last change, and those before it of which nobody was told. */
function sinceTold(lines: readonly RecordChange[], toldSequence: number): RecordChange[] {
  const [last, ...older] = lines.filter(({ model }) => model === 'meeting.event');
  if (!last) return [];
  const untold = [last];
  for (const line of older) {
    const from = line.changes['sequence']?.[0];
    if (typeof from !== 'number' || from < toldSequence || line.operation === 'create') break;
    untold.push(line);
  }
  return untold;
}

/** As far as the log knows. Five statements, for one reader as for a thousand. */
export async function readChanges(env: IcsEnv, kind: MailKind, meeting: MeetingDetails, guest: string | undefined): Promise<Changes | undefined> {
  if (!told.has(kind)) return undefined;
  const own = env.asPlugin();
  const parts = kind === 'update' ? [{ model: 'meeting.event_room', field: 'event', ids: [] }] : [];
  const lines = await own.service('base').recordChanges({ model: 'meeting.event', record: meeting.id, parts, limit: MOST });
  const known = Math.max(-1, ...meeting.attendees.map(({ toldSequence }) => toldSequence ?? -1));
  const untold = sinceTold(lines, kind === 'update' ? known : meeting.sequence);
  const [last] = untold;
  if (!last || last.operation === 'create') return undefined;
  /** How a field was before all of it. */
  const before = (field: string): unknown => untold.findLast(({ changes }) => changes[field])?.changes[field]?.[0];
  const changed = (field: string): boolean => untold.some(({ changes }) => field in changes);
  const first = untold.at(-1)?.at.getTime() ?? 0;
  const moves = lines.filter(({ model, operation, at }) => model === 'meeting.event_room' && operation !== 'update' && at.getTime() >= first);
  const roomOf = ({ operation, changes }: RecordChange): string | undefined => text(changes['room']?.[operation === 'create' ? 1 : 0]);
  const came = new Set(moves.filter(({ operation }) => operation === 'create').map(roomOf));
  const went = moves.filter(({ operation }) => operation === 'delete').flatMap((line) => roomOf(line) ?? []);
  const formerHost = text(before('host'));
  const people = await own.service('base').people({ ids: [...new Set([last.person, formerHost].flatMap((id) => id ?? []))] });
  const gone = went.length > 0 ? await own.model('meeting.room').pick({ id: { in: went } }, ['name']) : [];
  const [start, end] = [date(before('start')), date(before('end'))];
  return {
    by: people.find(({ id }) => id === last.person)?.name ?? (last.guest ? guest : undefined),
    was: start || end ? { start: start ?? meeting.start, end: end ?? meeting.end } : undefined,
    subject: text(before('subject')),
    host: people.find(({ id }) => id === formerHost)?.name,
    rooms:
      came.size + went.length > 0 ? [...gone.map(({ name }) => name), ...meeting.rooms.filter(({ id }) => !came.has(id)).map(({ name }) => name)] : undefined,
    place: changed('location') || changed('locationKind') ? (text(before('location')) ?? '') : undefined,
    video: changed('virtualRoom'),
    words: changed('description'),
    off: kind !== 'update',
  };
}

/** Nothing is known of what was changed, but why. */
export const reasonAlone: Changes = {
  by: undefined,
  was: undefined,
  subject: undefined,
  host: undefined,
  rooms: undefined,
  place: undefined,
  video: false,
  words: false,
  off: false,
};

/** One sentence for each thing that is another now. `env` speaks the reader's language, in the reader's zone. */
export function changeWords(env: IcsEnv, meeting: MeetingDetails, changes: Changes, unnamed: string): string[] {
  const { was, subject, host, rooms, place } = changes;
  const by = changes.by ?? unnamed;
  const { timeZone } = env.preferences;
  const range = ({ start, end }: { start: Date; end: Date }): string => formatRange(start, end, timeZone, env.preferences);
  if (changes.off) return changes.by ? [env.t('Cancelled by {name}.', { name: changes.by })] : [];
  const names = (all: readonly string[]): string => all.join(', ') || env.t('none');
  return [
    ...(was ? [env.t('Moved by {name} from {from} to {to}.', { name: by, from: range(was), to: range(meeting) })] : []),
    ...(rooms
      ? [env.t('Room changed by {name} from {from} to {to}.', { name: by, from: names(rooms), to: names(meeting.rooms.map(({ name }) => name)) })]
      : []),
    ...(place !== undefined
      ? [env.t('Place changed by {name} from {from} to {to}.', { name: by, from: place || env.t('none'), to: meeting.location?.text || env.t('none') })]
      : []),
    ...(changes.video ? [env.t('The video meeting was changed by {name}.', { name: by })] : []),
    ...(host ? [env.t('Handed over by {name} from {from} to {to}.', { name: by, from: host, to: meeting.host.name })] : []),
    ...(subject !== undefined ? [env.t('Renamed by {name} from “{from}” to “{to}”.', { name: by, from: subject, to: meeting.subject })] : []),
    ...(changes.words ? [env.t('The description was changed by {name}.', { name: by })] : []),
    ...(meeting.reason ? [env.t('Reason: {reason}', { reason: meeting.reason })] : []),
  ];
}
