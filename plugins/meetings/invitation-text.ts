import { type Env, formatRange, offsetLabel } from '#core';
import type { MeetingDetails } from './contract.ts';

/** A meeting in plain lines for a chat or a mail of one's own: topic, time, UTC, place, link, number. Nothing that only the host may know. */
export function invitationText(env: Env<'meetings'>, meeting: MeetingDetails, number: string | null): string {
  const { timeZone } = meeting;
  const at = (zone: string): string => formatRange(meeting.start, meeting.end, zone, env.preferences);
  return [
    env.t('Topic: {subject}', { subject: meeting.subject }),
    env.t('Time: {time}', { time: `${at(timeZone)} (${timeZone.replaceAll('_', ' ')}, ${offsetLabel(meeting.start, timeZone)})` }),
    `UTC: ${at('UTC')}`,
    ...meeting.rooms.map((room) => env.t('Place: {place}', { place: [room.name, room.address].filter(Boolean).join(', ') })),
    ...(meeting.joinUrl ? [env.t('Join: {link}', { link: meeting.joinUrl })] : []),
    ...(number === null ? [] : [env.t('Meeting ID: {id}', { id: number })]),
  ].join('\n');
}
