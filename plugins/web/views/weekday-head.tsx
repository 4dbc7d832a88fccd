import { type Env, formatWeekday } from '#core';

/** Above a month in weeks: the days of its first one, short, with their whole names to be read out. */
export function WeekdayHead({ env, days }: { env: Env; days: readonly string[] }) {
  return (
    <thead>
      <tr>
        {days.map((day) => (
          <th scope="col">
            <abbr title={formatWeekday(day, env.preferences, 'long')}>{formatWeekday(day, env.preferences, 'short')}</abbr>
          </th>
        ))}
      </tr>
    </thead>
  );
}
