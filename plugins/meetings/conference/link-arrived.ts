import { type Env, fail, type Row } from '#core';
import type { LinkArrived, MailedLink } from '../contract.ts';
import { linkMark, raisedForLink } from './link-mark.ts';

type MeetingsEnv = Env<'meetings'>;
type ConferenceRow = Row<'meetings', 'meeting.conference'>;

/** Those whose mails told of another link than this, or of none. */
const unheardOf = (conferences: readonly ConferenceRow[], links: readonly MailedLink[]): ConferenceRow[] =>
  conferences.filter(({ event, mailed }) => mailed !== linkMark(links.find(({ meeting }) => meeting === event)?.link ?? null));

/** SEQUENCEs that attendees of these meetings were told of. */
async function toldOf(env: MeetingsEnv, meetings: readonly string[]): Promise<(number | null)[]> {
  const groups = await env.model('meeting.attendee').group({ event: { in: meetings } }, ['toldSequence']);
  return groups.map(({ toldSequence }) => toldSequence);
}

/** See `MeetingsService.linkArrived`. To be asked inside of the transaction that writes the mails, which holds whatever keeps a second such transaction waiting. */
export async function linkArrived(env: MeetingsEnv, { meeting, series, links, asked }: Parameters<LinkArrived>[0]): ReturnType<LinkArrived> {
  if (env.caller.kind === 'user') throw fail('ACCESS_DENIED');
  return env.tx(async () => {
    const [event] = meeting === undefined ? [] : await env.model('meeting.event').lock({ id: meeting });
    const [whole] = series === undefined ? [] : await env.model('meeting.series').lock({ id: series });
    const sequence = whole?.sequence ?? event?.sequence ?? 0;
    const conferences = await env.model('meeting.conference').find({ event: { in: links.map((one) => one.meeting) } }, { order: [] });
    const told = await toldOf(env, asked);
    const known = told.filter((one) => one !== null);
    if (known.length === 0) return { news: 'first', sequence };
    const fresh = unheardOf(conferences, links);
    if (fresh.length === 0 && told.every((one) => one === sequence)) return { news: 'none', sequence };
    // who knows no newer state than an older one hears of it as of a change
    if (fresh.length === 0 || !known.includes(sequence)) return { news: 'change', sequence };
    if (whole) await env.model('meeting.series').update(whole.id, { sequence: sequence + 1 });
    else if (event) await env.model('meeting.event').update(event.id, { sequence: sequence + 1 });
    await env.model('meeting.conference').updateEach(conferences.map(({ id, linkOnly }) => ({ id, linkOnly: raisedForLink(linkOnly, sequence) })));
    return { news: 'link', sequence: sequence + 1 };
  });
}

/** Notes of which link the mails told that just went to all who take part. */
export async function linkMailed(env: MeetingsEnv, links: readonly MailedLink[]): Promise<void> {
  if (links.length === 0) return;
  const marks = new Map(links.map(({ meeting, link }) => [meeting, linkMark(link)]));
  const conferences = await env.model('meeting.conference').pick({ event: { in: [...marks.keys()] } }, ['event', 'mailed'], { order: [] });
  const changes = conferences.flatMap(({ id, event, mailed }) => {
    const mark = marks.get(event);
    return mark === undefined || mark === mailed ? [] : [{ id, mailed: mark }];
  });
  if (changes.length > 0) await env.model('meeting.conference').updateEach(changes);
}
