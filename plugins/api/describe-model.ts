import { z } from 'zod';
import type { CatalogModel, Env, RecordAction } from '#core';
import { type ApiModel, apiModel } from './api-model.ts';

export type JsonSchema = { readonly [key: string]: unknown };
type Field = CatalogModel['fields'][string];

/** A field as the reference and OpenAPI tell of it. */
export type DescribedField = {
  name: string;
  label: string;
  help: string | undefined;
  /** Of a value that is there. */
  schema: JsonSchema;
  /** In one or two words. */
  type: string;
  nullable: boolean;
  needed: boolean;
  written: boolean;
  read: boolean;
  /** Model that `expand` leads to. */
  leadsTo: string | undefined;
};

export type DescribedModel = { api: ApiModel; fields: readonly DescribedField[]; actions: readonly RecordAction[] };

/** Zod as JSON schema; what cannot be said there is left open. */
export function jsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, '~standard': __, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  return rest;
}

const label = (name: string): string => {
  const text = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const instant: JsonSchema = { type: 'string', format: 'date-time' };

/** How a value of each kind of field looks in JSON. */
function schemaOf({ kind, options }: Field): { schema: JsonSchema; type: string } {
  const { max, min, choices, schema } = options;
  const bounds = { ...(min === undefined ? {} : { minimum: min }), ...(max === undefined ? {} : { maximum: max }) };
  switch (kind) {
    case 'text':
      return { schema: { type: 'string', maxLength: max ?? 200 }, type: 'text' };
    case 'longText':
      return { schema: { type: 'string', maxLength: max ?? 10_000 }, type: 'text, many lines' };
    case 'email':
      return { schema: { type: 'string', format: 'email' }, type: 'e-mail address' };
    case 'zone':
      return { schema: { type: 'string', examples: ['Europe/Berlin'] }, type: 'IANA time zone' };
    case 'bool':
      return { schema: { type: 'boolean' }, type: 'true or false' };
    case 'int':
      return { schema: { type: 'integer', format: 'int32', ...bounds }, type: 'whole number' };
    case 'number':
      return { schema: { type: 'number' }, type: 'number' };
    case 'instant':
      return { schema: instant, type: 'instant, ISO 8601 in UTC' };
    case 'date':
      return { schema: { type: 'string', format: 'date' }, type: 'date, YYYY-MM-DD' };
    case 'range':
      return {
        schema: { type: 'object', properties: { start: instant, end: instant }, required: ['start', 'end'] },
        type: 'stretch of time: start, end (end not in it)',
      };
    case 'json':
      return { schema: schema ? jsonSchema(schema) : {}, type: 'JSON' };
    case 'choice':
      return { schema: { type: 'string', enum: [...(choices ?? [])] }, type: (choices ?? []).join(' | ') };
    case 'ref':
      return { schema: { type: 'string', format: 'uuid' }, type: 'id' };
    case 'uuid':
      return { schema: { type: 'string', format: 'uuid' }, type: 'id' };
    case 'secret':
      return { schema: { type: 'string', maxLength: 20_000 }, type: 'secret: written, never read' };
    case 'bytes':
      return { schema: { type: 'string', contentEncoding: 'base64' }, type: 'bytes in base64, read only by name' };
    case 'many':
      return { schema: {}, type: 'records, by expand' };
  }
}

/** What the caller may know of a model in the API. @throws NOT_FOUND */
export function describeModel(env: Env<'api'>, name: string): DescribedModel {
  const api = apiModel(env, name);
  const { model, writable, can, form } = api;
  const writes = can.create || can.update;
  const opened = (target: string | undefined): string | undefined =>
    target !== undefined && env.can(target, 'read') && env.catalog.model(target).api !== false ? target : undefined;
  const fields = Object.entries(model.fields)
    .map(([field, definition]): DescribedField => {
      const { kind, options } = definition;
      const written = writes && writable.has(field);
      return {
        name: field,
        label: options.label ?? label(field),
        help: options.help,
        ...schemaOf(definition),
        nullable: kind !== 'many' && options.required !== true && options.default === undefined,
        needed: written && options.required === true && options.default === undefined,
        written,
        read: kind !== 'secret',
        leadsTo: kind === 'ref' || kind === 'many' ? opened(options.target) : undefined,
      };
    })
    .filter(({ name: field, leadsTo }) => model.fields[field]?.kind !== 'many' || leadsTo !== undefined);
  const actions = can.read
    ? (form?.actions ?? []).filter(({ run, groups }) => run && (groups === undefined || groups.some((group) => env.inGroup(group))))
    : [];
  return { api, fields, actions };
}

/** Models that the caller may read through the API, by name. */
export const openModels = (env: Env<'api'>): string[] =>
  env.catalog
    .models()
    .filter((name) => env.catalog.model(name).api !== false && env.can(name, 'read'))
    .sort();
