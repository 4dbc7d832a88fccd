import { type ListedRoom, type ProviderContext, ProviderFailure, readAnswer } from '../meetings/contract.ts';
import { listAnswer, meetingAnswer } from './answers.ts';
import { call } from './call.ts';
import { keyIn } from './meeting-body.ts';

/** A list shows no more of an agenda, so our reference at its end may be missing there. */
const LISTED_AGENDA = 250;
const PAGE = 300;
/** A host has no more meetings ahead than this many pages. */
const MOST_PAGES = 40;

type Found = ListedRoom & { operationKey: string; joinUrl: string };

/** Meetings of a host that are still ahead or going on, and carry a reference of ours. */
export async function* ownMeetings(context: ProviderContext, doing: string, host: string): AsyncGenerator<Found> {
  let page = '';
  for (let count = 0; count < MOST_PAGES; count++) {
    const query = new URLSearchParams({ type: 'upcoming', page_size: String(PAGE), ...(page === '' ? {} : { next_page_token: page }) });
    const listed = readAnswer(doing, listAnswer, await call(context, { doing, method: 'GET', path: `/users/${encodeURIComponent(host)}/meetings?${query}` }));
    for (const { id, agenda, start_time, join_url } of listed.meetings) {
      const start = start_time === undefined ? null : new Date(start_time);
      const whole = agenda.length < LISTED_AGENDA ? { agenda, join_url } : await readMeeting(context, doing, id);
      const operationKey = whole && keyIn(whole.agenda);
      if (operationKey) yield { externalId: id, operationKey, start: start && !Number.isNaN(start.getTime()) ? start : null, joinUrl: whole.join_url };
    }
    page = listed.next_page_token;
    if (page === '') return;
  }
}

/** The meeting as it stands; undefined: it is gone. */
export async function readMeeting(context: ProviderContext, doing: string, id: string) {
  try {
    return readAnswer(doing, meetingAnswer, await call(context, { doing, method: 'GET', path: meetingPath(doing, id) }));
  } catch (error) {
    if (error instanceof ProviderFailure && error.kind === 'gone') return undefined;
    throw error;
  }
}

/** @throws ProviderFailure `gone`: Zoom's ids are numbers, anything else never stood there */
export function meetingPath(doing: string, id: string): string {
  if (!/^\d{1,20}$/.test(id)) throw new ProviderFailure('gone', `${doing}: this is no id of a meeting`);
  return `/meetings/${id}`;
}
