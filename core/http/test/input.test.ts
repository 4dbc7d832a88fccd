import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { json, route } from '../route.ts';
import { at, form, jsonPost, problem, type TestSite, testSite } from './test-site.ts';

let site: TestSite;

beforeAll(async () => {
  site = await testSite({
    routes: [
      route({
        method: 'POST',
        path: '/book',
        auth: 'public',
        summary: 'book',
        body: z.object({ name: z.string().min(2), attendees: z.array(z.object({ email: z.string().includes('@') })).default([]) }),
        handler: async (_, { body }) => json(body),
      }),
      route({ method: 'POST', path: '/raw', auth: 'public', summary: 'raw', handler: async (_, { raw, wantsJson }) => json({ raw, wantsJson }) }),
      route({
        method: 'POST',
        path: '/upload',
        auth: 'public',
        summary: 'upload',
        maxBody: 200_000,
        handler: async (_, { raw }) => json({ size: raw.photo instanceof Blob ? raw.photo.size : null, name: raw.name }),
      }),
      route({
        method: 'GET',
        path: '/slots/:id',
        auth: 'public',
        summary: 'slots',
        query: z.object({ n: z.coerce.number() }),
        handler: async (_, { query }) => json(query),
      }),
    ],
  });
});
afterAll(() => site.close());

const answer = async (request: Request) => {
  const response = await site.app.fetch(request);
  return { status: response.status, body: await problem(response) };
};

describe('what is sent', () => {
  it('takes JSON, forms and files', async () => {
    expect(await answer(jsonPost('/book', { name: 'Ann' }))).toEqual({ status: 200, body: { name: 'Ann', attendees: [] } });
    expect(await answer(form('/book', { name: 'Ann' }))).toEqual({ status: 200, body: { name: 'Ann', attendees: [] } });
    const data = new FormData();
    data.set('photo', new Blob([new Uint8Array(100_000)]), 'a.png');
    data.set('name', 'Ann');
    expect(await answer(at('/upload', { method: 'POST', body: data }))).toEqual({ status: 200, body: { size: 100_000, name: 'Ann' } });
  });

  it('names the fields that are wrong', async () => {
    const { status, body } = await answer(jsonPost('/book', { name: 'A', attendees: [{ email: 'a@b' }, { email: 'x' }] }));
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'INPUT_INVALID', issues: [{ path: 'name' }, { path: 'attendees.1.email' }] });
    expect((await answer(at('/slots/1?n=abc'))).body).toMatchObject({ code: 'INPUT_INVALID', issues: [{ path: 'n' }] });
    expect((await answer(at('/slots/1?n=12'))).body).toEqual({ n: 12 });
  });

  it('gives lists for names that come several times, and no prototype for __proto__', async () => {
    const { body } = await answer(
      at('/raw', { method: 'POST', body: 'a=1&a=2&__proto__=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
    );
    expect(JSON.stringify(body.raw)).toBe('{"a":["1","2"],"__proto__":"x"}');
  });

  it.each([
    ['malformed JSON', jsonPost('/book', '{"name":'), 400, 'INPUT_MALFORMED'],
    [
      'invalid UTF-8',
      at('/book', { method: 'POST', body: Buffer.from([0x7b, 0xff, 0x7d]), headers: { 'content-type': 'application/json' } }),
      400,
      'INPUT_MALFORMED',
    ],
    [
      'a broken percent code',
      at('/book', { method: 'POST', body: 'name=%zz', headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      400,
      'INPUT_MALFORMED',
    ],
    [
      'a broken multipart form',
      at('/book', { method: 'POST', body: 'nonsense', headers: { 'content-type': 'multipart/form-data; boundary=x' } }),
      400,
      'INPUT_MALFORMED',
    ],
    ['NUL in JSON', jsonPost('/book', '{"name":"Ann\\u0000"}'), 422, 'INPUT_INVALID'],
    ['NUL in a nested value', jsonPost('/book', '{"name":"Ann","attendees":[{"email":"a\\u0000@b"}]}'), 422, 'INPUT_INVALID'],
    ['NUL in a form', form('/book', { name: 'An\0n' }, { accept: '*/*' }), 422, 'INPUT_INVALID'],
    ['NUL in the query', at('/slots/1?n=%00'), 422, 'INPUT_INVALID'],
    ['NUL in the path', at('/slots/%00?n=1'), 422, 'INPUT_INVALID'],
    ['another media type', at('/book', { method: 'POST', body: '<a/>', headers: { 'content-type': 'application/xml' } }), 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['a body over the limit', jsonPost('/book', { name: 'x'.repeat(70_000) }), 413, 'BODY_TOO_LARGE'],
  ])('refuses %s', async (_, request, status, code) => {
    const refused = await answer(request);
    expect([refused.status, refused.body.code]).toEqual([status, code]);
  });

  // Each of these held a process for seconds, or brought its stack to an end, before anybody was asked who they are.
  it.each([
    ['one name thirty thousand times', 'application/x-www-form-urlencoded', 'a&'.repeat(32_000)],
    ['thirty thousand lists in one another', 'application/json', `{"x":${'['.repeat(30_000)}"\\u0000"${']'.repeat(30_000)}}`],
    ['objects in one another', 'application/json', `${'{"x":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
  ])('refuses %s before it costs anything', async (_, type, body) => {
    const refused = await answer(at('/raw', { method: 'POST', body, headers: { 'content-type': type } }));
    expect([refused.status, refused.body.code]).toEqual([400, 'INPUT_MALFORMED']);
  });

  it('refuses a form of too many parts', async () => {
    const body = `${'--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n'.repeat(3_000)}--b--\r\n`;
    const many = at('/upload', { method: 'POST', body, headers: { 'content-type': 'multipart/form-data; boundary=b' } });
    expect((await answer(many)).status).toBe(200);
    const more = at('/upload', { method: 'POST', body: '--b\r\n'.repeat(15_000), headers: { 'content-type': 'multipart/form-data; boundary=b' } });
    expect((await answer(more)).body.detail).toBe('The form has more than 10,000 fields. Please send it in several parts.');
  });

  it('counts the parts of a form by the boundary that they are read by, whatever else its type says', async () => {
    const upload = (type: string, body: string) => answer(at('/upload', { method: 'POST', body, headers: { 'content-type': type } }));
    const many = `${'--real\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n'.repeat(600)}${'--real\r\n'.repeat(10_000)}--real--\r\n`;
    for (const type of ['xboundary=decoy; boundary=real', 'a="boundary=decoy"; boundary=real', 'boundary="real"', 'Boundary=real; charset=utf-8'])
      expect((await upload(`multipart/form-data; ${type}`, many)).body.detail, type).toMatch(/10,000 fields/);
    for (const type of ['boundary=decoy; boundary=real', 'boundary=""', 'boundary=a;b', '', 'boundary="real\\"'])
      expect(await upload(`multipart/form-data; ${type}`, many), type).toMatchObject({ status: 400, body: { code: 'INPUT_MALFORMED' } });
    const few = '--real\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n--real--\r\n';
    for (const type of ['boundary=real', 'charset=utf-8; boundary="real"']) expect((await upload(`multipart/form-data; ${type}`, few)).status, type).toBe(200);
  });

  it('takes a name that comes ten thousand times, and brackets in texts', async () => {
    const { body } = await answer(
      at('/raw', { method: 'POST', body: Array(10_000).fill('a=1').join('&'), headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
    );
    expect(body.raw).toMatchObject({ a: { length: 10_000 } });
    expect((await answer(jsonPost('/raw', { note: '[{"'.repeat(1_000) }))).status).toBe(200);
  });

  it('stops reading a body of unannounced length at the limit', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 16_384;
        controller.enqueue(new Uint8Array(16_384).fill(97));
      },
    });
    const init = { method: 'POST', body: endless, duplex: 'half', headers: { 'content-type': 'application/json' } };
    expect((await answer(at('/book', init as RequestInit))).status).toBe(413);
    expect(sent).toBeLessThan(300_000);
  });

  it('knows who wants JSON', async () => {
    expect((await answer(jsonPost('/raw', {}))).body.wantsJson).toBe(true);
    expect((await answer(form('/raw', {}))).body.wantsJson).toBe(false);
    expect((await answer(form('/raw', {}, { accept: 'application/json' }))).body.wantsJson).toBe(true);
  });
});
