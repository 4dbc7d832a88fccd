import type { Child } from 'hono/jsx';
import { type Env, formatRange, formatTime, offsetLabel, type Row } from '#core';
import type { MeetingDetails } from '../meetings/contract.ts';
import { DescriptionList, Form, Icon, Notice, PortalPage, State, TextArea } from '../web/contract.ts';
import { calendarLinks } from './calendar-links.ts';
import { pageStyle } from './style/page-style.tsx';

type Props = {
  env: Env;
  meeting: MeetingDetails;
  booking: Pick<Row<'booking-portal', 'booking.booking'>, 'guestEmail' | 'note' | 'answers' | 'others'>;
  /** Null: it is not said who meets the guest. */
  host: string | null;
  again?: string | undefined;
  timeZone: string;
  path: string;
  mark: string;
  notice?: { kind: 'ok' | 'info' | 'warn'; text: string } | undefined;
  canChange: boolean;
  /** It stands, and it is too late to change it here. */
  tooLate?: boolean;
  policy?: string | null;
  /** What the booking page says of it. */
  about?: string | null;
};

const assets = { styles: [{ plugin: 'booking-portal', file: 'booking.css' }] };

function headline(env: Env, { state }: MeetingDetails, host: string | null): string {
  if (state === 'cancelled') return env.t('This booking is cancelled');
  if (state === 'draft') return host === null ? env.t('Your request was received') : env.t('Your request is with {host}', { host });
  return host === null ? env.t('You are booked') : env.t('You are booked with {host}', { host });
}

/** Where it is, short enough for a phone; the whole address is behind it. */
const JoinLink = ({ url }: { url: string }) => (
  <a href={url}>
    <Icon name="video" /> {URL.canParse(url) ? new URL(url).host : url}
  </a>
);

/** An address, or who calls whom; of the numbers the reader's own alone. */
function Elsewhere({ env, meeting: { location }, host }: Pick<Props, 'env' | 'meeting' | 'host'>) {
  if (location?.kind === 'phone-host')
    return (
      <a href={`tel:${location.text.replaceAll(/[^+\d]/g, '')}`}>
        <Icon name="phone" /> {env.t('Phone: please call {number}', { number: location.text })}
      </a>
    );
  if (location?.kind === 'phone-guest' && host === null)
    return location.text ? env.t('Phone: we call {number}', { number: location.text }) : env.t('Phone: we call you');
  if (location?.kind === 'phone-guest' && host !== null)
    return location.text ? env.t('Phone: {host} calls {number}', { host, number: location.text }) : env.t('Phone: {host} calls', { host });
  return <>{location?.text ?? ''}</>;
}

/** To a guest a draft is a question that waits for its answer. */
function Standing({ env, meeting }: { env: Env; meeting: MeetingDetails }) {
  if (meeting.state !== 'draft') return <State env={env} value={meeting.state} />;
  return (
    <span class="state warn">
      <Icon name="clock" /> {env.t('Waiting for the host')}
    </span>
  );
}

/** The guest's own words, as they were sent. */
function wordsOf(env: Env, { note, answers, others }: Props['booking']): { label: string; value: Child }[] {
  return [
    ...answers.map(({ question, answer }) => ({ label: question, value: <span class="lines">{answer}</span> })),
    ...(note ? [{ label: env.t('Your note'), value: <span class="lines">{note}</span> }] : []),
    ...(others.length > 0 ? [{ label: env.t('Comes along'), value: others.map(({ email }) => email).join(', ') }] : []),
  ];
}

const zoneWords = (timeZone: string, at: Date): string => `${timeZone.replaceAll('_', ' ')} (${offsetLabel(at, timeZone)})`;

/** What a guest may know: no address of the host, nobody else's name. */
function Facts({ env, meeting, timeZone, host, booking }: Pick<Props, 'env' | 'meeting' | 'timeZone' | 'host' | 'booking'>) {
  const { start, end } = meeting;
  const place = meeting.rooms.map(({ name, site, address }) => [name, site, address].filter(Boolean).join(', '));
  const entries: { label: string; value: Child }[] = [
    {
      label: env.t('When'),
      value: (
        <>
          <strong>{formatRange(start, end, timeZone, env.preferences)}</strong>
          <br />
          <span class="muted">
            {zoneWords(timeZone, start)} · <span class="nowrap">{formatTime(start, 'UTC', env.preferences)} UTC</span>
          </span>
          {meeting.timeZone === timeZone ? null : (
            <>
              <br />
              <span class="muted">
                {env.t('For the host: {time}', { time: formatRange(start, end, meeting.timeZone, env.preferences) })} {zoneWords(meeting.timeZone, start)}
              </span>
            </>
          )}
        </>
      ),
    },
    ...(place.length > 0 ? [{ label: env.t('Where'), value: place.join(' · ') }] : []),
    ...(meeting.location ? [{ label: env.t('Where'), value: <Elsewhere env={env} meeting={meeting} host={host} /> }] : []),
    ...(meeting.joinUrl && meeting.state === 'confirmed' ? [{ label: env.t('Video meeting'), value: <JoinLink url={meeting.joinUrl} /> }] : []),
    ...(host === null ? [] : [{ label: env.t('Host'), value: host }]),
    { label: env.t('State'), value: <Standing env={env} meeting={meeting} /> },
    ...(meeting.reason ? [{ label: env.t('Reason'), value: meeting.reason }] : []),
    ...wordsOf(env, booking),
  ];
  return <DescriptionList entries={entries} />;
}

/** For a mail program: a blank is no plus there (RFC 6068). */
const subjectOf = ({ subject }: MeetingDetails): string => `subject=${encodeURIComponent(subject)}`;

/** The page one wants to keep: what, when, where, add to the calendar, move, cancel. */
export async function ManagePage(props: Props) {
  const { env, meeting, booking, host, again, path, mark, notice, canChange, tooLate, policy, about } = props;
  const own = env.t('See, move or cancel the booking: {address}', { address: `${env.baseUrl}${path}` });
  const told = meeting.attendees.some(({ email, toldSequence }) => email === booking.guestEmail && toldSequence !== null);
  const links = calendarLinks(meeting, [about ?? meeting.description, own, policy ?? null]);
  return (
    <PortalPage env={env} {...pageStyle(env)} title={headline(env, meeting, host)} bare {...assets}>
      <article class="card keep">
        {notice ? <Notice kind={notice.kind}>{notice.text}</Notice> : null}
        <div>
          <h1>{headline(env, meeting, host)}</h1>
          <p class="muted">{meeting.subject}</p>
        </div>
        {meeting.state === 'draft' ? <p>{env.t('The time is held for you. You get a mail as soon as it is confirmed.')}</p> : null}
        {meeting.state === 'confirmed' ? (
          <p>{told ? env.t('The invitation was sent to {email}.', { email: booking.guestEmail }) : env.t('The invitation is on its way to your mailbox.')}</p>
        ) : null}
        <Facts {...props} />
        {meeting.state === 'confirmed' ? (
          <div class="row">
            <a class="button" href={`${path}/invite.ics`}>
              <Icon name="calendar-plus" /> <span>{env.t('Download for the calendar')}</span>
            </a>
            {links.map(({ label, href }) => (
              <a class="button" href={href} rel="noopener noreferrer" target="_blank">
                <Icon name="calendar-plus" /> <span>{env.t('Add to {calendar}', { calendar: label })}</span>
              </a>
            ))}
          </div>
        ) : null}
        {policy && (canChange || tooLate) ? <p class="muted lines">{policy}</p> : null}
        {tooLate && host === null ? <p>{env.t('It is too late to change this booking here. Please write to your host.')}</p> : null}
        {tooLate && host !== null ? (
          <>
            <p>{env.t('It is too late to change this booking here. Please write to {host}.', { host })}</p>
            <div class="row">
              <a class="button" href={`mailto:${meeting.host.email}?${subjectOf(meeting)}`}>
                <Icon name="mail" /> <span>{env.t('Write to {host}', { host })}</span>
              </a>
            </div>
          </>
        ) : null}
        {again ? (
          <div class="row">
            <a class="button primary" href={`${again}?${new URLSearchParams({ tz: props.timeZone })}`}>
              <Icon name="calendar-plus" /> <span>{env.t('Book another time')}</span>
            </a>
          </div>
        ) : null}
        {canChange ? (
          <div class="row">
            <a class="button" href={`${path}/reschedule?v=${mark}`}>
              <Icon name="calendar-clock" /> <span>{env.t('Choose another time')}</span>
            </a>
            <a class="button danger" href={`${path}/cancel?v=${mark}`}>
              <Icon name="calendar-x" /> <span>{env.t('Cancel the booking')}</span>
            </a>
          </div>
        ) : null}
      </article>
    </PortalPage>
  );
}

/** The question before a guest cancels. */
export async function CancelPage(props: Props & { problem?: string | undefined; reason: string }) {
  const { env, path, mark, problem, reason, policy } = props;
  return (
    <PortalPage env={env} {...pageStyle(env)} title={env.t('Cancel the booking?')} bare {...assets}>
      <article class="card keep">
        <h1>{env.t('Cancel the booking?')}</h1>
        <Facts {...props} />
        <Form action={`${path}/cancel`} problem={problem}>
          <input type="hidden" name="v" value={mark} />
          {policy ? <p class="muted lines">{policy}</p> : null}
          <TextArea label={env.t('Reason (the host reads it)')} name="reason" value={reason} rows={2} />
          <div class="row">
            <button type="submit" class="danger">
              {env.t('Cancel the booking')}
            </button>
            <a class="button" href={path}>
              {env.t('Keep it')}
            </a>
          </div>
        </Form>
      </article>
    </PortalPage>
  );
}
