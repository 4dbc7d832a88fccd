import { type Env, formatCivilDate, formatDateTime, formatRange, type Issue, zoneAbbreviation } from '#core';
import { DescriptionList, Form, Icon, Notice, PortalPage, TextField } from '../../web/contract.ts';
import { bookingAssets, pageTitle, Summary } from '../booking-summary.tsx';
import { ChosenTime } from '../details-page.tsx';
import type { OpenLink } from '../find-link.ts';

type AskProps = {
  env: Env;
  open: OpenLink;
  path: string;
  keep: Record<string, string>;
  /** A time, or any time of a day (`YYYY-MM-DD`). */
  wanted: { start: Date } | { day: string };
  timeZone: string;
  values: Readonly<Record<string, string>>;
  problem?: string | undefined;
  issues?: readonly Issue[];
  back: string;
};

/** Who waits: name and address, nothing else. */
export async function WaitPage({ env, open, path, keep, wanted, timeZone, values, problem, issues = [], back }: AskProps) {
  const fault = (name: string): string | undefined => issues.find((issue) => issue.path === name)?.message;
  return (
    <PortalPage env={env} title={pageTitle(open)} bare {...bookingAssets}>
      <article class="card booking form-step">
        <Summary env={env} open={open} />
        <div class="booking-form">
          <a class="back" href={back}>
            <Icon name="arrow-left" /> {env.t('Choose another time')}
          </a>
          <h2>{env.t('Waiting list')}</h2>
          {'start' in wanted ? (
            <ChosenTime
              env={env}
              start={wanted.start}
              end={new Date(wanted.start.getTime() + open.link.durationMin * 60_000)}
              timeZone={timeZone}
              gone={false}
            />
          ) : (
            <div class="chosen">
              <p>
                <Icon name="calendar-check" /> <strong>{formatCivilDate(wanted.day, env.preferences, 'day')}</strong>
              </p>
              <p class="muted">{env.t('Any time on this day')}</p>
            </div>
          )}
          <p class="muted">
            {env.t('When it becomes free you get a mail. It is then kept for you for {count} hours, and after that for the next one.', {
              count: open.link.waitlistHours,
            })}
          </p>
          <Form action={path} problem={problem}>
            {Object.entries({ ...keep, tz: timeZone, language: env.preferences.language }).map(([name, value]) => (
              <input type="hidden" name={name} value={value} />
            ))}
            {'start' in wanted ? (
              <input type="hidden" name="start" value={wanted.start.toISOString()} />
            ) : (
              <input type="hidden" name="day" value={wanted.day} />
            )}
            <TextField label={env.t('Your name')} name="name" value={values.name ?? ''} error={fault('name')} autocomplete="name" maxlength={120} required />
            <TextField
              label={env.t('Your e-mail address')}
              name="email"
              type="email"
              value={values.email ?? ''}
              error={fault('email')}
              autocomplete="email"
              required
            />
            <div class="visually-hidden" aria-hidden="true">
              <label for="website">Website</label>
              <input id="website" name="website" tabindex={-1} autocomplete="off" />
            </div>
            <button type="submit" class="primary wide">
              {env.t('Put me on the list')}
            </button>
          </Form>
        </div>
      </article>
    </PortalPage>
  );
}

/** The same for whoever is new and whoever was on the list already: the way back to the list is in the mail alone. */
export function WaitsPage({ env, back }: { env: Env; back: string }) {
  return (
    <PortalPage env={env} title={env.t('You are on the waiting list')} narrow>
      <p>{env.t('We have written to you. The mail says how to leave the list again.')}</p>
      <a class="button" href={back}>
        {env.t('See other times')}
      </a>
    </PortalPage>
  );
}

type OwnProps = {
  env: Env;
  name: string;
  state: 'waiting' | 'offered' | 'booked' | 'left' | 'lapsed';
  /** What is kept, else what is wanted. */
  start: Date;
  end: Date;
  /** `YYYY-MM-DD`: any time of it is wanted. */
  day: string | undefined;
  keptUntil: Date | undefined;
  timeZone: string;
  path: string;
  /** The form in which the guest takes what is kept. */
  take: string;
  /** The page of the link; undefined: it is closed. */
  again: string | undefined;
};

const headlines = {
  waiting: 'You are on the waiting list',
  offered: 'This is free for you',
  booked: 'You have booked this',
  left: 'You are not on the list any more',
  lapsed: 'This is not kept for you any more',
} as const;

/** A guest's own place on the list: take what is kept, or leave. */
export function OwnWaitingPage({ env, name, state, start, end, day, keptUntil, timeZone, path, take, again }: OwnProps) {
  const live = state === 'waiting' || state === 'offered';
  return (
    <PortalPage env={env} title={env.t(headlines[state])} narrow>
      {keptUntil ? (
        <Notice kind="ok">
          {env.t('Kept for you until {time}.', {
            time: `${formatDateTime(keptUntil, timeZone, env.preferences)} (${zoneAbbreviation(keptUntil, timeZone, env.preferences)})`,
          })}
        </Notice>
      ) : null}
      <DescriptionList
        entries={[
          { label: env.t('What'), value: name },
          { label: env.t('When'), value: day ? formatCivilDate(day, env.preferences, 'day') : formatRange(start, end, timeZone, env.preferences), wide: true },
        ]}
      />
      {live && !again ? <p>{env.t('Nothing can be booked here for now.')}</p> : null}
      <div class="row">
        {state === 'offered' && again ? (
          <a class="button primary" href={take}>
            <Icon name="calendar-plus" /> <span>{env.t('Take it')}</span>
          </a>
        ) : null}
        {live ? (
          <form method="post" action={`${path}/leave`}>
            <button type="submit">{env.t('Leave the list')}</button>
          </form>
        ) : again ? (
          <a class="button" href={again}>
            {env.t('See other times')}
          </a>
        ) : null}
      </div>
    </PortalPage>
  );
}
