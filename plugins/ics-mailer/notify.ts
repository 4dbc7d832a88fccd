import { type Env, fail } from '#core';
import type { OutgoingMail } from '../mail/contract.ts';
import type { MeetingDetails } from '../meetings/contract.ts';
import { bodyRenderer } from './body-renderer.ts';
import { readBooked } from './booked.ts';
import type { IcsMailerService, NotifyAbout } from './contract.ts';
import { bookedParty } from './party.ts';
import { readWords } from './words.ts';

/** As a mail takes it: nobody takes part in it yet. */
const asMeeting = ({ source, wholeDay: _, ...about }: NotifyAbout): MeetingDetails => ({
  ...about,
  id: source.record,
  description: null,
  state: 'draft',
  uid: source.record,
  sequence: 0,
  version: 0,
  origin: 'portal',
  reason: null,
  virtualRoom: null,
  joinUrl: null,
  conference: null,
  attendees: [],
});

/** See `IcsMailerService.notify`. Eight statements however many people. */
export async function notify(env: Env<'ics-mailer'>, { kind, to, request, ...what }: Parameters<IcsMailerService['notify']>[0]): Promise<number> {
  if (env.caller.kind === 'user') throw fail('ACCESS_DENIED');
  const [meeting] = 'about' in what ? [asMeeting(what.about)] : await env.service('meetings').details({ ids: [what.meeting] });
  if (!meeting || to.length === 0) return 0;
  const wholeDay = 'about' in what && what.about.wholeDay === true;
  const source = 'about' in what ? what.about.source : { model: 'meeting.event', record: what.meeting };
  const booked = 'about' in what ? undefined : await readBooked(env, meeting);
  const party = booked && bookedParty(meeting, booked);
  const workspace = await env.service('base').workspace({});
  const words = await readWords(env);
  const render = bodyRenderer(env);
  const mails = to.map(({ id: receiver, name, email, timeZone, language, links = {}, until }): OutgoingMail => {
    const reader = env.withPreferences({ language, timeZone });
    const hosts = receiver === meeting.host.id;
    const own = hosts && booked?.decide && kind === 'unanswered' ? { decide: booked.decide, ...links } : links;
    const replyTo = hosts ? party?.replyTo : meeting.host.email;
    return {
      kind: `ics-mailer.${kind}`,
      to: { name, email },
      ...render(reader, {
        kind,
        meeting,
        workspace,
        words: words(reader, kind),
        links: own,
        name,
        wholeDay,
        ...(hosts ? { party } : {}),
        ...(until ? { until } : {}),
      }),
      ...(replyTo ? { replyTo } : {}),
      source,
      dedupeKey: `${kind}:${request}:${receiver}`.slice(0, 300),
    };
  });
  return (await env.service('mail').send({ mails })).length;
}
