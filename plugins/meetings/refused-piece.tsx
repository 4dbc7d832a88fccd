import { type AtriumError, type Env, formatDateTime, wallOf } from '#core';
import { LinkButton } from '../web/contract.ts';
import { ClashList, clashesOf } from './clash-list.tsx';
import { ChangesSince } from './history/changes-since.tsx';
import { conflictOf } from './history/on-seen-version.ts';
import { nextTimes, peopleAndRooms } from './rooms/next-times.ts';

/** The form of a meeting, with another start of the same length. */
function editAddress(id: string, start: Date, end: Date, timeZone: string): string {
  return `/app/meetings/${id}/edit?${new URLSearchParams({ start: wallOf(start, timeZone), end: wallOf(end, timeZone), tz: timeZone })}`;
}

/** Ways on for a meeting whose time cannot be had: another time at which all are free, another room, or the whole form. */
async function WaysOn({ env, id, virtual, over }: { env: Env<'meetings'>; id: string; virtual: boolean; over: boolean }) {
  const { start, end, timeZone, host, virtualRoom } = await env.model('meeting.event').get(id);
  const rooms = await env.model('meeting.event_room').pick({ event: id }, ['room']);
  const required = await env.model('meeting.attendee').pick({ event: id, role: 'required', person: { ne: null } }, ['person']);
  const people = [host, ...required.flatMap(({ person }) => person ?? [])];
  const resources = [
    ...peopleAndRooms(
      people,
      rooms.map(({ room }) => room),
    ),
    ...(virtual && virtualRoom ? [{ kind: 'virtual_room', id: virtualRoom }] : []),
  ];
  const next = await nextTimes(env, { start, end, timeZone, resources, meeting: id });
  const length = end.getTime() - start.getTime();
  return (
    <>
      {next.length > 0 ? (
        <>
          <p>{env.t('Next times at which all of them are free:')}</p>
          <div class="row">
            {next.map((at) => (
              <a class="button" href={editAddress(id, at, new Date(at.getTime() + length), timeZone)}>
                {formatDateTime(at, env.preferences.timeZone, env.preferences)}
              </a>
            ))}
          </div>
        </>
      ) : null}
      <div class="row">
        <LinkButton href={`/app/meetings/${id}/edit`} icon="pencil">
          {env.t('Edit')}
        </LinkButton>
        {over ? null : (
          <LinkButton href={`/app/meetings/${id}/edit?find=1#found`} icon="search">
            {env.t('Find a room')}
          </LinkButton>
        )}
      </div>
    </>
  );
}

/** What a refusal of something that was to be done to a meeting has to say besides its sentence, and how to go on. */
export async function refusedPiece(env: Env<'meetings'>, id: string, error: AtriumError) {
  const conflict = conflictOf(error);
  if (conflict) return { piece: <ChangesSince env={env} changes={conflict.changes} /> };
  const clashes = clashesOf(error);
  if (clashes) {
    const ways = await WaysOn({ env, id, virtual: clashes.some(({ kind }) => kind === 'virtual_room'), over: false });
    const piece = (
      <>
        <ClashList env={env} clashes={clashes} />
        {ways}
      </>
    );
    return { said: env.t(error.title), piece };
  }
  return error.code === 'MEETING_STATE' && error.extra['over'] === true ? { piece: await WaysOn({ env, id, virtual: false, over: true }) } : null;
}
