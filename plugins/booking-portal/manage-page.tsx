import type { Child } from 'hono/jsx';
import { type Env, formatRange, formatTime, offsetLabel } from '#core';
import type { MeetingDetails } from '../meetings/contract.ts';
import { DescriptionList, Form, Icon, Notice, PortalPage, State, TextArea } from '../web/contract.ts';
import { calendarLinks } from './calendar-links.ts';
import { pageStyle } from './style/page-style.tsx';

type Props = {
  env: Env;
  meeting: MeetingDetails;
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

const booking = { styles: [{ plugin: 'booking-portal', file: 'booking.css' }] };

function headline(env: Env, meeting: MeetingDetails): string {
  if (meeting.state === 'cancelled') return env.t('This booking is cancelled');
  if (meeting.state === 'draft') return env.t('Your request is with {host}', { host: meeting.host.name });
  return env.t('You are booked with {host}', { host: meeting.host.name });
}

/** Where it is, short enough for a phone; the whole address is behind it. */
const JoinLink = ({ url }: { url: string }) => (
  <a href={url}>
    <Icon name="video" /> {URL.canParse(url) ? new URL(url).host : url}
  </a>
);

/** An address, or who calls whom; of the numbers the reader's own alone. */
function Elsewhere({ env, meeting: { location, host } }: { env: Env; meeting: MeetingDetails }) {
  if (location?.kind === 'phone-host')
    return (
      <a href={`tel:${location.text.replaceAll(/[^+\d]/g, '')}`}>
        <Icon name="phone" /> {env.t('Phone: please call {number}', { number: location.text })}
      </a>
    );
  if (location?.kind === 'phone-guest')
    return location.text
      ? env.t('Phone: {host} calls {number}', { host: host.name, number: location.text })
      : env.t('Phone: {host} calls', { host: host.name });
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

/** What a guest may know: no address of the host, nobody else's name. */
function Facts({ env, meeting, timeZone }: { env: Env; meeting: MeetingDetails; timeZone: string }) {
  const { start, end } = meeting;
  const place = meeting.rooms.map(({ name, address }) => [name, address].filter(Boolean).join(', '));
  const entries: { label: string; value: Child }[] = [
    {
      label: env.t('When'),
      value: (
        <>
          <strong>{formatRange(start, end, timeZone, env.preferences)}</strong>
          <br />
          <span class="muted">
            {timeZone.replaceAll('_', ' ')} ({offsetLabel(start, timeZone)}) · <span class="nowrap">{formatTime(start, 'UTC', env.preferences)} UTC</span>
          </span>
        </>
      ),
    },
    ...(place.length > 0 ? [{ label: env.t('Where'), value: place.join(' · ') }] : []),
    ...(meeting.location ? [{ label: env.t('Where'), value: <Elsewhere env={env} meeting={meeting} /> }] : []),
    ...(meeting.joinUrl && meeting.state === 'confirmed' ? [{ label: env.t('Video meeting'), value: <JoinLink url={meeting.joinUrl} /> }] : []),
    { label: env.t('Host'), value: meeting.host.name },
    { label: env.t('State'), value: <Standing env={env} meeting={meeting} /> },
    ...(meeting.reason ? [{ label: env.t('Reason'), value: meeting.reason }] : []),
  ];
  return <DescriptionList entries={entries} />;
}

/** The page one wants to keep: what, when, where, add to the calendar, move, cancel. */
export async function ManagePage({ env, meeting, timeZone, path, mark, notice, canChange, tooLate, policy, about }: Props) {
  const own = env.t('See, move or cancel the booking: {address}', { address: `${env.baseUrl}${path}` });
  const links = calendarLinks(meeting, [about ?? meeting.description, own, policy ?? null]);
  return (
    <PortalPage env={env} {...pageStyle(env)} title={headline(env, meeting)} bare {...booking}>
      <article class="card keep">
        {notice ? <Notice kind={notice.kind}>{notice.text}</Notice> : null}
        <div>
          <h1>{headline(env, meeting)}</h1>
          <p class="muted">{meeting.subject}</p>
        </div>
        {meeting.state === 'draft' ? <p>{env.t('The time is held for you. You get a mail as soon as it is confirmed.')}</p> : null}
        {meeting.state === 'confirmed' ? <p>{env.t('The invitation is on its way to your mailbox.')}</p> : null}
        <Facts env={env} meeting={meeting} timeZone={timeZone} />
        {meeting.state === 'confirmed' ? (
          <div class="row">
            <a class="button" href={`${path}/invite.ics`}>
              <Icon name="calendar-plus" /> <span>{env.t('Download for the calendar')}</span>
            </a>
            {links.map(({ label, href }) => (
              <a class="button" href={href} rel="noopener noreferrer" target="_blank">
                {label}
              </a>
            ))}
          </div>
        ) : null}
        {policy && (canChange || tooLate) ? <p class="muted lines">{policy}</p> : null}
        {tooLate ? <p>{env.t('It is too late to change this booking here. Please write to {host}.', { host: meeting.host.name })}</p> : null}
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
export async function CancelPage({ env, meeting, timeZone, path, mark, problem, reason, policy }: Props & { problem?: string | undefined; reason: string }) {
  return (
    <PortalPage env={env} {...pageStyle(env)} title={env.t('Cancel the booking?')} bare {...booking}>
      <article class="card keep">
        <h1>{env.t('Cancel the booking?')}</h1>
        <Facts env={env} meeting={meeting} timeZone={timeZone} />
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
