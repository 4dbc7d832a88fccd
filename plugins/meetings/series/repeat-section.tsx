import { addDays, type Env, formatRange, formatWeekday, type Issue, offsetLabel, offsetMinutes } from '#core';
import { Notice, Select, TextField } from '../../web/contract.ts';
import type { TakenDate } from './clash-dates.tsx';
import { ClashDates } from './clash-dates.tsx';
import { describeRule } from './describe-rule.ts';
import { type Dates, planDates } from './plan-dates.ts';
import { minutesOf } from './preview-clashes.ts';
import { type RepeatForm, repeatChoices, repeatUnits, ruleOfForm } from './repeat-form.ts';
import { ScopeChoice } from './scope-choice.tsx';

const SHOWN = 10;
const MOST_SHOWN = 60;

/** What the form's rule means: words and first dates; undefined while something in the form is wrong. */
export function previewOf(
  env: Env<'meetings'>,
  repeat: RepeatForm,
  { start, end, timeZone }: { start: string; end: string; timeZone: string },
): (Dates & { minutes: number }) | undefined {
  const minutes = minutesOf({ start, end, timeZone });
  if (minutes === undefined) return undefined;
  const { rule } = ruleOfForm(env, repeat, start, timeZone);
  if (rule === null) return undefined;
  try {
    return { ...planDates(env, { rule, wallStart: start, timeZone, minutes, exdates: [] }), minutes };
  } catch {
    return undefined;
  }
}

/** By the start of a date: who or what is taken then. */
type Clashes = ReadonlyMap<number, readonly string[]>;
type Shown = { dates: Dates & { minutes: number }; timeZone: string; clashes: Clashes };

function Preview({ env, dates, timeZone, clashes }: Shown & { env: Env<'meetings'> }) {
  // A clash far ahead is shown too: to be found is what the dates are shown for.
  const first = dates.occurrences.filter(({ start }, index) => index < SHOWN || (clashes.has(start.getTime()) && index < MOST_SHOWN));
  const over = dates.occurrences.filter(({ start }) => start.getTime() + dates.minutes * 60_000 <= env.now().getTime()).length;
  const more = dates.occurrences.length - first.length;
  return (
    <Notice kind="info">
      <p>
        <strong>{describeRule(env, dates.rule, { wallStart: dates.wallStart, timeZone, text: dates.text })}</strong>
      </p>
      {clashes.size > 0 ? <p class="fault">{env.t('{count} of {all} dates are taken.', { count: clashes.size, all: dates.occurrences.length })}</p> : null}
      {over > 0 ? (
        <p class="fault">{env.t('{count} dates are over already: they stay drafts and are never confirmed. Choose a later start.', { count: over })}</p>
      ) : null}
      <ol>
        {first.map(({ start }, index) => {
          const before = first[index - 1]?.start;
          const shifted = before !== undefined && offsetMinutes(before, timeZone) !== offsetMinutes(start, timeZone);
          return (
            <li>
              {formatRange(start, new Date(start.getTime() + dates.minutes * 60_000), timeZone, env.preferences)}
              {clashes.has(start.getTime()) ? (
                <strong class="fault"> {env.t('taken: {names}', { names: (clashes.get(start.getTime()) ?? []).join(', ') })}</strong>
              ) : null}
              {shifted ? (
                <span class="small"> {env.t('(the clocks have changed: {offset}, the time of day stays)', { offset: offsetLabel(start, timeZone) })}</span>
              ) : null}
            </li>
          );
        })}
      </ol>
      {more > 0 || !dates.complete ? (
        <p class="small">{dates.complete ? env.t('and {count} more', { count: more }) : env.t('and so on; two years are planned at a time')}</p>
      ) : null}
    </Notice>
  );
}

/** How a meeting repeats. Works without scripts: the dates are shown on asking. */
export function RepeatSection({
  env,
  repeat,
  times,
  issues,
  preview,
  scoped,
  taken,
  clashes = new Map(),
}: {
  env: Env<'meetings'>;
  repeat: RepeatForm;
  times: { start: string; end: string; timeZone: string };
  issues: readonly Issue[];
  preview: boolean;
  /** A date of a series is changed: which dates is it about? */
  scoped: boolean;
  taken: readonly TakenDate[];
  clashes?: Clashes | undefined;
}) {
  const fault = (...paths: string[]): string | undefined => issues.find(({ path }) => paths.includes(path))?.message;
  const dates = preview || taken.length > 0 ? previewOf(env, repeat, times) : undefined;
  const open = repeat.repeat !== 'none' || fault('rule', 'repeat') !== undefined;
  return (
    <details class="section" open={open || scoped}>
      <summary>
        <strong>{env.t('Repeats')}</strong>
      </summary>
      <div class="form">
        {scoped ? (
          <ScopeChoice
            env={env}
            legend={env.t('What do you want to change?')}
            chosen={repeat.scope}
            help={env.t('Dates that were changed by hand stay as they are; what has been is never changed.')}
          />
        ) : null}
        <Select
          label={env.t('Repeats')}
          name="repeat"
          value={repeat.repeat}
          choices={repeatChoices.filter(([value]) => !(scoped && value === 'none')).map(([value, label]) => ({ value, label: env.t(label) }))}
          error={fault('repeat', 'rule')}
        />
        <details open={repeat.repeat === 'custom' || repeat.repeat === 'rule'}>
          <summary class="small">{env.t('Otherwise, as follows')}</summary>
          <div class="form">
            <div class="columns">
              <TextField label={env.t('Every')} name="repeatEvery" type="number" min={1} max={99} value={repeat.every} error={fault('repeatEvery')} />
              <Select
                label={env.t('Unit')}
                name="repeatUnit"
                value={repeat.unit}
                choices={repeatUnits.map(([value, label]) => ({ value, label: env.t(label) }))}
              />
            </div>
            <fieldset class="field">
              <legend class="small">{env.t('On these weekdays (for weeks)')}</legend>
              <div class="choices">
                {[1, 2, 3, 4, 5, 6, 7].map((day) => (
                  <label>
                    <input type="checkbox" name="repeatDays" value={String(day)} checked={repeat.days.includes(String(day))} />{' '}
                    {formatWeekday(addDays('2027-01-03', day), env.preferences, 'short')}
                  </label>
                ))}
              </div>
            </fieldset>
            <TextField
              label={env.t('Rule (RFC 5545)')}
              name="repeatRule"
              value={repeat.rule}
              maxlength={500}
              help="FREQ=MONTHLY;BYDAY=-1FR;COUNT=12"
              error={fault('repeatRule')}
            />
          </div>
        </details>
        <div class="columns">
          <Select
            label={env.t('Ends')}
            name="repeatEnds"
            value={repeat.ends}
            choices={[
              { value: 'never', label: env.t('never') },
              { value: 'on', label: env.t('on a date') },
              { value: 'after', label: env.t('after a number of dates') },
            ]}
          />
          <TextField label={env.t('Last day')} name="repeatUntil" type="date" value={repeat.until} error={fault('repeatUntil')} />
          <TextField label={env.t('Number of dates')} name="repeatCount" type="number" min={1} max={500} value={repeat.count} error={fault('repeatCount')} />
        </div>
        <button type="submit" name="preview" value="1" formnovalidate>
          {env.t('Show the dates')}
        </button>
        <ClashDates env={env} taken={taken} />
        {dates ? <Preview env={env} dates={dates} timeZone={times.timeZone} clashes={clashes} /> : null}
      </div>
    </details>
  );
}
