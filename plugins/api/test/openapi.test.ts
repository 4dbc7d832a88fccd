import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { openApi } from '../openapi.ts';
import { type Asker, type Library, openLibrary } from './open-library.ts';

let app: TestApp;
let library: Library;
let ann: Asker;
beforeAll(async () => {
  app = await bootTestApp({ listen: false });
  library = await openLibrary();
  ann = await library.asker('ann@example.org');
});
afterAll(async () => {
  await app?.close();
  await library?.close();
});

type Described = { paths: Record<string, Record<string, unknown>>; components: { schemas: Record<string, { properties: Record<string, unknown> }> } };

/** As somebody of every group sees it. */
function whole(): Record<string, unknown> {
  const env: Env<'api'> = app.env('api');
  const groups = new Set(['user', ...env.catalog.groups().map(({ name }) => name)]);
  return openApi(app.envAs('api', { kind: 'user', org: 1, account: '', person: '', session: '', groups }));
}

const refusalsOf = async (specification: Record<string, unknown>): Promise<unknown> => {
  const { valid, errors } = await new Validator().validate(structuredClone(specification));
  return valid ? [] : errors;
};

describe('the description of the API', () => {
  it('is OpenAPI 3.1, for everybody who may see all and for one who may see some', async () => {
    expect(await refusalsOf(whole())).toEqual([]);
    const answer = await ann.ask('GET', '/api/openapi.json');
    expect(answer.status).toBe(200);
    expect(await refusalsOf(answer.json as Record<string, unknown>)).toEqual([]);
  });

  it('is the committed one (refresh it with -u)', async () => {
    await expect(`${JSON.stringify(whole(), null, 1)}\n`).toMatchFileSnapshot('../../../docs/reference/openapi.json');
  });

  it('tells nobody of what is closed to them', async () => {
    const { json, text } = await ann.ask('GET', '/api/openapi.json');
    const { paths, components } = json as Described;
    expect(text).not.toMatch(/internal|secretary|salary|lib\.diary|lib\.vault|api\.key/);
    expect(Object.keys(paths['/api/v1/lib.book'] ?? {})).toEqual(['get', 'post', 'patch']);
    expect(Object.keys(paths['/api/v1/lib.chapter'] ?? {})).toEqual(['get']);
    expect(Object.keys(components.schemas['lib.book']?.properties ?? {})).not.toContain('token');
    expect(Object.keys(components.schemas['lib.book.create']?.properties ?? {})).toContain('token');
    expect(Object.keys(components.schemas['lib.book.create']?.properties ?? {})).not.toContain('state');
    expect(paths['/api/v1/lib.book/{id}/actions/publish']).toBeDefined();
    expect((await library.raw('/api/openapi.json')).status).toBe(401);
  });

  it('has every operation once', () => {
    const { paths } = whole() as Described;
    const ids = Object.values(paths).flatMap((path) =>
      Object.values(path).flatMap((one) => (typeof one === 'object' && one !== null && 'operationId' in one ? [one.operationId] : [])),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(50);
  });
});
