import type { Row } from '#core';
import type { ScheduleOf } from './contract.ts';
import type {} from './schema.ts';

/** Working hours as they are stored, for a question to the calendar. */
export const scheduleOf = ({
  timeZone,
  weekly,
  overrides,
  travel,
  holidays,
}: Pick<Row<'calendar', 'calendar.schedule'>, 'timeZone' | 'weekly' | 'overrides' | 'travel' | 'holidays'>): ScheduleOf => ({
  timeZone,
  schedule: { weekly, overrides, travel, holidays },
});
