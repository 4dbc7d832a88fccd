import { countries } from './countries.ts';
import { type Holiday, holidaysByRules } from './holiday-rules.ts';

/** Of a schedule. `working`: dates on which work goes on all the same; `own`: days of a calendar file, for countries and companies that we do not know. */
export type HolidayChoice = {
  country: string;
  region: string;
  working: readonly string[];
  own: readonly Holiday[];
};

const known = new Map<string, readonly Holiday[]>();

/** The holidays of a country's region in a year, by date; computed once for each. Unknown countries have none. */
export function countryHolidays(country: string, region: string, year: number): readonly Holiday[] {
  const rules = Object.hasOwn(countries, country) ? countries[country]?.rules : undefined;
  if (!rules) return [];
  const key = `${country} ${region} ${year}`;
  const found = known.get(key);
  if (found) return found;
  const days = holidaysByRules(rules, year, region);
  if (known.size < 2_000) known.set(key, days);
  return days;
}

/** All days of a year on which a schedule has a holiday, worked on or not, by date. */
export function holidaysOf(choice: HolidayChoice, year: number): Holiday[] {
  const own = choice.own.filter(({ date }) => date.startsWith(`${year}-`));
  // A holiday that is kept on another day may lie in the neighbouring year.
  const near = [year - 1, year, year + 1].flatMap((one) => countryHolidays(choice.country, choice.region, one));
  const days = new Map([...near.filter(({ date }) => date.startsWith(`${year}-`)), ...own].map((day) => [day.date, day]));
  return [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
}
