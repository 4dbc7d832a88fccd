import type { AnyDomain, Domain } from './domain.ts';
import type { PageMark } from './keyset.ts';
import type { GroupOptions, Stretch } from './record-store.ts';
import type { Create, FieldsOf, Row, RowBase, Update } from './schema.ts';

export type DomainFor<P, M> = Domain<(keyof FieldsOf<P, M> & string) | keyof RowBase> | AnyDomain;

export type FindOptions<R> = {
  /** `-start` for descending. Always ends with the id, so pages are stable. */
  order?: readonly `${'' | '-'}${keyof R & string}`[];
  limit?: number;
  offset?: number;
};

/**
 * The only way to records. Everything runs under the access table and the record rules of who acts; what the actor may not
 * see does not exist for it (`get` → NOT_FOUND), what it may see but not change is ACCESS_DENIED.
 */
export interface Repository<P, M> {
  find(domain: DomainFor<P, M>, options?: FindOptions<Row<P, M>>): Promise<Row<P, M>[]>;
  /** Only the fields named; the others are not read. */
  pick<K extends keyof Row<P, M> & string>(
    domain: DomainFor<P, M>,
    fields: readonly K[],
    options?: FindOptions<Row<P, M>>,
  ): Promise<Pick<Row<P, M>, K | 'id'>[]>;
  /** A page that begins behind the mark of another: as fast on the last page as on the first, and nothing is skipped or shown twice when rows come and go. Rows hold the fields of the order besides those named. `next` is the mark of the page behind, undefined on the last. */
  page<K extends keyof Row<P, M> & string>(
    domain: DomainFor<P, M>,
    options: { fields?: readonly K[] | undefined; order?: FindOptions<Row<P, M>>['order']; limit: number; after?: PageMark | undefined },
  ): Promise<{ rows: Pick<Row<P, M>, K | 'id'>[]; next: PageMark | undefined }>;
  /** @throws NOT_FOUND where there is none, or none that the actor may read. */
  get(id: string): Promise<Row<P, M>>;
  count(domain: DomainFor<P, M>): Promise<number>;
  /** Whether the actor may do that to this record as it stands: table and rules, one query. For pages that offer no more than what would be done; the write asks again. */
  may(operation: 'update' | 'delete', id: string): Promise<boolean>;
  /** Rows per distinct values of `by`, largest first; `sum` adds up number fields. A field under `every` comes as the first civil date of its stretch. */
  group<K extends keyof Row<P, M> & string, E extends K = never>(
    domain: DomainFor<P, M>,
    by: readonly K[],
    options?: Omit<GroupOptions, 'sum' | 'every'> & { sum?: readonly (keyof Row<P, M> & string)[]; every?: Readonly<Record<E, Stretch>> },
  ): Promise<
    (Pick<Row<P, M>, Exclude<K, E>> &
      Record<E, string | null> & {
        count: number;
        sum: Record<string, number>;
        /** With `within` alone. */
        seconds?: number;
      })[]
  >;
  create(values: Create<P, M>): Promise<Row<P, M>>;
  /** One statement. With `onConflict` the rows that clash with that constraint are left out: compare the lengths. Rows are inserted in the given order. */
  create(values: readonly Create<P, M>[], options?: { onConflict?: { constraint: string; do: 'nothing' } }): Promise<Row<P, M>[]>;
  /** The same where nobody looks at the rows: a thousand of them need not come back. @returns the ids of those that were made, in the given order without `onConflict` */
  add(values: readonly Create<P, M>[], options?: { onConflict?: { constraint: string; do: 'nothing' } }): Promise<string[]>;
  /** Changes what matches and gives the changed rows. An id that matches nothing is NOT_FOUND; with `version`-like guards put them in a domain and compare the length. */
  update(what: string, values: Update<P, M>): Promise<Row<P, M>>;
  update(what: DomainFor<P, M>, values: Update<P, M>): Promise<Row<P, M>[]>;
  /** As `update`, where nobody looks at the rows: long texts need not come back. @returns how many were changed */
  set(what: DomainFor<P, M>, values: Update<P, M>): Promise<number>;
  /** Other values for each of many records, in one statement; every one names the same fields. What is not there or not allowed is left out: compare the lengths. */
  updateEach(changes: readonly (Update<P, M> & { id: string })[]): Promise<Row<P, M>[]>;
  /** @returns how many went. An id that matches nothing is NOT_FOUND; a record that others point at with `restrict` is RECORD_IN_USE. */
  delete(what: string | DomainFor<P, M>): Promise<number>;
  /** Inside a transaction: reads with FOR NO KEY UPDATE, in id order. */
  lock(domain: DomainFor<P, M>): Promise<Row<P, M>[]>;
  /** One batched query through the target's own rules: the records that a ref field of these rows points at, by id. */
  related(rows: readonly { id: string }[], field: keyof FieldsOf<P, M> & string): Promise<Map<string, Record<string, unknown> & RowBase>>;
}
