import type { Field } from './field.ts';
import type { Model } from './schema.ts';

export type ResolvedField = Field & { readonly name: string; readonly plugin: string; /** null for `many`. */ readonly column: string | null };

export type ResolvedModel = {
  readonly name: string;
  readonly plugin: string;
  readonly table: string;
  readonly global: boolean;
  readonly definition: Model;
  /** Own and extension fields, and `id`, `createdAt`, `updatedAt`. */
  readonly fields: ReadonlyMap<string, ResolvedField>;
};

/** Every model of the enabled plugins with its extensions. */
export interface Registry {
  readonly models: ReadonlyMap<string, ResolvedModel>;
  /** @throws TypeError naming the model where there is none. */
  model(name: string): ResolvedModel;
}
