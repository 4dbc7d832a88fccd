import type { AnyDomain } from '../model/domain.ts';
import type { Principal } from '../principal.ts';
import type { AdminRule, FieldHide } from './customizations.ts';

export type Operation = 'create' | 'read' | 'update' | 'delete';

/** Who may do what, built once per generation from the access tables and rules of all plugins. */
export interface AccessPolicy {
  allows(principal: Principal, model: string, operation: Operation): boolean;
  /** The rows the principal may touch, as one domain: `true` where nothing narrows. Call only after `allows`. */
  rows(principal: Principal, model: string, operation: Operation): AnyDomain;
  /** May the principal see this field (the `hidden` option)? */
  field(principal: Principal, model: string, field: string): boolean;
  /** The tables as data: for the matrix. */
  describe(): readonly TableRow[];
  /** The rules as data: for the matrix and `explain`. */
  rules(model: string, operation: Operation): readonly PolicyRule[];
  /** Rules that administrators made and that concern the principal here. */
  adminRules(principal: Principal, model: string, operation: Operation): readonly AdminRule[];
  /** What administrators hid from the principal. */
  hides(principal: Principal, model: string, field: string): readonly FieldHide[];
}

/** One entry of a plugin's access table. */
export type TableRow = {
  readonly plugin: string;
  readonly model: string;
  readonly group: string;
  /** Letters of `crud`. */
  readonly operations: string;
};

/** One declared rule; no groups: global. */
export type PolicyRule = { readonly plugin: string; readonly name: string; readonly groups: readonly string[] | undefined; readonly domain: AnyDomain };
