import type { AnyDomain } from './domain.ts';
import type { TimeRange } from './field.ts';
import type { PageMark } from './keyset.ts';

export type Record_ = Record<string, unknown> & { id: string; createdAt: Date; updatedAt: Date };
export type Values = Readonly<Record<string, unknown>>;

export type Stretch = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** `every`: instants and dates by the stretch of the calendar that they fall into, in `timeZone` (UTC unless given), weeks from `weekStart` (1 = Monday unless given). */
export type GroupOptions = {
  sum?: readonly string[];
  limit?: number;
  every?: Readonly<Record<string, Stretch | undefined>>;
  timeZone?: string;
  weekStart?: number;
  within?: Within;
};

/**
 * How long the range field `field` lies within the stretches given for the value of `by` (a uuid or ref field), in seconds, added up (`seconds`). What has no stretches
 * counts nothing.
 */
export type Within = { field: string; by: string; spans: ReadonlyMap<string, readonly TimeRange[]> };

/** A repository as the core sees it: the same as `Repository`, without the plugin's types. */
export interface RecordStore {
  find(domain: AnyDomain, options?: { order?: readonly string[]; limit?: number; offset?: number }): Promise<Record_[]>;
  pick(domain: AnyDomain, fields: readonly string[], options?: { order?: readonly string[]; limit?: number; offset?: number }): Promise<Record_[]>;
  page(
    domain: AnyDomain,
    options: { fields?: readonly string[] | undefined; order?: readonly string[] | undefined; limit: number; after?: PageMark | undefined },
  ): Promise<{ rows: Record_[]; next: PageMark | undefined }>;
  get(id: string): Promise<Record_>;
  count(domain: AnyDomain): Promise<number>;
  may(operation: 'update' | 'delete', id: string): Promise<boolean>;
  group(domain: AnyDomain, by: readonly string[], options?: GroupOptions): Promise<Record<string, unknown>[]>;
  create(values: Values): Promise<Record_>;
  create(values: readonly Values[], options?: { onConflict?: { constraint: string; do: 'nothing' } }): Promise<Record_[]>;
  add(values: readonly Values[], options?: { onConflict?: { constraint: string; do: 'nothing' } }): Promise<string[]>;
  update(what: string, values: Values): Promise<Record_>;
  update(what: AnyDomain, values: Values): Promise<Record_[]>;
  set(what: AnyDomain, values: Values): Promise<number>;
  updateEach(changes: readonly (Values & { id: string })[]): Promise<Record_[]>;
  delete(what: string | AnyDomain): Promise<number>;
  lock(domain: AnyDomain): Promise<Record_[]>;
  related(rows: readonly Values[], field: string): Promise<Map<string, Record_>>;
  /** Opens a secret. For `env.secrets.reveal` only. */
  reveal(id: string, field: string): Promise<string | null>;
}
