import type { AnyDomain } from './domain.ts';

export type Record_ = Record<string, unknown> & { id: string; createdAt: Date; updatedAt: Date };
export type Values = Readonly<Record<string, unknown>>;

/** A repository as the core sees it: the same as `Repository`, without the plugin's types. */
export interface RecordStore {
  find(domain: AnyDomain, options?: { order?: readonly string[]; limit?: number; offset?: number }): Promise<Record_[]>;
  pick(domain: AnyDomain, fields: readonly string[], options?: { order?: readonly string[]; limit?: number; offset?: number }): Promise<Record_[]>;
  get(id: string): Promise<Record_>;
  count(domain: AnyDomain): Promise<number>;
  group(domain: AnyDomain, by: readonly string[], options?: { sum?: readonly string[]; limit?: number }): Promise<Record<string, unknown>[]>;
  create(values: Values): Promise<Record_>;
  create(values: readonly Values[], options?: { onConflict?: { constraint: string; do: 'nothing' } }): Promise<Record_[]>;
  update(what: string, values: Values): Promise<Record_>;
  update(what: AnyDomain, values: Values): Promise<Record_[]>;
  delete(what: string | AnyDomain): Promise<number>;
  lock(domain: AnyDomain): Promise<Record_[]>;
  related(rows: readonly Values[], field: string): Promise<Map<string, Record_>>;
  /** Opens a secret. For `env.secrets.reveal` only. */
  reveal(id: string, field: string): Promise<string | null>;
}
