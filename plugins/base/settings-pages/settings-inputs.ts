import { z } from 'zod';
import type { SettingsType } from '#core';
import { type DurationUnit, isDurationUnit } from './duration.ts';

/** One row of a settings page, read off the zod schema and its `meta`. */
export type SettingsInput = {
  name: string;
  label: string;
  help: string | undefined;
  kind: 'text' | 'long' | 'email' | 'url' | 'color' | 'zone' | 'number' | 'duration' | 'bool' | 'choice' | 'choices' | 'secret' | 'list' | 'other';
  /** Values of an enum with their words (English), in order. */
  choices: readonly { value: string; label: string }[];
  /** Of a number (a duration: in `unit`). */
  min: number | undefined;
  max: number | undefined;
  /** Whole numbers only. */
  whole: boolean;
  /** Characters of a text. */
  maxLength: number | undefined;
  /** An empty text is refused. */
  required: boolean;
  unit: DurationUnit;
  /** Of a secret: it has several lines, so it is pasted into a field that keeps them. */
  long: boolean;
  /** A file of this kind may be chosen instead of pasting its text. */
  accept: string | undefined;
  /** What holds while nothing is stored; undefined for a secret. */
  fallback: unknown;
};

const property = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  format: z.string().optional(),
  accept: z.string().optional(),
  unit: z.string().optional(),
  choices: z.record(z.string(), z.string()).optional(),
  hidden: z.boolean().optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  items: z.object({ type: z.string().optional(), enum: z.array(z.unknown()).optional() }).optional(),
  anyOf: z.array(z.looseObject({ type: z.string().optional() })).optional(),
});
type Property = z.output<typeof property>;

const spaced = (name: string): string => {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const typeOf = (one: Property): string | undefined =>
  Array.isArray(one.type) ? one.type.find((name) => name !== 'null') : (one.type ?? one.anyOf?.find((option) => option.type !== 'null')?.type);

function kindOf(one: Property): SettingsInput['kind'] {
  if (one.format === 'uri') return 'url';
  if (one.format === 'long' || one.format === 'email' || one.format === 'url' || one.format === 'color' || one.format === 'zone' || one.format === 'duration')
    return one.format;
  if (one.enum) return 'choice';
  const type = typeOf(one);
  if (type === 'boolean') return 'bool';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'array') return one.items?.enum ? 'choices' : one.items?.type === 'string' ? 'list' : 'other';
  return type === 'string' ? 'text' : 'other';
}

/** The inputs of a settings form in the order of the schema; members marked `hidden` have a place of their own. */
export function settingsInputs({ schema, secrets }: Pick<SettingsType, 'schema' | 'secrets'>): SettingsInput[] {
  const { properties } = z
    .object({ properties: z.record(z.string(), property).default({}) })
    .parse(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }));
  const defaults: Record<string, unknown> = schema.safeParse({}).data ?? {};
  return Object.entries(properties)
    .filter(([, one]) => !one.hidden)
    .map(([name, one]): SettingsInput => {
      const secret = secrets.includes(name);
      const values = (one.enum ?? one.items?.enum ?? []).filter((choice) => typeof choice === 'string');
      return {
        name,
        label: one.title ?? spaced(name),
        help: one.description,
        kind: secret ? 'secret' : kindOf(one),
        choices: values.map((value) => ({ value, label: one.choices?.[value] ?? value })),
        min: one.minimum,
        max: one.maximum,
        whole: typeOf(one) === 'integer',
        maxLength: one.maxLength,
        required: (one.minLength ?? 0) > 0,
        unit: isDurationUnit(one.unit) ? one.unit : 'seconds',
        long: one.format === 'long',
        accept: secret ? one.accept : undefined,
        fallback: secret ? undefined : defaults[name],
      };
    });
}
