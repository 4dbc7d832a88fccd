import { civilDateOf, type Env, formatRange, offsetLabel } from '#core';
import type { ActivityDraft } from '../activities/contract.ts';
import { forReader, type PublicPerson } from '../base/contract.ts';
import type { MeetingDetails } from './contract.ts';
import { details } from './details.ts';

/** Of one meeting; more than an invitation may ever have. */
const MOST_PEOPLE = 100_000;

/**
 * One activity per attendee inside who has not declined, in that person's own zone and language; made anew whenever time, rooms, people, link or subject change. Two statements
 * however many.
 */
export async function refreshActivities(env: Env<'meetings'>, meeting: string): Promise<void> {
  const [found] = await details(env, { ids: [meeting] }, { unattended: true });
  if (!found) return;
  // A thousand guests in three zones are three rows here: of them the activities tell the zones alone.
  const attendees = await env.model('meeting.attendee').group({ event: meeting, partstat: { ne: 'DECLINED' } }, ['person', 'timeZone'], { limit: MOST_PEOPLE });
  const people = await env.service('base').people({ ids: attendees.flatMap(({ person }) => person ?? []) });
  await writeActivities(env, { ...found, attendees }, people);
}

/** The same for many meetings, in as many statements. @param only this person's activities: what others have done with theirs stays */
export async function refreshManyActivities(env: Env<'meetings'>, meetings: readonly string[], only?: string): Promise<void> {
  const found = await details(env, { ids: meetings });
  const reads = ({ person, partstat }: MeetingDetails['attendees'][number]): string[] =>
    person && partstat !== 'DECLINED' && (only === undefined || person === only) ? [person] : [];
  const ids = new Set(found.flatMap(({ attendees }) => attendees.flatMap(reads)));
  const people = new Map((await env.service('base').people({ ids: [...ids] })).map((person) => [person.id, person]));
  const readers: Readers = new Map();
  await env.service('activities').replaceMany({
    model: 'meeting.event',
    kinds: ['meeting'],
    ...(only === undefined ? {} : { person: only }),
    records: found.map((meeting) => ({
      record: meeting.id,
      activities: activitiesOf(
        env,
        meeting,
        meeting.attendees.flatMap(reads).flatMap((person) => people.get(person) ?? []),
        readers,
      ),
    })),
  });
}

/** The same, for who has just read or written all of it. */
export async function writeActivities(
  env: Env<'meetings'>,
  found: Omit<MeetingDetails, 'attendees'> & Pick<Told, 'attendees'>,
  people: readonly PublicPerson[],
): Promise<void> {
  await env.service('activities').replace({ model: 'meeting.event', record: found.id, kinds: ['meeting'], activities: activitiesOf(env, found, people) });
}

/** What an activity says of a meeting. */
type Told = Pick<MeetingDetails, 'id' | 'subject' | 'state' | 'start' | 'end' | 'joinUrl'> & {
  rooms: readonly Pick<MeetingDetails['rooms'][number], 'name' | 'address' | 'timeZone'>[];
  attendees: readonly { timeZone: string }[];
};

type Readers = Map<string, Env<'meetings'>>;

/**
 * One for each of these people. Who shares zone, language and clock reads the same words: they are put together once. `readers` keeps the readers' envs from one meeting
 * to the next.
 */
export function activitiesOf(env: Env<'meetings'>, found: Told, people: readonly PublicPerson[], readers: Readers = new Map()): ActivityDraft[] {
  const known = new Map<string, Omit<ActivityDraft, 'person'>>();
  return people.map(({ id, language, timeZone, hour12 }) => {
    const reader = `${language} ${timeZone} ${hour12}`;
    let words = known.get(reader);
    if (!words) {
      const own = readers.get(reader) ?? forReader(env, { language, timeZone, hour12 });
      readers.set(reader, own);
      words = activityFor(own, found);
      known.set(reader, words);
    }
    return { person: id, ...words };
  });
}

function activityFor(own: Env<'meetings'>, found: Told): Omit<ActivityDraft, 'person'> {
  return {
    kind: 'meeting',
    summary: found.state === 'draft' ? own.t('Request: {subject}', { subject: found.subject }) : found.subject,
    note: note(own, found),
    due: civilDateOf(found.start, own.preferences.timeZone),
    startsAt: found.start,
    endsAt: found.end,
    link: `/app/meeting.event/${found.id}`,
  };
}

/** Own time first, UTC beneath, then the place, the link and everybody's zones. */
function note(env: Env<'meetings'>, meeting: Told): string {
  const { language, timeZone, hour12 } = env.preferences;
  const told = new Map<string, string>();
  // A reader in the room's zone is told the same twice: put together once.
  const at = (zone: string): string => {
    const text = told.get(zone) ?? `${formatRange(meeting.start, meeting.end, zone, { language, hour12 })} (${zone}, ${offsetLabel(meeting.start, zone)})`;
    told.set(zone, text);
    return text;
  };
  const minutes = Math.round((meeting.end.getTime() - meeting.start.getTime()) / 60_000);
  const zones = new Set([...meeting.rooms.map((room) => room.timeZone), ...meeting.attendees.map((attendee) => attendee.timeZone)]);
  zones.delete(timeZone);
  zones.delete('UTC');
  return [
    at(timeZone),
    ...(timeZone === 'UTC' ? [] : [at('UTC')]),
    env.t('{minutes} minutes', { minutes }),
    ...meeting.rooms.map((room) => [room.name, room.address].filter(Boolean).join(', ')),
    ...(meeting.joinUrl ? [env.t('Join: {link}', { link: meeting.joinUrl })] : []),
    ...[...zones].sort().map(at),
  ].join('\n');
}
