import type { TimeRange } from './field.ts';

/** A value that is filled in from who acts: `{ host: me }`. Pure data, so rules can be shown, exported and compared. */
export type Variable = { readonly $var: 'me' | 'portal.record' };

/** The acting person's id (matches nothing for others). */
export const me: Variable = { $var: 'me' };
/** The record to which the acting portal token is bound (matches nothing for others). */
export const portalRecord: Variable = { $var: 'portal.record' };

export type Scalar = string | number | boolean | Date | null;

export type Condition =
  | Scalar
  | Variable
  | {
      eq?: Scalar | Variable;
      /** `null` counts as different from every value. */
      ne?: Scalar | Variable;
      lt?: Scalar;
      lte?: Scalar;
      gt?: Scalar;
      gte?: Scalar;
      /** An empty list matches nothing. */
      in?: readonly Scalar[];
      /** An empty list matches everything. */
      notIn?: readonly Scalar[];
      /** Contains this text, whatever the case; `%` and `_` mean themselves. */
      like?: string;
      /** range fields: shares an instant with the range. */
      overlaps?: TimeRange;
      /** range fields: holds the instant. */
      contains?: Date;
      /** ref fields: the record pointed at matches. */
      where?: AnyDomain;
      /** ref fields, in record rules: the acting principal may read the record pointed at. */
      readable?: true;
      /** many fields: at least one record matches / none does. */
      some?: AnyDomain;
      none?: AnyDomain;
    };

/** A filter as data; members are ANDed. `true` matches all, `false` none. One tree, compiled to SQL and evaluated in memory with the same meaning. */
export type Domain<K extends string = string> =
  | boolean
  | ({ readonly [F in K]?: Condition } & { readonly $and?: readonly Domain<K>[]; readonly $or?: readonly Domain<K>[]; readonly $not?: Domain<K> });

/** A domain whose field names are checked when it is compiled, not by the type. */
export type AnyDomain = boolean | { readonly [field: string]: Condition | readonly AnyDomain[] | AnyDomain | undefined };
