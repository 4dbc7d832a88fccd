import { z } from 'zod';
import { type Env, formatDateTime, formatRange } from '#core';
import type { Subject } from './subject.ts';

/** One change of a tracked field, in words: `Host`, `Ann`, `Bob`; without values where they are not told. */
export type TrackedChange = { label: string; from: string; to: string; told: boolean };
export type TrackedLine = { id: string; at: Date; person: string | null; guest: boolean; created: boolean; changes: TrackedChange[] };

const entry = z.object({
  id: z.string(),
  createdAt: z.date(),
  operation: z.string(),
  person: z.string().nullable(),
  token: z.string().nullable(),
  changes: z.record(z.string(), z.union([z.tuple([z.unknown(), z.unknown()]), z.null()])),
});

const long = new Set(['longText', 'json', 'bytes', 'secret']);
const words = (value: string): string => {
  const text = value.replace(/[-_]/g, ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
};
const labelOf = (name: string): string => words(name.replace(/[A-Z]/g, (letter) => ` ${letter}`));

/**
 * What the audit log says of the record's tracked fields that the viewer may see, newest first. One statement, and one for each model that tracked refs point at.
 * @param before only what is older than this id
 */
export async function trackedLines(env: Env<'thread'>, subject: Subject, limit: number, before?: string): Promise<TrackedLine[]> {
  const fields = subject.thread.tracked.filter((name) => subject.model.fields[name] !== undefined);
  const found = await env
    .asPlugin()
    .model('core.audit' as never)
    .find({ model: subject.model.name, record: subject.row.id, operation: { in: ['create', 'update'] }, ...(before ? { id: { lt: before } } : {}) } as never, {
      order: ['-id'] as never,
      limit,
    });
  const entries = z.array(entry).parse(found);
  const titles = await titlesOf(env, subject, fields, entries);
  return entries.flatMap(({ id, createdAt, operation, person, token, changes }) => {
    const created = operation === 'create';
    const line = { id, at: createdAt, person, guest: token !== null, created };
    if (created) return [{ ...line, changes: [] }];
    const mine = fields.flatMap((name): TrackedChange[] => {
      const field = subject.model.fields[name];
      const change = changes[name];
      if (!field || change === undefined) return [];
      const label = env.t(field.options.label ?? labelOf(name));
      if (change === null || long.has(field.kind)) return [{ label, from: '', to: '', told: false }];
      return [{ label, from: inWords(env, field.kind, change[0], titles), to: inWords(env, field.kind, change[1], titles), told: true }];
    });
    return mine.length > 0 ? [{ ...line, changes: mine }] : [];
  });
}

type Titles = ReadonlyMap<string, string>;

/** Names of the records that changed refs point at, as the viewer may read them. */
async function titlesOf(env: Env<'thread'>, { model }: Subject, fields: readonly string[], entries: readonly z.output<typeof entry>[]): Promise<Titles> {
  const wanted = new Map<string, Set<string>>();
  for (const name of fields) {
    const target = model.fields[name]?.kind === 'ref' ? model.fields[name]?.options.target : undefined;
    if (target === undefined) continue;
    const ids = wanted.get(target) ?? new Set();
    wanted.set(target, ids);
    for (const { operation, changes } of entries) if (operation === 'update') for (const id of changes[name] ?? []) if (typeof id === 'string') ids.add(id);
  }
  const titles = new Map<string, string>();
  for (const [target, ids] of wanted) {
    if (ids.size === 0 || !env.can(target, 'read')) continue;
    const { title } = env.catalog.model(target);
    const rows = (await env.model(target as never).pick({ id: { in: [...ids] } } as never, [title] as never)) as unknown as Record<string, unknown>[];
    for (const row of rows) titles.set(String(row['id']), String(row[title] ?? ''));
  }
  return titles;
}

function inWords(env: Env<'thread'>, kind: string, value: unknown, titles: Titles): string {
  const { language, hour12, timeZone } = env.preferences;
  if (value === null || value === undefined || value === '') return env.t('nothing');
  if (kind === 'ref') return titles.get(String(value)) ?? env.t('not visible to you');
  if (kind === 'bool') return value === true ? env.t('Yes') : env.t('No');
  if (kind === 'choice') return env.t(words(String(value)));
  if (kind === 'instant') return formatDateTime(new Date(String(value)), timeZone, { language, hour12 });
  if (kind === 'range' && typeof value === 'object' && 'start' in value && 'end' in value)
    return formatRange(new Date(String(value.start)), new Date(String(value.end)), timeZone, { language, hour12 });
  return String(value);
}
