import type { AnyDomain } from '../model/domain.ts';
import type { Principal } from '../principal.ts';

export type Operation = 'create' | 'read' | 'update' | 'delete';

/** Who may do what, built once per generation from the access tables and rules of all plugins. */
export interface AccessPolicy {
  allows(principal: Principal, model: string, operation: Operation): boolean;
  /** The rows the principal may touch, as one domain: `true` where nothing narrows. Call only after `allows`. */
  rows(principal: Principal, model: string, operation: Operation): AnyDomain;
  /** May the principal see this field (the `hidden` option)? */
  field(principal: Principal, model: string, field: string): boolean;
  /** The table and the rules as data, for the matrix and `explain`. */
  describe(): { model: string; group: string; operations: string }[];
}
