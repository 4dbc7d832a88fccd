import { z } from 'zod';
import { type AnyDomain, addDays, type Env, endOfDay, isCivilDate } from '#core';

const date = z
  .string()
  .refine((value) => value === '' || isCivilDate(value))
  .catch('')
  .default('');
const uuid = z
  .union([z.literal(''), z.uuid()])
  .catch('')
  .default('');

/** What the address of the page asks for; whatever is no filter counts as none. */
export const auditQuery = z.object({
  model: z.string().max(120).default(''),
  record: uuid,
  person: uuid,
  plugin: z.string().max(120).default(''),
  operation: z.enum(['', 'create', 'update', 'delete']).catch('').default(''),
  /** Civil dates of the viewer, both included. */
  from: date,
  to: date,
  /** Only what is older than this entry. */
  before: uuid,
});
export type AuditQuery = z.output<typeof auditQuery>;

/** The instant at which a civil date begins where the viewer is. */
export const beginning = (env: Env<'base'>, day: string): Date => endOfDay(addDays(day, -1), env.preferences.timeZone);

export function auditDomain(env: Env<'base'>, query: AuditQuery): AnyDomain {
  const { model, record, person, plugin, operation, from, to, before } = query;
  const end = to ? idAt(endOfDay(to, env.preferences.timeZone)) : '';
  return {
    ...(model ? { model } : {}),
    ...(record ? { record } : {}),
    ...(person ? { person } : {}),
    ...(plugin ? { plugin } : {}),
    ...(operation ? { operation } : {}),
    ...(from ? { $and: [{ id: { gte: idAt(beginning(env, from)) } }] } : {}),
    ...(before || end ? { id: { lt: before && end ? (before < end ? before : end) : before || end } } : {}),
  };
}

/** The smallest id that an entry of this instant can have: ids begin with the time, so a stretch of time is a stretch of the index. */
const idAt = (instant: Date): string => {
  const time = Math.max(0, instant.getTime()).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
};

/** The address of the same page with something changed. */
export function auditAddress(query: Partial<AuditQuery>, path = '/app/audit'): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value) params.set(key, value);
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}
