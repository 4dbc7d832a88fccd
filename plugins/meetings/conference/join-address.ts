import type { Env, Row } from '#core';

const MEETING = 'join';
const ATTENDEE = 'join-as';

/** The stable way into a meeting's conference, for whoever has it: it stays when the link behind it is another. */
export const joinAddress = (env: Env<'meetings'>, meeting: string): string => `${env.baseUrl}/m/${meeting}.${env.secrets.sign(MEETING, meeting)}/join`;

/** … for one attendee, who is known by it. */
export const joinAddressOf = (env: Env<'meetings'>, attendee: string): string => `${env.baseUrl}/m/${attendee}.${env.secrets.sign(ATTENDEE, attendee)}/join`;

/** What people are given to join: the provider's link, or our own address where each visitor gets another link there. */
export const joinUrlFor = (
  env: Env<'meetings'>,
  { event, personal, joinUrl }: Pick<Row<'meetings', 'meeting.conference'>, 'event' | 'personal' | 'joinUrl'>,
): string | null => (joinUrl !== null && personal ? joinAddress(env, event) : joinUrl);

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whom an address is for. `account`: without a signature, for those who are signed in and may read the meeting. Undefined: nobody made it. */
export function readJoinToken(
  env: Env<'meetings'>,
  token: string,
): { as: 'guest' | 'account'; meeting: string } | { as: 'attendee'; attendee: string } | undefined {
  const [id = '', signature] = token.split('.');
  if (!UUID.test(id)) return undefined;
  if (signature === undefined) return { as: 'account', meeting: id };
  if (env.secrets.verify(signature, MEETING, id)) return { as: 'guest', meeting: id };
  return env.secrets.verify(signature, ATTENDEE, id) ? { as: 'attendee', attendee: id } : undefined;
}
