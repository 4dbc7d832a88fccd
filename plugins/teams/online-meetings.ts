import { shorten } from '#core';
import { type ChangedMember, type Conference, type ConferenceRequest, type ProviderContext, readAnswer } from '../meetings/contract.ts';
import { meetingAnswer } from './answers.ts';
import { call, organizerOf } from './call.ts';
import { limits } from './limits.ts';
import { meetingOptions } from './options.ts';

/** Strategy A: the room is an online meeting of the host's, in no calendar; ours is the only invitation. */

type Answer = Parameters<typeof readAnswer>[2];
const conferenceOf = (doing: string, answer: Answer): Conference => {
  const { id, joinWebUrl, joinMeetingIdSettings } = readAnswer(doing, meetingAnswer, answer);
  const number = joinMeetingIdSettings?.joinMeetingId;
  return { externalId: id, joinUrl: joinWebUrl, state: 'ready', ...(number ? { number } : {}) };
};

/** Ids of online meetings are `1*<object id>*…` in base64; those of events look otherwise. So rooms are found where they are after the strategy was changed. */
export const isOnlineMeeting = (externalId: string): boolean => externalId.startsWith('MSo');

const meetingPath = (user: string, id: string): string => `/users/${user}/onlineMeetings/${encodeURIComponent(id)}`;

const timesOf = ({ start, end }: ConferenceRequest): Record<string, string> => ({ startDateTime: start.toISOString(), endDateTime: end.toISOString() });

/** With our key as external id: a second call gives the same meeting. What that call cannot say, how people may join, is set right after. */
export async function createMeeting(context: ProviderContext, request: ConferenceRequest): Promise<Conference> {
  const doing = 'create';
  const user = await organizerOf(context, doing, request.host);
  const body = { externalId: request.operationKey, subject: shorten(request.subject, limits.titleLength), ...timesOf(request) };
  const made = conferenceOf(doing, await call(context, { doing, method: 'POST', path: `/users/${user}/onlineMeetings/createOrGet`, body }));
  const set = await call(context, { doing, method: 'PATCH', path: meetingPath(user, made.externalId), body: meetingOptions(request.options) });
  return conferenceOf(doing, set);
}

export async function updateMeeting(
  context: ProviderContext,
  externalId: string,
  request: ConferenceRequest,
  changed: readonly ChangedMember[],
): Promise<Conference> {
  const doing = 'update';
  const path = meetingPath(await organizerOf(context, doing, request.host), externalId);
  const body = {
    ...(changed.includes('subject') ? { subject: shorten(request.subject, limits.titleLength) } : {}),
    ...(changed.includes('time') ? timesOf(request) : {}),
    ...(changed.includes('options') ? meetingOptions(request.options) : {}),
  };
  if (Object.keys(body).length === 0) return conferenceOf(doing, await call(context, { doing, method: 'GET', path }));
  return conferenceOf(doing, await call(context, { doing, method: 'PATCH', path, body }));
}

export async function readMeeting(context: ProviderContext, doing: string, externalId: string, request: ConferenceRequest): Promise<Conference> {
  return conferenceOf(doing, await call(context, { doing, method: 'GET', path: meetingPath(await organizerOf(context, doing, request.host), externalId) }));
}

export async function deleteMeeting(context: ProviderContext, externalId: string, request: ConferenceRequest): Promise<void> {
  await call(context, { doing: 'cancel', method: 'DELETE', path: meetingPath(await organizerOf(context, 'cancel', request.host), externalId) });
}
