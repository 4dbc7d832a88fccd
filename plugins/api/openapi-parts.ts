import { jsonSchema } from './describe-model.ts';
import { groupQuery } from './group-records.ts';
import { listQuery } from './list-records.ts';

/** Parts of the description that every model shares. */

const parameter = (where: 'query' | 'header' | 'path', name: string, description: string, schema: object, required = false) => ({
  name,
  in: where,
  description,
  ...(required ? { required } : {}),
  schema,
});

/** Parameters of a query from its zod shape. */
function queryParameters(prefix: string, query: typeof listQuery | typeof groupQuery): Record<string, object> {
  const { properties = {} } = jsonSchema(query) as { properties?: Record<string, { description?: string }> };
  return Object.fromEntries(
    Object.entries(properties).map(([name, { description = '', ...schema }]) => [`${prefix}${name}`, parameter('query', name, description, schema)]),
  );
}

export const parameters: Record<string, object> = {
  ...queryParameters('', listQuery),
  ...queryParameters('group.', groupQuery),
  id: parameter('path', 'id', 'The record.', { type: 'string', format: 'uuid' }, true),
  ifMatch: parameter('header', 'If-Match', 'Only while the record is as the ETag says: otherwise 412.', { type: 'string' }),
  ifNoneMatch: parameter('header', 'If-None-Match', 'Answers 304 while the record is as the ETag says.', { type: 'string' }),
  idempotencyKey: parameter('header', 'Idempotency-Key', 'The same key with the same body is done once within 24 hours, however often it is sent.', {
    type: 'string',
    maxLength: 200,
  }),
  prefer: parameter('header', 'Prefer', '`return=minimal`: ids alone come back.', { type: 'string' }),
};

export const use = (...names: string[]): object[] => names.map((name) => ({ $ref: `#/components/parameters/${name}` }));

export const schemas: Record<string, object> = {
  Problem: {
    type: 'object',
    description: 'RFC 9457. `code` is one of a closed list; `issues` names what is wrong with which field.',
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      code: { type: 'string', examples: ['INPUT_INVALID'] },
      instance: { type: 'string', description: 'Id of the request, also in the log.' },
      issues: {
        type: 'array',
        items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } }, required: ['path', 'message'] },
      },
    },
    required: ['type', 'title', 'status', 'code', 'instance'],
  },
  Id: { type: 'object', properties: { id: { type: 'string', format: 'uuid' } }, required: ['id'] },
  Groups: {
    type: 'object',
    properties: {
      data: {
        type: 'array',
        items: {
          type: 'object',
          properties: { count: { type: 'integer' }, sum: { type: 'object', additionalProperties: { type: 'number' } } },
          required: ['count', 'sum'],
        },
      },
    },
    required: ['data'],
  },
  Actions: {
    type: 'object',
    properties: {
      data: {
        type: 'array',
        items: {
          type: 'object',
          properties: { name: { type: 'string' }, label: { type: 'string' }, ask: { type: 'array', items: { type: 'object' } } },
          required: ['name', 'label', 'ask'],
        },
      },
    },
    required: ['data'],
  },
  ActionDone: {
    type: 'object',
    properties: { message: { type: ['string', 'null'] }, location: { type: ['string', 'null'], description: 'The page that people would be shown now.' } },
    required: ['message', 'location'],
  },
};

const problem = (description: string) => ({ description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } });

export const responses: Record<string, object> = {
  Unauthorized: problem('No key, or one that is unknown, expired or revoked.'),
  Forbidden: problem('The person, or the key, may not do this.'),
  NotFound: problem('There is no such record, or none that the person may see: both look the same.'),
  PreconditionFailed: problem('The record has changed since it was read.'),
  Invalid: problem('Something of what was sent cannot be used; `issues` says what.'),
  TooMany: problem('Too many requests; `Retry-After` says how many seconds to wait.'),
};

export const refusals = (...codes: (401 | 403 | 404 | 412 | 422 | 429)[]): Record<string, object> => {
  const names = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'NotFound', 412: 'PreconditionFailed', 422: 'Invalid', 429: 'TooMany' } as const;
  return Object.fromEntries(codes.map((code) => [String(code), { $ref: `#/components/responses/${names[code]}` }]));
};
