import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

type Json = Record<string, unknown>;

/** A parameter or operation of an OpenAPI 3.0 document, as far as requests are checked against it. */
type Parameter = { name: string; in: string; required?: boolean; schema: Json };
type Operation = { parameters?: readonly Parameter[]; requestBody?: { required?: boolean; content?: Record<string, { schema?: Json }> } };
type PathItem = Partial<Record<string, Operation>> & { parameters?: readonly Parameter[] };
export type OpenApi = { paths: Record<string, PathItem>; components?: Json };

export type CheckedRequest = {
  method: string;
  /** Without host and query, still encoded. */
  path: string;
  query: URLSearchParams;
  type: string;
  text: string;
};

/** `faults`: why the service would refuse it. `warnings`: what the service would pass over. */
export type Finding = {
  path: string | undefined;
  params: Readonly<Record<string, string>>;
  body: unknown;
  faults: readonly string[];
  warnings: readonly string[];
};

const parsed = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
};

/** A path template as an expression over encoded paths: `/users/{id}/meetings`. */
function templateOf(template: string): { names: string[]; expression: RegExp } {
  const names: string[] = [];
  const source = template
    .split(/\{([^}]+)\}/)
    .map((piece, index) => {
      if (index % 2 === 0) return piece.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
      names.push(piece);
      return '([^/]+?)';
    })
    .join('');
  return { names, expression: new RegExp(`^${source}$`) };
}

/**
 * Checks requests against OpenAPI documents, for fakes of services: path, parameters and body.
 * @param documents later ones add paths and operations to earlier ones
 */
export function requestChecker(documents: readonly OpenApi[], { prefix = '' }: { prefix?: string } = {}): (request: CheckedRequest) => Finding {
  const strict = new Ajv({ strict: false, allErrors: true, logger: false });
  const loose = new Ajv({ strict: false, allErrors: true, coerceTypes: true, logger: false });
  for (const ajv of [strict, loose]) {
    formats.default(ajv);
    ajv.addFormat('int64', true);
  }
  documents.forEach((document, index) => {
    strict.addSchema(document, `document-${index}`);
  });
  const compiled = new Map<unknown, ValidateFunction>();
  const parameters = new Map<unknown, ValidateFunction>();
  const templates = documents.flatMap((document, index) =>
    Object.entries(document.paths).map(([template, item]) => ({ template, item, index, ...templateOf(template) })),
  );

  const validatorOf = (index: number, schema: Json): ValidateFunction => {
    const known = compiled.get(schema);
    if (known) return known;
    // a schema inside of a document may point to its components
    const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"document-${index}#/`)) as Json;
    const made = strict.compile(rooted);
    compiled.set(schema, made);
    return made;
  };

  const bodyFindings = (index: number, operation: Operation, request: CheckedRequest, faults: string[], warnings: string[]): unknown => {
    const wanted = operation.requestBody;
    if (request.text === '') {
      if (wanted?.required) faults.push('the body is missing');
      return undefined;
    }
    if (!wanted) {
      warnings.push('a body that nobody reads');
      return undefined;
    }
    const [type, content] = Object.entries(wanted.content ?? {})[0] ?? [];
    if (type !== undefined && !request.type.startsWith(type)) faults.push(`the body is ${request.type || 'of no type'} instead of ${type}`);
    const value = type === 'application/x-www-form-urlencoded' ? { value: Object.fromEntries(new URLSearchParams(request.text)) } : parsed(request.text);
    if (!value) {
      faults.push('the body is no JSON');
      return undefined;
    }
    if (content?.schema) {
      const check = validatorOf(index, content.schema);
      if (!check(value.value))
        for (const { keyword, instancePath, message, params } of check.errors ?? [])
          (keyword === 'additionalProperties' ? warnings : faults).push(`body${instancePath}: ${message ?? keyword} ${JSON.stringify(params)}`);
    }
    return value.value;
  };

  return (request) => {
    const faults: string[] = [];
    const warnings: string[] = [];
    const plain = request.path.startsWith(prefix) ? request.path.slice(prefix.length) : request.path;
    const here = templates.flatMap((one) => {
      const match = one.expression.exec(plain);
      const operation = one.item[request.method.toLowerCase()];
      return match && operation ? [{ ...one, match, operation }] : [];
    });
    // a path that is spelled out goes before one with a parameter
    const [found] = here.sort((one, other) => one.names.length - other.names.length);
    if (!found) return { path: undefined, params: {}, body: undefined, faults: [`${request.method} ${plain} is not described`], warnings };
    const params = Object.fromEntries(found.names.map((name, index) => [name, decodeURIComponent(found.match[index + 1] ?? '')]));
    const described = [...(found.item.parameters ?? []), ...(found.operation.parameters ?? [])];
    for (const { name, in: place, required, schema } of described) {
      const given = place === 'path' ? params[name] : place === 'query' ? (request.query.get(name) ?? undefined) : undefined;
      if (given === undefined) {
        if (required && place === 'query') faults.push(`the parameter ${name} is missing`);
        continue;
      }
      const check = parameters.get(schema) ?? loose.compile({ type: 'object', properties: { value: schema } });
      parameters.set(schema, check);
      if (!check({ value: given })) faults.push(`the parameter ${name} is "${given}": ${check.errors?.[0]?.message ?? 'not allowed'}`);
    }
    for (const name of request.query.keys())
      if (!described.some((one) => one.in === 'query' && one.name === name)) warnings.push(`the parameter ${name} is not described`);
    const body = bodyFindings(found.index, found.operation, request, faults, warnings);
    return { path: found.template, params, body, faults, warnings };
  };
}
