import { z } from 'zod';
import { fieldSchema } from './field-schema.ts';
import { quoted } from './names.ts';
import { toRangeText } from './range-text.ts';
import type { Record_ } from './record-store.ts';
import type { ResolvedField, ResolvedModel } from './registry.ts';

/** A field with a column. */
export type StoredField = ResolvedField & { readonly column: string };

/** How one model's rows go to and come from the database; built once per model and generation. */
export type RowCodec = {
  /** In order of declaration. */
  readonly fields: readonly StoredField[];
  readonly names: ReadonlySet<string>;
  /** The select list of all of them, over the alias `t0`. */
  readonly columns: string;
  /** What a new row holds where nothing is said. Times that the database sets are undefined: not known before the write. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Checks values for create: required ones are there, unknown names are refused. */
  readonly create: z.ZodType<Record<string, unknown>>;
  readonly update: z.ZodType<Record<string, unknown>>;
  /** In place: secrets become null, JSON is checked. */
  decode(raw: Record<string, unknown>): Record_;
};

const codecs = new WeakMap<ResolvedModel, RowCodec>();

export function codecOf(model: ResolvedModel): RowCodec {
  const known = codecs.get(model);
  if (known) return known;
  const made = makeCodec(model);
  codecs.set(model, made);
  return made;
}

export const selectList = (fields: readonly StoredField[]): string =>
  fields.map(({ name, column }) => `t0.${quoted(column)}${column === name ? '' : ` AS "${name}"`}`).join(', ');

const kept = new Set(['id', 'createdAt', 'updatedAt']);
const setByDatabase = new Set(['createdAt', 'updatedAt']);

function makeCodec(model: ResolvedModel): RowCodec {
  const fields = [...model.fields.values()].filter((field): field is StoredField => field.column !== null);
  const writable = fields.filter(({ name }) => !kept.has(name));
  const id = fields.find(({ name }) => name === 'id');
  const shape = (forUpdate: boolean): Record<string, z.ZodType> =>
    Object.fromEntries(
      writable.map((field): [string, z.ZodType] => {
        const schema = fieldSchema(field);
        const { required } = field.options;
        if (!required) return [field.name, schema.nullable().optional()];
        if (forUpdate) return [field.name, schema.optional()];
        // null at create means: not said, take the default
        return [field.name, field.options.default === undefined ? schema : schema.nullish().transform((value) => value ?? undefined)];
      }),
    );
  const decoders = fields.flatMap((field): [string, (value: unknown) => unknown][] => {
    if (field.kind === 'secret') return [[field.name, () => null]];
    const { schema } = field.options;
    if (field.kind !== 'json' || !schema) return [];
    return [[field.name, (value) => (value === null ? null : schema.parse(value))]];
  });
  return {
    fields,
    names: new Set(fields.map(({ name }) => name)),
    columns: selectList(fields),
    defaults: Object.fromEntries(fields.map(({ name, options }) => [name, setByDatabase.has(name) ? undefined : (options.default ?? null)])),
    create: z.strictObject({ ...(id ? { id: fieldSchema(id).optional() } : {}), ...shape(false) }),
    update: z.strictObject(shape(true)),
    decode: (raw) => {
      for (const [name, decode] of decoders) if (name in raw) raw[name] = decode(raw[name]);
      return raw as Record_;
    },
  };
}

/** A value as pg binds it; in a list of values (`unnest`) too. */
export function encode(field: ResolvedField, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (field.kind === 'json') return JSON.stringify(value);
  if (field.kind === 'range') return toRangeText(value as { start: Date; end: Date });
  if (value instanceof Date) return value.toISOString();
  return value;
}
