import { type Env, formatRange, formatTime, formatZoneName, type Issue, offsetLabel } from '#core';
import { Form, Icon, PortalPage, TextArea } from '../web/contract.ts';
import { bookingAssets, pageTitle, Summary } from './booking-summary.tsx';
import type { OpenLink } from './find-link.ts';
import { GuestFields } from './guest-fields.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { ProofPanel } from './proof-panel.tsx';
import { pageStyle } from './style/page-style.tsx';
import type { Work } from './suspicion.ts';

const MINUTE_MS = 60_000;

export type FormProps = {
  env: Env;
  open: OpenLink;
  path: string;
  /** Hidden fields beside the time. */
  keep: Record<string, string>;
  start: Date;
  timeZone: string;
  /** As typed so far, by the field's name. */
  values: Readonly<Record<string, string>>;
  /** Lets a form that is sent twice book once. Not called `key`: JSX keeps that for itself. */
  formKey: string;
  problem?: string | undefined;
  issues?: readonly Issue[];
  alternatives?: readonly Date[];
  /** Back to the times. */
  back: string;
  /** Of a booking that moves: the time that it has until then. */
  former?: { start: Date; end: Date } | undefined;
  /** What the browser has to do before the form is sent again. */
  work?: Work | undefined;
};

/** The chosen time in words: the guest's zone first, UTC beneath; struck out where somebody else has it by now. */
export function ChosenTime({ env, start, end, timeZone, gone }: { env: Env; start: Date; end: Date; timeZone: string; gone: boolean }) {
  return (
    <div class={gone ? 'chosen gone' : 'chosen'}>
      <p>
        <Icon name={gone ? 'calendar-x' : 'calendar-check'} /> <strong>{formatRange(start, end, timeZone, env.preferences)}</strong>
      </p>
      <p class="muted">
        {formatZoneName(start, timeZone, env.preferences)} ({timeZone.replaceAll('_', ' ')}, {offsetLabel(start, timeZone)}) ·{' '}
        <span class="nowrap">{formatTime(start, 'UTC', env.preferences)} UTC</span>
      </p>
    </div>
  );
}

const script = (file: string) => ({ plugin: 'booking-portal', file });
const formAssets = { ...bookingAssets, scripts: [...bookingAssets.scripts, script('hold.js')] };
const workAssets = { ...bookingAssets, scripts: [...bookingAssets.scripts, script('proof.js')] };

/** Who are you: the same card with the form, the chosen time on top. */
export async function DetailsPage({
  env,
  open,
  path,
  keep,
  start,
  timeZone,
  values,
  formKey,
  problem,
  issues = [],
  alternatives = [],
  back,
  former,
  work,
}: FormProps) {
  const end = new Date(start.getTime() + open.link.durationMin * MINUTE_MS);
  const fault = (name: string): string | undefined => issues.find((issue) => issue.path === name)?.message;
  // Asked to work, and nothing else is wrong.
  const asked = work !== undefined && issues.length === 0 && alternatives.length === 0 && !work.again;
  const moving = 'v' in keep;
  return (
    <PortalPage env={env} {...pageStyle(env)} title={pageTitle(open)} bare {...(work ? workAssets : formAssets)}>
      <article class="card booking form-step">
        <Summary env={env} open={open} />
        <div class="booking-form">
          <a class="back" href={back}>
            <Icon name="arrow-left" /> {env.t('Choose another time')}
          </a>
          {former ? <p class="muted">{env.t('Until now: {time}', { time: formatRange(former.start, former.end, timeZone, env.preferences) })}</p> : null}
          <ChosenTime env={env} start={start} end={end} timeZone={timeZone} gone={alternatives.length > 0} />
          <Form action={path} problem={asked ? undefined : problem} idempotencyKey={formKey}>
            {work ? <ProofPanel env={env} work={work} reason={asked ? problem : undefined} /> : null}
            {alternatives.length > 0 ? (
              <fieldset>
                <legend>{env.t('Free near that time')}</legend>
                {/* Sent without a choice the form comes back as it was. */}
                <input type="hidden" name="wanted" value={start.toISOString()} />
                {fault('start') ? (
                  <p class="fault" id="start-fault">
                    {fault('start')}
                  </p>
                ) : null}
                <div class="alternatives">
                  {alternatives.map((other) => (
                    <label>
                      <input type="radio" name="start" value={other.toISOString()} required />
                      {formatRange(other, new Date(other.getTime() + open.link.durationMin * MINUTE_MS), timeZone, env.preferences)}
                    </label>
                  ))}
                </div>
              </fieldset>
            ) : (
              <input type="hidden" name="start" value={start.toISOString()} />
            )}
            <input type="hidden" name="tz" value={timeZone} />
            <input type="hidden" name="language" value={env.preferences.language} />
            {values.visit ? <input type="hidden" name="visit" value={values.visit} /> : null}
            {values.held === '1' ? <input type="hidden" name="held" value="1" /> : null}
            {Object.entries(keep).map(([name, value]) => (
              <input type="hidden" name={name} value={value} />
            ))}
            {moving ? <TextArea label={env.t('Reason (the host reads it)')} name="reason" value={values.reason} rows={2} /> : null}
            {moving ? null : <GuestFields env={env} link={open.link} values={values} fault={fault} />}
            {open.link.policy ? <p class="muted lines">{open.link.policy}</p> : null}
            {moving || work || alternatives.length > 0 || 'waiting' in keep ? null : (
              <p
                class="muted"
                role="status"
                data-again={`${path}?${new URLSearchParams({ ...keep, tz: timeZone, start: start.toISOString() })}`}
                data-hold={`${path}/hold`}
                data-held={env.t('This time is held for you for {minutes} minutes.', { minutes: '{minutes}' })}
                data-soon={env.t('This time is held for you for one minute more.')}
                data-lapsed={env.t('The time is not held any more; it may still be free.')}
                data-taken={env.t('This time was just taken. Please choose another one.')}
              />
            )}
            <button type="submit" class="primary wide">
              {moving ? env.t('Move the booking') : open.link.approval ? env.t('Ask for this time') : env.t('Book this time')}
            </button>
          </Form>
        </div>
      </article>
      {moving ? null : (
        <LanguageSwitch
          env={env}
          languages={open.link.languages}
          href={(lang) => `${path}?${new URLSearchParams({ ...keep, tz: timeZone, start: start.toISOString(), lang })}`}
        />
      )}
    </PortalPage>
  );
}
