import { z } from 'zod';
import type { SettingsType } from '#core';

/** One row of a settings page, read off the zod schema. */
export type SettingsInput = {
  name: string;
  label: string;
  help: string | undefined;
  kind: 'text' | 'long' | 'email' | 'color' | 'zone' | 'number' | 'bool' | 'choice' | 'secret' | 'list' | 'other';
  choices: readonly string[];
  min: number | undefined;
  max: number | undefined;
};

const property = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  format: z.string().optional(),
  hidden: z.boolean().optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  items: z.object({ type: z.string().optional() }).optional(),
  anyOf: z.array(z.looseObject({ type: z.string().optional() })).optional(),
});

const spaced = (name: string): string => {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

function kindOf(one: z.output<typeof property>): SettingsInput['kind'] {
  if (one.format === 'long' || one.format === 'email' || one.format === 'color' || one.format === 'zone') return one.format;
  if (one.enum) return 'choice';
  const type = Array.isArray(one.type) ? one.type.find((name) => name !== 'null') : (one.type ?? one.anyOf?.find((option) => option.type !== 'null')?.type);
  if (type === 'boolean') return 'bool';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'array') return one.items?.type === 'string' ? 'list' : 'other';
  return type === 'string' ? 'text' : 'other';
}

/** The inputs of a settings form in the order of the schema; members marked `hidden` have a place of their own. */
export function settingsInputs({ schema, secrets }: Pick<SettingsType, 'schema' | 'secrets'>): SettingsInput[] {
  const { properties } = z
    .object({ properties: z.record(z.string(), property).default({}) })
    .parse(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }));
  return Object.entries(properties)
    .filter(([, one]) => !one.hidden)
    .map(([name, one]) => {
      const kind = secrets.includes(name) ? 'secret' : kindOf(one);
      const choices = (one.enum ?? []).filter((choice) => typeof choice === 'string');
      return { name, label: one.title ?? spaced(name), help: one.description, kind, choices, min: one.minimum, max: one.maximum };
    });
}

/**
 * What the form sent, as values for the schema. Checkboxes that are not sent are off, secrets left empty stay as they are, members set by the
 * environment and members that the form cannot show are left out.
 */
export function settingsFromForm(inputs: readonly SettingsInput[], raw: Record<string, unknown>, fixed: ReadonlySet<string>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { name, kind } of inputs) {
    if (fixed.has(name) || kind === 'other') continue;
    const sent = raw[name];
    const given = typeof sent === 'string' ? sent : '';
    if (kind === 'bool') values[name] = given === 'on' || given === 'true';
    else if (kind === 'secret') {
      if (raw[`${name}:clear`] === 'on') values[name] = '';
      else if (given !== '') values[name] = given;
    } else if (sent === undefined) continue;
    else if (kind === 'number') values[name] = given.trim() === '' ? undefined : Number(given);
    else if (kind === 'list')
      values[name] = given
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
    else if (kind === 'long') values[name] = given.replaceAll('\r\n', '\n');
    else values[name] = given;
  }
  return values;
}
