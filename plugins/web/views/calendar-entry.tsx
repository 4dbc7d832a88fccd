import type { Env } from '#core';
import type { ModelViews } from '../views-of.ts';
import type { Entry } from './calendar-data.ts';
import type { CalendarRange } from './calendar-range.ts';

export type DayProps = { env: Env; views: ModelViews; range: CalendarRange; byDay: ReadonlyMap<string, readonly Entry[]> };

/** One record on the calendar; leads to it where it has a page. */
export function EntryLink({ views, entry }: { views: ModelViews; entry: Entry }) {
  const inside = (
    <>
      {entry.time ? <time>{entry.time}</time> : null} <span>{entry.title}</span>
    </>
  );
  const hint = [entry.time, entry.title, entry.detail].filter(Boolean).join(' · ');
  return views.form ? (
    <a class={`entry ${entry.look}`} href={`/app/${views.model.name}/${entry.id}`} title={hint}>
      {inside}
    </a>
  ) : (
    <span class={`entry ${entry.look}`} title={hint}>
      {inside}
    </span>
  );
}
