import type { ResolvedModel } from '../model/registry.ts';
import { codecOf, type StoredField } from '../model/row-codec.ts';

/** One record, as it goes into the log. */
export type AuditChange = {
  model: string;
  record: string;
  title: string | null;
  operation: 'create' | 'update' | 'delete';
  /** JSON: by field `[before, after]`, or null for "changed". */
  changes: string;
};

type Row = Readonly<Record<string, unknown>>;

/** How the changes of one model are told; built once per model and generation. */
export type ModelAudit = {
  /** Fields whose former value must be read before an update; null: nothing of what is written is told. */
  former(written: readonly StoredField[]): readonly StoredField[] | null;
  created(rows: readonly Row[]): AuditChange[];
  /** `before` by the rows' position: only fields that `former` asked for. Rows that did not change are left out. */
  updated(rows: readonly Row[], before: readonly Row[], written: readonly StoredField[]): AuditChange[];
  deleted(rows: readonly Row[]): AuditChange[];
};

const unnamed = new Set(['id', 'createdAt', 'updatedAt']);
/** Characters of a text, and of written JSON, that the log keeps. */
const longest = { text: 500, json: 2_000 };

const audits = new WeakMap<ResolvedModel, ModelAudit | 'none'>();

/** @returns undefined for a model that says `audited: false` */
export function auditOf(model: ResolvedModel): ModelAudit | undefined {
  const known = audits.get(model);
  const made = known ?? (model.definition.audited === false ? 'none' : makeAudit(model));
  if (!known) audits.set(model, made);
  return made === 'none' ? undefined : made;
}

/** Fields of which the log says no more than that they changed: an append-only log must hold nothing that has to be forgotten or hidden. */
const sealed = ({ kind, options }: StoredField): boolean => kind === 'secret' || kind === 'bytes' || options.hidden !== undefined || options.personal === true;
/** Their former value is not worth reading. */
const opaque = ({ kind }: StoredField): boolean => kind === 'secret' || kind === 'bytes';

function kept(value: unknown): unknown {
  if (typeof value === 'string') return value.length > longest.text ? `${value.slice(0, longest.text)}…` : value;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value ?? null;
  const written = JSON.stringify(value);
  return written.length > longest.json ? `${written.slice(0, longest.text)}…` : value;
}

/** Every field of every row comes by here: only what has an inside is written out to be compared. */
function same(before: unknown, after: unknown): boolean {
  const [a, b] = [before ?? null, after ?? null];
  if (a === null || b === null || (typeof a !== 'object' && typeof b !== 'object')) return a === b;
  return JSON.stringify(a) === JSON.stringify(b);
}

function makeAudit(model: ResolvedModel): ModelAudit {
  const fields = codecOf(model).fields.filter(({ name, options }) => !unnamed.has(name) && options.audited !== false);
  const told = new Set(fields.map(({ name }) => name));
  const titleField = fields.find(({ name, kind }) => name === (model.definition.title ?? 'name') && kind !== 'ref' && kind !== 'uuid');
  const titleOf = (row: Row): string | null => {
    const title = titleField && !sealed(titleField) ? row[titleField.name] : null;
    return typeof title === 'string' && title !== '' ? title.slice(0, 200) : null;
  };
  const change = (row: Row, operation: AuditChange['operation'], found: [string, readonly [unknown, unknown] | null][]): AuditChange => ({
    model: model.name,
    record: String(row['id']),
    title: titleOf(row),
    operation,
    changes: JSON.stringify(Object.fromEntries(found)),
  });
  /** Everything that has a value of its own. */
  const whole = (row: Row, operation: 'create' | 'delete'): AuditChange => {
    const found: [string, readonly [unknown, unknown] | null][] = [];
    for (const field of fields) {
      const value = row[field.name];
      if (value === null || value === undefined || same(value, field.options.default)) continue;
      found.push([field.name, sealed(field) ? null : operation === 'create' ? [null, kept(value)] : [kept(value), null]]);
    }
    return change(row, operation, found);
  };
  return {
    former: (written) => {
      const asked = written.filter(({ name }) => told.has(name));
      return asked.length === 0 ? null : asked.filter((field) => !opaque(field));
    },
    created: (rows) => rows.map((row) => whole(row, 'create')),
    updated: (rows, before, written) =>
      rows.flatMap((row, index) => {
        const found: [string, readonly [unknown, unknown] | null][] = [];
        for (const field of written) {
          if (!told.has(field.name)) continue;
          const was = before[index]?.[field.name];
          if (!opaque(field) && same(was, row[field.name])) continue;
          found.push([field.name, sealed(field) ? null : [kept(was), kept(row[field.name])]]);
        }
        return found.length > 0 ? [change(row, 'update', found)] : [];
      }),
    deleted: (rows) => rows.map((row) => whole(row, 'delete')),
  };
}
