import type { z } from 'zod';

/** What a field is made of in the database and in a row. */
export type FieldKind =
  | 'text'
  | 'longText'
  | 'email'
  | 'zone'
  | 'bool'
  | 'int'
  | 'number'
  | 'instant'
  | 'date'
  | 'range'
  | 'json'
  | 'choice'
  | 'ref'
  | 'uuid'
  | 'secret'
  | 'bytes'
  | 'many';

/** A half-open stretch of time `[start, end)`. */
export type TimeRange = { start: Date; end: Date };

export type FieldOptions = {
  /** Shown on forms and heads of columns; the key in plain words unless given. English; translated through the plugin's i18n. */
  label?: string;
  help?: string;
  /** NOT NULL. */
  required?: boolean;
  /** SQL default is made from this value; the field may then be left out at create. */
  default?: unknown;
  index?: boolean;
  /** Never leaves the repository for anybody but the groups named (empty list: nobody). Also blocked in filters, sorts, groups. */
  hidden?: readonly string[] | true;
  /** Personal data: the plugin must then declare `personalData`. */
  personal?: boolean;
  /** Forms show it, nobody edits it by hand. */
  readonly?: boolean;
  /** `false`: the audit log does not tell of it. */
  audited?: false;
};

/** ref with `restrict`: what is said where the record that it points at cannot go because of this one, and the page on which that is put right (`:id`: that record). */
export type InUse = { words: string; page?: string };

export type Field<T = unknown, R extends boolean = boolean, D extends boolean = boolean, P extends boolean = boolean> = {
  readonly kind: FieldKind;
  readonly options: FieldOptions & {
    max?: number;
    min?: number;
    choices?: readonly string[];
    target?: string;
    onDelete?: 'restrict' | 'cascade' | 'setNull';
    inUse?: InUse;
    /** many: the ref field on the target that points back here. */
    inverse?: string;
    schema?: z.ZodType;
    /** range: `timestamptz` stretches only. */
  };
  /** Carries the value's type; never set. */
  readonly _type?: T;
  readonly _required?: R;
  readonly _default?: D;
  readonly _personal?: P;
};

type Req<O> = O extends { required: true } ? true : false;
type Per<O> = O extends { personal: true } ? true : false;
type Def<O> = O extends { default: unknown } ? true : false;

function make<T, O extends FieldOptions>(kind: FieldKind, options: O): Field<T, Req<O>, Def<O>, Per<O>> {
  return { kind, options };
}

/** The field DSL. Every maker is pure data; instants are `Date`, civil dates `YYYY-MM-DD`, ids UUIDv7 strings. */
export const f = {
  /** One line; NUL, control characters and lone surrogates are refused. `max` in characters, 200 unless given. */
  text: <const O extends FieldOptions & { max?: number }>(o: O = {} as O) => make<string, O>('text', o),
  /** Many lines; `max` 10,000 unless given. */
  longText: <const O extends FieldOptions & { max?: number }>(o: O = {} as O) => make<string, O>('longText', o),
  /** An address, stored in lower case. */
  email: <const O extends FieldOptions>(o: O = {} as O) => make<string, O>('email', o),
  /** An IANA zone name. */
  zone: <const O extends FieldOptions>(o: O = {} as O) => make<string, O>('zone', o),
  bool: <const O extends FieldOptions>(o: O = {} as O) => make<boolean, O>('bool', o),
  /** 32-bit. */
  int: <const O extends FieldOptions & { min?: number; max?: number }>(o: O = {} as O) => make<number, O>('int', o),
  number: <const O extends FieldOptions>(o: O = {} as O) => make<number, O>('number', o),
  /** `timestamptz`. */
  instant: <const O extends FieldOptions>(o: O = {} as O) => make<Date, O>('instant', o),
  /** Civil date, `YYYY-MM-DD`. */
  date: <const O extends FieldOptions>(o: O = {} as O) => make<string, O>('date', o),
  /** `tstzrange`, half-open, never empty. */
  range: <const O extends FieldOptions>(o: O = {} as O) => make<TimeRange, O>('range', o),
  /** `jsonb`, checked by the schema on write and on read. */
  json: <S extends z.ZodType, const O extends FieldOptions>(schema: S, o: O = {} as O) => make<z.output<S>, O>('json', { ...o, schema } as O),
  /** Text with a CHECK constraint. */
  choice: <const C extends readonly string[], const O extends FieldOptions>(choices: C, o: O = {} as O) => make<C[number], O>('choice', { ...o, choices } as O),
  /** Many to one: the row holds the id; the column is `<field>_id`; a composite foreign key with `org_id`. */
  ref: <const O extends FieldOptions & { onDelete?: 'restrict' | 'cascade' | 'setNull'; inUse?: InUse }>(target: string, o: O = {} as O) =>
    make<string, O>('ref', { ...o, target } as O),
  uuid: <const O extends FieldOptions>(o: O = {} as O) => make<string, O>('uuid', o),
  /** Encrypted at rest, write-only: reads give `null`; opened with `env.secrets.reveal`. */
  secret: <const O extends FieldOptions>(o: O = {} as O) => make<string, O>('secret', o),
  bytes: <const O extends FieldOptions>(o: O = {} as O) => make<Uint8Array, O>('bytes', o),
  /** One to many: no column; usable in domains (`{ attendees: { some: … } }`) and in `related`. */
  many: (target: string, inverse: string, o: FieldOptions = {}): Field<never, false, true, false> & { readonly kind: 'many' } => ({
    kind: 'many',
    options: { ...o, target, inverse },
  }),
};

export type Fields = Record<string, Field>;

type Stored<F extends Fields> = { [K in keyof F as F[K] extends { kind: 'many' } ? never : K]: F[K] };

/** A row as read. */
export type RowOf<F extends Fields> = {
  [K in keyof Stored<F>]: Stored<F>[K] extends Field<infer T, infer R, infer D> ? ([R] extends [true] ? T : [D] extends [true] ? T : T | null) : never;
};

type Optional<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<unknown, infer R, infer D> ? ([R] extends [true] ? ([D] extends [true] ? K : never) : K) : never;
}[keyof F];

/** What `create` takes: required fields without a default must be there. */
export type CreateOf<F extends Fields> = {
  [K in Exclude<keyof Stored<F>, Optional<Stored<F>>>]: RowOf<F>[K];
} & { [K in Extract<keyof Stored<F>, Optional<Stored<F>>>]?: RowOf<F>[K] | null };
