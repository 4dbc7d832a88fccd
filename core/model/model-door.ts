import { unscoped } from '../access/key-scope.ts';
import type { AccessPolicy, Operation } from '../access/policy.ts';
import { auditOf } from '../audit/audit-changes.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Env } from '../env.ts';
import { type AtriumError, fail } from '../errors.ts';
import type { Hook } from '../plugin/define-plugin.ts';
import type { Principal } from '../principal.ts';
import type { KeyRing } from '../secrets/key-ring.ts';
import { compileDomain, conjunction, type DomainContext } from './compile-domain.ts';
import type { Database } from './database-type.ts';
import type { AnyDomain } from './domain.ts';
import { DomainError, isUuid } from './domain-value.ts';
import { mapDatabaseError } from './map-database-error.ts';
import { quoted } from './names.ts';
import type { Record_ } from './record-store.ts';
import type { Registry, ResolvedField } from './registry.ts';
import { codecOf, type StoredField } from './row-codec.ts';

export type RepositoryContext = {
  database: Database;
  registry: Registry;
  policy: AccessPolicy;
  principal: Principal;
  newId(): string;
  keys: KeyRing;
  hooks: ReadonlyMap<string, readonly { plugin: string; hook: Hook }[]>;
  /** The env that a plugin's hook gets: the acting principal, the hook's plugin. */
  hookEnv(plugin: string): Env;
  /** Where changes are noted; nowhere unless given. */
  audit?: AuditTrail;
};

export type ModelDoor = ReturnType<typeof openDoor>;

/** Kinds that rows are neither sorted nor grouped by. */
export const unsortable = new Set<ResolvedField['kind']>(['json', 'bytes', 'secret', 'range', 'many']);

/**
 * What every statement about one model goes through, whoever writes it: which fields the principal sees, which rows the access table and the rules open. The statements
 * that read, group and write are made elsewhere, and only with these.
 */
export function openDoor(context: RepositoryContext, modelName: string) {
  const { database, registry, policy, principal } = context;
  const model = registry.model(modelName);
  const codec = codecOf(model);
  const table = quoted(model.table);
  const everything = codec.fields.every(({ name }) => policy.field(principal, model.name, name));
  const visible = everything ? codec.fields : codec.fields.filter(({ name }) => policy.field(principal, model.name, name));
  const sees = everything ? codec.names : new Set(visible.map(({ name }) => name));
  const hooks = context.hooks.get(model.name) ?? [];
  const trail = context.audit;
  const audit = trail ? auditOf(model) : undefined;
  const filter: DomainContext = { registry, policy, principal, throughRules: true, guardFields: true };
  const rule: DomainContext = { ...filter, principal: unscoped(principal), throughRules: false, guardFields: false };
  // `$1` is the organization in every statement; a global model names it only so that it has a type
  const scope = model.global ? '$1::integer IS NOT NULL' : 't0.org_id = $1::integer';

  const denied = (operation: Operation): AtriumError => fail('ACCESS_DENIED', { cause: new Error(`${principal.kind} may not ${operation} ${model.name}`) });
  const refused = (operation: Operation): AtriumError => fail('ACCESS_DENIED', { cause: new Error(`a record rule refuses to ${operation} ${model.name}`) });
  const allow = (operation: Operation): void => {
    // the core's own models are written by the core alone, past this door: not even who sets the rules aside writes a line of the audit log
    if (operation !== 'read' && model.plugin === 'core') throw denied(operation);
    if (!policy.allows(principal, model.name, operation)) throw denied(operation);
  };
  const unusable = (path: string, message: string, cause?: unknown): AtriumError => fail('INPUT_INVALID', { issues: [{ path, message }], cause });

  /** A field that the principal may see and that is fit for the purpose. */
  const usable = (name: string, message: string, unfit: ReadonlySet<ResolvedField['kind']>): StoredField => {
    const field = sees.has(name) ? codec.fields.find((candidate) => candidate.name === name) : undefined;
    if (!field || unfit.has(field.kind)) throw unusable(name, message);
    return field;
  };

  /** The WHERE of the rows that match and that these rules open. */
  const whereRules = (domain: AnyDomain, rules: Iterable<AnyDomain>, values: unknown[], rowByRow = false): string => {
    const mark = values.length;
    let asked: string;
    try {
      asked = compileDomain(filter, model, domain, 't0', values);
    } catch (error) {
      throw error instanceof DomainError ? unusable(error.field, 'This cannot be used as a filter.', error) : error;
    }
    const inner = conjunction([asked, ...[...rules].map((rows) => compileDomain({ ...rule, rowByRow }, model, rows, 't0', values))]);
    if (inner === 'FALSE') values.length = mark;
    return inner === 'TRUE' ? scope : `${scope} AND ${inner}`;
  };
  /** … and that the principal may touch. */
  const where = (domain: AnyDomain, operations: readonly Operation[], values: unknown[]): string =>
    whereRules(domain, new Set(operations.map((operation) => policy.rows(principal, model.name, operation))), values);
  const send = async (text: string, values: readonly unknown[]): Promise<Record_[]> => {
    let rows: Record<string, unknown>[];
    try {
      ({ rows } = await database.query<Record<string, unknown>>(text, values));
    } catch (error) {
      throw mapDatabaseError(error, model, registry);
    }
    return rows.map(codec.decode);
  };

  /** What the principal may not see reads as null. */
  const blank = (rows: Record_[]): Record_[] => {
    if (everything) return rows;
    for (const row of rows) for (const { name } of codec.fields) if (!sees.has(name)) row[name as keyof Record_] = null as never;
    return rows;
  };
  const byId = (what: string | AnyDomain): { domain: AnyDomain; id: string | undefined } => {
    if (typeof what !== 'string') return { domain: what, id: undefined };
    if (!isUuid(what)) throw fail('NOT_FOUND');
    return { domain: { id: what }, id: what.toLowerCase() };
  };
  return {
    context,
    database,
    registry,
    policy,
    principal,
    model,
    codec,
    table,
    visible,
    sees,
    everything,
    hooks,
    trail,
    audit,
    rule,
    scope,
    denied,
    refused,
    allow,
    unusable,
    usable,
    whereRules,
    where,
    send,
    blank,
    byId,
  };
}
