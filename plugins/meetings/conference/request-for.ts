import type { Env, Row } from '#core';
import { details } from '../details.ts';
import type { ConferenceRequest, MeetingProvider } from './provider-contract.ts';

type ConferenceRow = Row<'meetings', 'meeting.conference'>;

/** The options of a virtual room as its provider reads them; what does not fit is as if it were not there. */
export function optionsFor(provider: MeetingProvider | undefined, stored: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const schema = provider?.options;
  if (!schema) return { ...stored };
  const fitting = Object.fromEntries(Object.entries(stored).filter(([name, value]) => schema.shape[name]?.safeParse(value).success));
  const read = schema.safeParse(fitting);
  return read.success ? read.data : schema.parse({});
}

/** What the provider of a conference is told of its meeting, as it stands now; undefined: the meeting is gone. */
export async function requestFor(
  env: Env<'meetings'>,
  conference: ConferenceRow,
  provider: MeetingProvider | undefined,
): Promise<ConferenceRequest | undefined> {
  const [meeting] = await details(env, { ids: [conference.event] });
  if (!meeting) return undefined;
  const [room] = meeting.virtualRoom ? await env.model('meeting.virtual_room').find({ id: meeting.virtualRoom.id }) : [];
  const named = conference.host ?? room?.host;
  const found = named ? (await env.service('base').people({ ids: [named] }))[0] : undefined;
  const host = found ?? meeting.host;
  return {
    operationKey: conference.operationKey,
    subject: meeting.subject,
    description: meeting.description ?? '',
    start: meeting.start,
    end: meeting.end,
    timeZone: meeting.timeZone,
    host: { id: host.id, email: host.email, name: host.name },
    options: optionsFor(provider, room?.provider === conference.provider ? room.options : {}),
  };
}
