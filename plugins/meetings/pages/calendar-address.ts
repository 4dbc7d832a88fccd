import type { CalendarMode } from './calendar-range.ts';

/** The calendar's address: view, day, and who is shown beside the viewer. */
export function calendarAddress({
  view,
  day,
  chosen,
  path = '/app/calendar',
}: {
  view: CalendarMode;
  day?: string;
  chosen: Iterable<string>;
  path?: string;
}): string {
  const query = new URLSearchParams({ view, ...(day ? { day } : {}) });
  for (const id of chosen) query.append('with', id);
  return `${path}?${query}`;
}

/** Where the calendar was: an address of ours beneath `/app/`, nothing else. */
export const backTo = (back: string): string => (/^\/app\/(calendar|rooms\/timeline)(\?[^\\\s]*)?$/.test(back) ? back : '/app/calendar');
