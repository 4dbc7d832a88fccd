import { z } from 'zod';
import { fieldSchema } from './field-schema.ts';
import { toRangeText } from './range-text.ts';
import type { ResolvedField, ResolvedModel } from './registry.ts';

/** How one model's rows go to and come from the database; built once per model and generation. */
export type RowCodec = {
  /** Stored fields in order. */
  readonly fields: readonly ResolvedField[];
  /** Checks values for create: required ones are there. Unknown names are refused. */
  readonly create: z.ZodType<Record<string, unknown>>;
  readonly update: z.ZodType<Record<string, unknown>>;
  decode(raw: Record<string, unknown>): Record<string, unknown> & { id: string; createdAt: Date; updatedAt: Date };
};

const codecs = new WeakMap<ResolvedModel, RowCodec>();

export function codecOf(model: ResolvedModel): RowCodec {
  const known = codecs.get(model);
  if (known) return known;
  const made = makeCodec(model);
  codecs.set(model, made);
  return made;
}

function makeCodec(model: ResolvedModel): RowCodec {
  const fields = [...model.fields.values()].filter(({ column }) => column !== null);
  const writable = fields.filter(({ name }) => name !== 'createdAt' && name !== 'updatedAt' && name !== 'id');
  const shape = (forUpdate: boolean): Record<string, z.ZodType> =>
    Object.fromEntries(
      writable.map((field) => {
        const schema = fieldSchema(field);
        const { required } = field.options;
        const absent = forUpdate || !required || 'default' in field.options;
        const nullable = required ? schema : schema.nullable();
        return [field.name, absent ? nullable.optional() : nullable];
      }),
    );
  const decoders = fields.flatMap(({ kind, name, options }): [string, (value: unknown) => unknown][] => {
    if (kind === 'secret') return [[name, () => null]];
    if (kind === 'json' && options.schema) {
      const { schema } = options;
      return [[name, (value) => (value === null ? null : schema.parse(value))]];
    }
    return [];
  });
  return {
    fields,
    create: z.strictObject({ id: z.uuid().optional(), ...shape(false) }),
    update: z.strictObject(shape(true)),
    decode: (raw) => {
      for (const [name, decode] of decoders) if (name in raw) raw[name] = decode(raw[name]);
      return raw as ReturnType<RowCodec['decode']>;
    },
  };
}

/** A value as pg binds it. */
export function encode(field: ResolvedField, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (field.kind === 'json') return JSON.stringify(value);
  if (field.kind === 'range') return toRangeText(value as { start: Date; end: Date });
  if (field.kind === 'instant' && value instanceof Date) return value.toISOString();
  return value;
}
