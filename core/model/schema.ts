import type { CreateOf, Fields, RowOf } from './field.ts';

/** Every plugin merges its schema here: `declare module '#core' { interface Plugins { zoom: typeof schema } }`. */
// biome-ignore lint/suspicious/noEmptyInterface: merged by the plugins
export interface Plugins {}

export type Exclusion = {
  name: string;
  /** `field: operator` in the order of the constraint; `org_id WITH =` is put in front for tenant models. */
  using: Record<string, '=' | '&&'>;
  /** SQL over the columns. */
  where?: string;
};

export type ModelOptions<F extends Fields = Fields> = {
  label: string;
  labelPlural?: string;
  /** The field that stands for a record where one line is room: `name` unless given. */
  title?: string;
  fields: F;
  /** Belongs to no organization. */
  global?: boolean;
  /** Lists of fields; names are made from them. */
  unique?: readonly (readonly string[])[];
  indexes?: readonly { fields: readonly string[]; where?: string; using?: 'btree' | 'gist' | 'gin'; name?: string }[];
  /** `name: SQL over the columns`. */
  check?: Record<string, string>;
  exclude?: readonly Exclusion[];
  /** Default order, `-field` for descending. */
  order?: readonly string[];
  /**
   * Its records can be talked about, where a plugin for that is enabled: notes, comments, attachments, followers. `tracked`: fields whose changes stand between them;
   * `followers`: refs to people who follow a record unless they say otherwise.
   */
  thread?: { tracked?: readonly string[]; followers?: readonly string[] };
  /** `false`: changes of its records leave no trace in the audit log. For what is itself a log, a queue or a session. */
  audited?: false;
  /** The bool field that is false on archived records: lists then hide those, and offer to archive and to bring back. Repositories find them like any other. */
  archive?: string;
  /**
   * How far the HTTP API opens it, under the access table as ever: `false` not at all; `'read'` for reading alone; `'write'` also for writing every field that is not
   * `readonly`. Unless given: reading, and writing what the model's form view lets people write.
   */
  api?: false | 'read' | 'write';
};

export type Model<F extends Fields = Fields> = ModelOptions<F>;

/** One record type. Every model also has `id` (UUIDv7), `createdAt`, `updatedAt`, and tenant models `org_id` (never visible in rows). */
export function model<F extends Fields>(options: ModelOptions<F>): Model<F> {
  return options;
}

export type Schema = {
  readonly plugin: string;
  readonly depends: readonly string[];
  readonly models: Record<string, Model>;
  readonly extend: Record<string, Fields>;
};

/** A plugin's data, as pure data: own models by `area.noun`, and fields added to models of plugins it depends on. */
export function defineSchema<
  const P extends string,
  const D extends readonly string[],
  M extends Record<string, Model>,
  X extends Record<string, Fields> = Record<never, never>,
>(schema: { plugin: P; depends: D; models: M; extend?: X }): { plugin: P; depends: D; models: M; extend: X } {
  return { ...schema, extend: schema.extend ?? ({} as X) };
}

// ---- what a plugin sees: its own models and extension fields and those of its `depends` closure, no others -------------

export type PluginName = keyof Plugins;

/** A plugin and everything that it depends on, directly or not. */
export type Closure<P> = P extends PluginName ? P | Closure<Plugins[P]['depends'][number]> : never;

type ModelsOfPlugin<P> = P extends PluginName ? keyof Plugins[P]['models'] : never;

/** Names of the models that plugin `P` may ask for. */
export type ModelName<P> = ModelsOfPlugin<Closure<P>> & string;

type OwnFields<P, M> = P extends PluginName
  ? M extends keyof Plugins[P]['models']
    ? Plugins[P]['models'][M] extends { fields: infer F }
      ? F
      : never
    : never
  : never;

type ExtensionFields<P, M> = P extends PluginName ? (M extends keyof Plugins[P]['extend'] ? Plugins[P]['extend'][M] : never) : never;

type Merge<U> = [U] extends [never] ? unknown : (U extends unknown ? (x: U) => void : never) extends (x: infer I) => void ? I : never;

export type FieldsOf<P, M> = Extract<OwnFields<Closure<P>, M> & Merge<ExtensionFields<Closure<P>, M>>, Fields>;

export type RowBase = { id: string; createdAt: Date; updatedAt: Date };
export type Row<P, M> = RowBase & RowOf<FieldsOf<P, M>>;
export type Create<P, M> = CreateOf<FieldsOf<P, M>> & { id?: string };
export type Update<P, M> = Partial<{ [K in keyof RowOf<FieldsOf<P, M>>]: RowOf<FieldsOf<P, M>>[K] }>;
