import type { z } from 'zod';
import type { Env, Route } from '#core';
import { type DescribedField, type DescribedModel, describeModel, jsonSchema, openModels } from './describe-model.ts';
import { parameters, refusals, responses, schemas, use } from './openapi-parts.ts';
import { MOST_ROWS } from './write-records.ts';

type Operation = Record<string, unknown>;

const schemaRef = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const body = (schema: object, type = 'application/json') => ({ required: true, content: { [type]: { schema } } });
const answer = (description: string, schema: object, headers?: object) => ({
  description,
  ...(headers ? { headers } : {}),
  content: { 'application/json': { schema } },
});
const etag = { ETag: { schema: { type: 'string' } } };

function property({ schema, nullable, label, help, leadsTo }: DescribedField, forReading: boolean): object {
  const plain = leadsTo !== undefined && forReading && schema.type === 'string' ? { anyOf: [schema, schemaRef(leadsTo)] } : schema;
  const value = !nullable
    ? plain
    : typeof plain === 'object' && 'type' in plain && typeof plain.type === 'string' && !('enum' in plain)
      ? { ...plain, type: [plain.type, 'null'] }
      : { anyOf: [plain, { type: 'null' }] };
  return { title: label, ...(help ? { description: help } : {}), ...value };
}

function modelSchemas(name: string, { fields, api }: DescribedModel): Record<string, object> {
  const written = fields.filter((field) => field.written);
  const bag = (list: readonly DescribedField[]) => Object.fromEntries(list.map((field) => [field.name, property(field, false)]));
  return {
    [name]: {
      type: 'object',
      title: api.model.label,
      properties: Object.fromEntries(
        fields
          .filter(({ read }) => read)
          .map((field) => [
            field.name,
            api.model.fields[field.name]?.kind === 'many'
              ? { title: field.label, type: 'array', items: schemaRef(field.leadsTo ?? 'Id'), description: 'Only with `expand`.' }
              : property(field, true),
          ]),
      ),
      required: ['id'],
    },
    ...(api.can.create
      ? {
          [`${name}.create`]: {
            type: 'object',
            properties: bag(written),
            required: written.filter(({ needed }) => needed).map((field) => field.name),
            additionalProperties: false,
          },
        }
      : {}),
    ...(api.can.update ? { [`${name}.update`]: { type: 'object', properties: bag(written), additionalProperties: false } } : {}),
  };
}

function modelPaths(name: string, { api, actions }: DescribedModel): Record<string, Record<string, Operation>> {
  const { labelPlural, label } = api.model;
  const id = name.replace('.', '_');
  const operation = (verb: string, summary: string, rest: Operation): Operation => ({ operationId: `${verb}_${id}`, tags: [name], summary, ...rest });
  const record = schemaRef(name);
  const records = { type: 'object', properties: { data: { type: 'array', items: record } }, required: ['data'] };
  const collection: Record<string, Operation> = {
    get: operation('list', `${labelPlural}: list`, {
      parameters: use('filter', 'order', 'fields', 'expand', 'limit', 'cursor', 'total'),
      responses: {
        200: answer('A page', {
          type: 'object',
          properties: {
            data: { type: 'array', items: record },
            next: { type: ['string', 'null'], description: 'Cursor of the page behind.' },
            total: { type: 'integer' },
          },
          required: ['data', 'next'],
        }),
        ...refusals(401, 403, 422, 429),
      },
    }),
  };
  const single: Record<string, Operation> = {
    parameters: use('id') as unknown as Operation,
    get: operation('read', `${label}: read`, {
      parameters: use('fields', 'expand', 'ifNoneMatch'),
      responses: { 200: answer('The record', record, etag), 304: { description: 'As the caller knows it' }, ...refusals(401, 403, 404, 422, 429) },
    }),
  };
  if (api.can.create) {
    collection.post = operation('create', `${label}: make one, or up to ${MOST_ROWS}`, {
      parameters: use('idempotencyKey', 'prefer'),
      requestBody: body({ anyOf: [schemaRef(`${name}.create`), { type: 'array', maxItems: MOST_ROWS, items: schemaRef(`${name}.create`) }] }),
      responses: { 201: answer('Made', { anyOf: [record, records] }, { ...etag, Location: { schema: { type: 'string' } } }), ...refusals(401, 403, 422, 429) },
    });
  }
  if (api.can.update) {
    collection.patch = operation('update_many', `${labelPlural}: set the same values on up to ${MOST_ROWS}`, {
      parameters: use('idempotencyKey', 'prefer'),
      requestBody: body({
        type: 'object',
        properties: {
          ids: { type: 'array', minItems: 1, maxItems: MOST_ROWS, items: { type: 'string', format: 'uuid' } },
          values: schemaRef(`${name}.update`),
        },
        required: ['ids', 'values'],
        additionalProperties: false,
      }),
      responses: { 200: answer('Changed', records), ...refusals(401, 403, 404, 422, 429) },
    });
    single.patch = operation('update', `${label}: change`, {
      parameters: use('ifMatch', 'idempotencyKey', 'prefer'),
      requestBody: body(schemaRef(`${name}.update`)),
      responses: { 200: answer('Changed', record, etag), ...refusals(401, 403, 404, 412, 422, 429) },
    });
  }
  if (api.can.delete) {
    single.delete = operation('delete', `${label}: delete`, {
      parameters: use('ifMatch', 'idempotencyKey'),
      responses: { 204: { description: 'Deleted' }, ...refusals(401, 403, 404, 412, 429) },
    });
  }
  const paths: Record<string, Record<string, Operation>> = {
    [`/api/v1/${name}`]: collection,
    [`/api/v1/${name}/group`]: {
      get: operation('group', `${labelPlural}: count by values`, {
        parameters: use('group.by', 'group.sum', 'group.filter', 'group.limit'),
        responses: { 200: answer('Groups, the largest first', schemaRef('Groups')), ...refusals(401, 403, 422, 429) },
      }),
    },
    [`/api/v1/${name}/{id}`]: single,
  };
  if (actions.length === 0) return paths;
  paths[`/api/v1/${name}/{id}/actions`] = {
    parameters: use('id') as unknown as Operation,
    get: operation('actions', `${label}: what can be done just now`, {
      responses: { 200: answer('Actions', schemaRef('Actions')), ...refusals(401, 403, 404, 429) },
    }),
  };
  for (const action of actions) {
    const asked = action.ask ?? [];
    const needed = asked.filter(({ required }) => required).map((part) => part.name);
    const answers = {
      type: 'object',
      properties: Object.fromEntries(asked.map((part) => [part.name, { type: 'string', title: part.label }])),
      ...(needed.length > 0 ? { required: needed } : {}),
      additionalProperties: false,
    };
    paths[`/api/v1/${name}/{id}/actions/${action.name}`] = {
      parameters: use('id') as unknown as Operation,
      post: operation(`do_${action.name.replaceAll('-', '_')}`, `${label}: ${action.label}`, {
        ...(action.confirm ? { description: action.confirm } : {}),
        parameters: use('idempotencyKey'),
        requestBody: body({ type: 'object', properties: { answers }, ...(needed.length > 0 ? { required: ['answers'] } : {}), additionalProperties: false }),
        responses: { 200: answer('Done', schemaRef('ActionDone')), ...refusals(401, 403, 404, 422, 429) },
      }),
    };
  }
  return paths;
}

/** hono's `/x/:id{…}` as `/x/{id}`. */
const openPath = (path: string): string => path.replace(/:([A-Za-z]+)(\{(?:[^{}]|\{[^}]*\})*\})?/g, '{$1}');

/** A route that a plugin counts to the API. */
function routeOperation(plugin: string, { method, path, summary, auth, params, query, body: sent }: Route): [string, string, Operation] {
  const given = (schema: z.ZodType | undefined): Record<string, { description?: string }> =>
    schema ? ((jsonSchema(schema) as { properties?: Record<string, { description?: string }> }).properties ?? {}) : {};
  const inPath = given(params);
  const names = [...path.matchAll(/:([A-Za-z]+)/g)].map(([, name = '']) => name);
  const needed = new Set(query ? ((jsonSchema(query) as { required?: string[] }).required ?? []) : []);
  return [
    openPath(path),
    method.toLowerCase(),
    {
      operationId: `${method.toLowerCase()}_${plugin}_${openPath(path).replace(/[^A-Za-z]+/g, '_')}`,
      tags: [plugin],
      summary,
      parameters: [
        ...names.map((name) => ({ name, in: 'path', required: true, schema: inPath[name] ?? { type: 'string' } })),
        ...Object.entries(given(query)).map(([name, { description, ...schema }]) => ({
          name,
          in: 'query',
          ...(description ? { description } : {}),
          ...(needed.has(name) ? { required: true } : {}),
          schema,
        })),
      ],
      ...(sent ? { requestBody: body(jsonSchema(sent)) } : {}),
      ...(auth === 'public' || auth === 'portal' ? { security: [] } : {}),
      responses: {
        '2XX': { description: 'Done' },
        default: { description: 'Refused', content: { 'application/problem+json': { schema: schemaRef('Problem') } } },
      },
    },
  ];
}

/** The API as the caller sees it, as OpenAPI 3.1: models and fields that are closed to them are not in it. */
export function openApi(env: Env<'api'>): Record<string, unknown> {
  const paths: Record<string, Record<string, Operation>> = {};
  const components: Record<string, object> = { ...schemas };
  const tags: { name: string; description: string }[] = [];
  for (const name of openModels(env)) {
    const described = describeModel(env, name);
    Object.assign(paths, modelPaths(name, described));
    Object.assign(components, modelSchemas(name, described));
    tags.push({ name, description: described.api.model.labelPlural });
  }
  const others = env.catalog
    .apiRoutes()
    .filter(({ route }) => !route.path.startsWith('/api/v1/:model'))
    .map(({ plugin, route }): [string, Route] => [plugin, route])
    .sort(([, a], [, b]) => (a.path < b.path ? -1 : 1));
  for (const [plugin, route] of others) {
    const [path, method, operation] = routeOperation(plugin, route);
    paths[path] = { ...paths[path], [method]: operation };
    if (!tags.some((tag) => tag.name === plugin))
      tags.push({ name: plugin, description: env.catalog.plugins().find((one) => one.name === plugin)?.title ?? plugin });
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Atrium',
      version: 'v1',
      description:
        'One JSON API for every model, under the same access as the pages. Authenticate with an API key as `Authorization: Bearer atr_…`, or with the session of a signed-in person from pages of the same origin. How filters, pages and errors work stands on /api/docs.',
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    tags,
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key: `atr_` and 43 characters.' } },
      parameters,
      responses,
      schemas: components,
    },
  };
}
