import { createHash } from 'node:crypto';
import type { Env } from '#core';
import type { OutgoingMail } from '../mail/contract.ts';
import type { MeetingDetails, SeriesDetails } from '../meetings/contract.ts';
import { bodyRenderer } from './body-renderer.ts';
import { buildCalendar, type CalendarObject, withAttendee, withDates } from './build-calendar.ts';
import { reasonAlone } from './changes.ts';
import { organizerFor } from './compose-mails.ts';
import { itip } from './itip.ts';
import { linksOf } from './links-of.ts';
import { partyOf } from './party.ts';
import { settings } from './settings.ts';
import { locationOf } from './where.ts';
import { readWords } from './words.ts';

type IcsEnv = Env<'ics-mailer'>;
export type SeriesMail = 'invitation' | 'update' | 'link' | 'cancellation';
type Attendee = MeetingDetails['attendees'][number];

/** The rule's own words: the first date that was not changed by hand, at the first time by the rule. */
function masterOf(series: SeriesDetails): MeetingDetails | undefined {
  const usual = series.meetings.find(({ exception }) => !exception) ?? series.meetings[0];
  return usual && { ...usual, start: series.start, end: series.end, uid: series.uid, sequence: series.sequence };
}

/** The date that the mail speaks of: the next, else the first. */
const shown = (series: SeriesDetails, master: MeetingDetails, now: Date): MeetingDetails => ({
  ...master,
  ...pickTimes(series.meetings.find(({ end }) => end > now) ?? master),
});
const pickTimes = ({ start, end }: MeetingDetails) => ({ start, end });

/**
 * One mail for each of these attendees for all dates together: RRULE and EXDATE in the zone of the series (in another the dates would move when clocks change), dates that
 * were changed by hand beside it with their RECURRENCE-ID.
 */
export async function composeSeriesMails(env: IcsEnv, kind: SeriesMail, series: SeriesDetails, attendees: readonly Attendee[]): Promise<OutgoingMail[]> {
  const master = masterOf(series);
  if (!master) return [];
  const workspace = await env.service('base').workspace({});
  const { replyAddress } = await env.settings(settings);
  const templates = await readWords(env);
  const render = bodyRenderer(env);
  const message = itip({ uid: series.uid, sequence: series.sequence, status: kind === 'cancellation' ? 'CANCELLED' : 'CONFIRMED' }, {});
  const alarms = kind === 'cancellation' ? [] : await env.service('meetings').alarms({ id: master.id });
  const speaks = shown(series, master, env.now());
  const stamp = env.now();
  const calendars = new Map<string, string>();
  const words = new Map<string, string>();
  const link = createHash('sha256')
    .update(master.joinUrl ?? '')
    .digest('base64url')
    .slice(0, 12);
  const mails: OutgoingMail[] = [];
  for (const attendee of attendees) {
    const { language } = attendee;
    const reader = env.withPreferences({ language, timeZone: attendee.timeZone });
    let repeats = words.get(language);
    if (repeats === undefined) {
      repeats = await env.service('meetings').ruleWords({ rule: series.rule, timeZone: series.timeZone, wallStart: series.wallStart, language });
      words.set(language, repeats);
    }
    const organizer = organizerFor(attendee, master, workspace, replyAddress);
    const method = attendee.role === 'host' ? ('PUBLISH' as const) : message.method;
    const key = `${language}|${organizer.email}|${method}|${attendee.joinUrl ?? ''}`;
    let calendar = calendars.get(key);
    if (calendar === undefined) {
      const ownWay = (date: MeetingDetails): MeetingDetails => ({
        ...date,
        joinUrl: date.attendees.find(({ email }) => email === attendee.email)?.joinUrl ?? date.joinUrl,
      });
      const objectFor = (meeting: MeetingDetails): CalendarObject => ({
        method,
        status: message.status,
        uid: series.uid,
        sequence: Math.max(meeting.sequence, series.sequence),
        stamp,
        start: meeting.start,
        end: meeting.end,
        timeZone: series.timeZone,
        summary: meeting.subject,
        description: [meeting.description ?? '', meeting.joinUrl ? `${reader.t('Join')}: ${meeting.joinUrl}` : ''].filter((part) => part).join('\n\n'),
        location: locationOf(reader, meeting),
        joinUrl: meeting.joinUrl,
        organizer,
        alarms,
      });
      const { rule, exdates, lastEnd } = series;
      const objectOf = (date: MeetingDetails): CalendarObject => objectFor(ownWay(date));
      const whole = buildCalendar({ ...objectOf(master), ...(kind === 'cancellation' ? {} : { recurrence: { rule, exdates, lastEnd } }) });
      const alone = kind === 'cancellation' ? [] : series.meetings.filter(({ exception }) => exception);
      const dates = alone.flatMap((meeting) => {
        const recurrenceId = meeting.ruleStart;
        return recurrenceId ? [buildCalendar({ ...objectOf(meeting), recurrenceId })] : [];
      });
      calendar = withDates(whole, dates);
      calendars.set(key, calendar);
    }
    const said = kind === 'invitation' && attendee.role === 'host' ? 'confirmed' : kind;
    const links = kind === 'cancellation' ? {} : await linksOf(env, kind, speaks, attendee, { kind: 'series', id: series.id, sequence: series.sequence });
    const party = attendee.role === 'host' ? partyOf(speaks, attendee) : undefined;
    const changes = speaks.reason && (kind === 'update' || kind === 'invitation') ? reasonAlone : undefined;
    const body = render(reader, {
      kind: said,
      meeting: speaks,
      workspace,
      words: templates(reader, said),
      links,
      repeats,
      name: attendee.name,
      party,
      changes,
    });
    const replyTo = attendee.role === 'host' ? party?.replyTo : master.host.email;
    mails.push({
      kind: `ics-mailer.${said}`,
      to: { name: attendee.name, email: attendee.email },
      subject: body.subject,
      text: body.text,
      html: body.html,
      ...(replyTo ? { replyTo } : {}),
      ics: { method, content: method === 'PUBLISH' ? calendar : withAttendee(calendar, attendee) },
      source: { model: 'meeting.event', record: speaks.id },
      dedupeKey: `series:${series.id}:${series.sequence}:${series.version}:${kind === 'cancellation' ? 'off' : link}:${attendee.email}`,
    });
  }
  return mails;
}
