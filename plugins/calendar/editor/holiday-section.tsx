import { type Env, formatCivilDate, isCivilDate } from '#core';
import { Icon, Select } from '../../web/contract.ts';
import { countries } from '../holidays/countries.ts';
import { holidaysOf } from '../holidays/holidays-of.ts';
import type { Faults, HoursDraft } from './hours-draft.ts';

/** A country's name in the reader's language. */
function countryName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** Choose a country and region; every day of this year and the next with its switch. Days of other countries come from a calendar file. */
export function HolidaySection({ env, draft, faults, today }: { env: Env<'calendar'>; draft: HoursDraft; faults: Faults; today: string }) {
  const { language } = env.preferences;
  const choices = Object.keys(countries)
    .map((code) => ({ value: code, label: countryName(code, language) }))
    .sort((a, b) => a.label.localeCompare(b.label, language));
  const regions = Object.entries(countries[draft.country]?.regions ?? {}).map(([value, label]) => ({ value, label }));
  const year = Number(today.slice(0, 4));
  const own = draft.own.filter(({ date }) => isCivilDate(date));
  const days = [year, year + 1].flatMap((one) => holidaysOf({ ...draft, own }, one)).filter(({ date }) => date >= today);
  const listed = new Set(days.map(({ date }) => date));
  const fault = faults.get('file');
  return (
    <section class="section card">
      <h2>{env.t('Holidays')}</h2>
      <p class="help">{env.t('On holidays nothing is open. Take the tick away where you work all the same.')}</p>
      <div class="holiday-choice">
        <Select label={env.t('Country')} name="country" value={draft.country} choices={choices} empty={env.t('No holidays')} />
        {regions.length > 0 ? (
          <Select label={env.t('Region')} name="region" value={draft.region} choices={regions} empty={env.t('Nation-wide days only')} />
        ) : null}
        <button type="submit" name="do" value="preview" formnovalidate>
          {env.t('Show the days')}
        </button>
      </div>
      {draft.working
        .filter((date) => !listed.has(date))
        .map((date) => (
          <input type="hidden" name="working" value={date} />
        ))}
      {[year, year + 1].map((one) => {
        const own = days.filter(({ date }) => date.startsWith(`${one}-`));
        return own.length === 0 ? null : (
          <>
            <h3 class="holidays-year">{String(one)}</h3>
            <ul class="holidays">
              {own.map(({ date, name }) => (
                <li>
                  <input type="hidden" name="listed" value={date} />
                  <label>
                    <input type="checkbox" name="closed" value={date} checked={!draft.working.includes(date)} />{' '}
                    <span>{formatCivilDate(date, env.preferences, 'short')}</span> <span>{env.t(name)}</span>
                  </label>
                </li>
              ))}
            </ul>
          </>
        );
      })}
      {draft.own.map(({ date, name }, at) => (
        <>
          <input type="hidden" name={`own${at}_date`} value={date} />
          <input type="hidden" name={`own${at}_name`} value={name} />
        </>
      ))}
      <details open={fault !== undefined}>
        <summary>{env.t('Another country, or days of your own')}</summary>
        <div class={fault ? 'field wrong' : 'field'}>
          <label for="file">{env.t('Calendar file of holidays (.ics)')}</label>
          <input id="file" name="file" type="file" accept=".ics,text/calendar" aria-describedby={fault ? 'file-fault' : undefined} />
          {fault ? (
            <p class="fault" id="file-fault">
              {env.t(fault)}
            </p>
          ) : null}
        </div>
        <div class="row">
          <button type="submit" name="do" value="import" formnovalidate>
            <Icon name="upload" /> <span>{env.t('Take its days')}</span>
          </button>
          {draft.own.length > 0 ? (
            <button type="submit" name="do" value="forget" formnovalidate>
              {env.t('Forget the {count} days of a file', { count: draft.own.length })}
            </button>
          ) : null}
        </div>
      </details>
    </section>
  );
}
