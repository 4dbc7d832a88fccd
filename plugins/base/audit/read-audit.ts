import { z } from 'zod';
import type { AnyDomain, Env } from '#core';
import { type AuditQuery, auditDomain } from './audit-query.ts';

const entry = z.object({
  id: z.string(),
  createdAt: z.date(),
  model: z.string(),
  record: z.string(),
  title: z.string().nullable(),
  operation: z.enum(['create', 'update', 'delete']),
  actor: z.enum(['anonymous', 'user', 'portal', 'plugin', 'system']),
  person: z.string().nullable(),
  plugin: z.string(),
  token: z.string().nullable(),
  sudo: z.string().nullable(),
  request: z.string().nullable(),
  address: z.string().nullable(),
  changes: z.record(z.string(), z.union([z.tuple([z.unknown(), z.unknown()]), z.null()])),
});
export type AuditEntry = z.output<typeof entry>;

/** Entries that fit, newest first. The core's model: read like any other, by whom the access table lets in. */
export const readAudit = (env: Env<'base'>, query: AuditQuery, limit: number): Promise<AuditEntry[]> => auditEntries(env, auditDomain(env, query), limit);

/** The same, by a domain. */
export async function auditEntries(env: Env<'base'>, domain: AnyDomain, limit?: number): Promise<AuditEntry[]> {
  const found = await env.model('core.audit' as never).find(domain as never, { order: ['-id'] as never, ...(limit === undefined ? {} : { limit }) });
  return z.array(entry).parse(found);
}

/** Names of people and titles of the records that entries point at, as the viewer may read them: one statement for each model. */
export async function namesIn(env: Env<'base'>, entries: readonly AuditEntry[]): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, Set<string>>([['base.person', new Set()]]);
  const want = (model: string, id: unknown): void => {
    if (typeof id !== 'string') return;
    const ids = wanted.get(model) ?? new Set();
    wanted.set(model, ids.add(id));
  };
  const models = new Set(env.catalog.models());
  for (const { model, record, person, title, changes } of entries) {
    want('base.person', person);
    if (model === 'base.person' && title === null) want(model, record);
    if (!models.has(model)) continue;
    const { fields } = env.catalog.model(model);
    for (const [name, change] of Object.entries(changes)) {
      const target = fields[name]?.kind === 'ref' ? fields[name]?.options.target : undefined;
      if (target !== undefined) for (const id of change ?? []) want(target, id);
    }
  }
  const names = new Map<string, string>();
  for (const [model, ids] of wanted) {
    if (ids.size === 0 || !models.has(model) || !env.can(model, 'read')) continue;
    const { title } = env.catalog.model(model);
    const found: unknown = await env.model(model as never).pick({ id: { in: [...ids] } } as never, [title] as never);
    const rows = z.array(z.record(z.string(), z.unknown())).parse(found);
    for (const row of rows) names.set(String(row.id), String(row[title] ?? ''));
  }
  return names;
}
