import type { Env } from '#core';
import type { RecordChange } from '../../base/contract.ts';

type Parts = 'meeting.event' | 'meeting.attendee' | 'meeting.event_room' | 'meeting.conference';

/** May the viewer see this field? What an administrator has hidden is hidden in the past too. */
export const seesField = (env: Env<'meetings'>, model: Parts, field: string): boolean => field in env.catalog.model(model).fields;

/** The log knows every field: what the viewer may not see is taken out, values and the fact that they changed. */
export function asSeen(env: Env<'meetings'>, changes: readonly RecordChange[]): RecordChange[] {
  const fields = new Map(changes.map(({ model }) => [model, env.catalog.model(model).fields]));
  return changes.map((entry) => ({
    ...entry,
    changes: Object.fromEntries(Object.entries(entry.changes).filter(([field]) => field in (fields.get(entry.model) ?? {}))),
  }));
}
