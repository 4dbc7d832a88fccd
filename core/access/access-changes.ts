import type { AuditChange } from '../audit/audit-changes.ts';

/** A group, rule or hidden field as a list shows it. */
export type Audited = { readonly id: string; readonly name?: string; readonly title?: string; readonly model?: string; readonly field?: string };

/** Known already, or no value of its own. */
const untold = new Set(['id', 'org', 'problem', 'updatedAt']);

const valuesOf = (row: Audited | undefined): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row ?? {}).filter(([name, value]) => !untold.has(name) && value !== undefined));

const titleOf = ({ title, name, model, field }: Audited): string => title ?? name ?? [model, field].filter(Boolean).join('.');

/** What the audit log says of a change of access: two lists of the same, before and after. */
export function changesBetween(model: string, before: readonly Audited[], after: readonly Audited[]): AuditChange[] {
  const was = new Map(before.map((row) => [row.id, row]));
  const is = new Map(after.map((row) => [row.id, row]));
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((record): AuditChange[] => {
    const [old, now] = [was.get(record), is.get(record)];
    const [from, to] = [valuesOf(old), valuesOf(now)];
    const changed = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((name) => JSON.stringify(from[name]) !== JSON.stringify(to[name]));
    if (changed.length === 0) return [];
    const row = now ?? old;
    return [
      {
        model,
        record,
        title: row ? titleOf(row).slice(0, 200) : null,
        operation: !old ? 'create' : !now ? 'delete' : 'update',
        changes: JSON.stringify(Object.fromEntries(changed.map((name) => [name, [from[name] ?? null, to[name] ?? null]]))),
      },
    ];
  });
}
