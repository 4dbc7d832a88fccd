import type { Env } from '#core';
import type { RecordChange, RecordChangesInput } from '../contract.ts';
import { type AuditEntry, auditEntries } from './read-audit.ts';

/** What one transaction wrote has ids that were made one right behind the other. */
const NEAR_MS = 250;

/** The smallest id that can be made at an instant. */
const idAt = (ms: number): string => {
  const time = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
};

const madeAt = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

function changeOf({ id, createdAt, model, record, operation, actor, person, token, plugin, changes }: AuditEntry): RecordChange {
  return { id, at: createdAt, model, record, operation, person, guest: actor === 'portal' || (token !== null && person === null), plugin, changes };
}

/** See `BaseService.recordChanges`: at most three statements, by the log's indexes, however many parts. */
export async function recordChanges(env: Env<'base'>, { model, record, parts, limit, before }: RecordChangesInput): Promise<RecordChange[]> {
  const own = await auditEntries(env, { model, record, ...(before ? { id: { lt: before } } : {}) }, limit);
  const first = own.at(-1);
  if (!first || parts.length === 0) return own.map(changeOf);
  const models = parts.map((part) => part.model);
  const beside = await auditEntries(env, {
    $or: own.flatMap(({ id }) => models.map((name) => ({ model: name, id: { gte: idAt(madeAt(id) - NEAR_MS), lt: idAt(madeAt(id) + NEAR_MS) } }))),
  });
  const fieldOf = new Map(parts.map((part) => [part.model, part.field]));
  const belongs = ({ model: name, changes }: AuditEntry): boolean => changes[fieldOf.get(name) ?? '']?.some((value) => value === record) ?? false;
  const known = new Set(parts.flatMap(({ ids }) => ids));
  for (const entry of beside) if (belongs(entry)) known.add(entry.record);
  const later =
    known.size === 0 ? [] : await auditEntries(env, { model: { in: models }, record: { in: [...known] }, id: { gte: idAt(madeAt(first.id) - NEAR_MS) } });
  const found = new Map([...own, ...beside.filter(belongs), ...later].map((entry) => [entry.id, entry]));
  return [...found.values()]
    .filter(({ id }) => before === undefined || id < before)
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .map(changeOf);
}
