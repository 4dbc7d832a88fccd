import path from 'node:path';
import { z } from 'zod';
import { type Child, startChild, usageShape } from './child.ts';
import type { openClient } from './http-client.ts';
import { interleave, percentile, type Result } from './interleave.ts';

type Say = (name: string, value: number, limit: number, unit: string, note?: string) => void;
type Tools = {
  databaseUrl: string;
  client: ReturnType<typeof openClient>;
  books: number;
  rounds: number;
  sliceMs: number;
  started(child: Child): Child;
  atLeast: Say;
  atMost: Say;
  detail(result: Result): string;
};

const sent = z.array(z.object({ text: z.string(), values: z.array(z.unknown()) }));
const recorded = z.object({ status: z.number(), text: z.string(), sent });
const seeded = z.object({ token: z.string(), person: z.string(), shelves: z.array(z.string()) });
const page = z.object({ data: z.array(z.record(z.string(), z.unknown())), next: z.string() });

const child = (name: string): Child => startChild(new URL(`./${name}${path.extname(import.meta.url)}`, import.meta.url));
const cpuOf = (one: Child) => async (): Promise<number> => usageShape.parse(await one.call('usage')).cpuMs;

/** The generic API against a hono and pg handler: a list of 50 with two relations, and a thousand records in one call. */
export async function genericApi({ databaseUrl, client, books, rounds, sliceMs, started, atLeast, atMost, detail }: Tools): Promise<Result[]> {
  const ours = started(child('api-ours'));
  const reference = started(child('api-reference'));
  const url = z.string().parse(await ours.call('open', databaseUrl));
  const referenceUrl = z.string().parse(await reference.call('open', databaseUrl));
  const { token, person, shelves } = seeded.parse(await ours.call('seed', books));
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };

  const listUrl = `${url}/api/v1/bench.book?limit=50&expand=shelf,owner&order=title`;
  const record = async () => recorded.parse(await ours.call('record', { url: listUrl, method: 'GET', headers }));
  for (let warm = 0; warm < 3; warm++) await record();
  const { sent: statements, text } = await record();
  const { next } = page.parse(JSON.parse(text));
  const at = (table: string) => statements.findIndex((statement) => statement.text.includes(`FROM "${table}"`) || statement.text.includes(`FROM ${table}`));
  const list = at('bench_book');
  const relation = (table: string, field: string) => {
    const statement = statements.slice(list + 1).find((one) => one.text.includes(table));
    if (!statement) throw new Error(`no statement reads ${table}`);
    return { field, statement };
  };
  await reference.call('prepare', {
    before: statements.slice(0, list),
    list: statements[list],
    relations: [relation('bench_shelf', 'shelf'), relation('base_person', 'owner')],
    next,
  });
  const same = await client.send(`${referenceUrl}/list`);
  if (same.body.toString('utf8') !== text)
    throw new Error(`the reference answers otherwise:\n${same.body.toString('utf8').slice(0, 900)}\n${text.slice(0, 900)}`);

  const get = async (address: string, more: Record<string, string> = {}): Promise<number> => {
    const { status, ms, body } = await client.send(address, { headers: more });
    if (status !== 200) throw new Error(`${address}: ${status} ${body.toString('utf8').slice(0, 300)}`);
    return ms;
  };
  const [own, theirs] = await interleave(
    [
      { name: 'API list', run: () => get(listUrl, headers), cpuMs: cpuOf(ours) },
      { name: 'API list reference', run: () => get(`${referenceUrl}/list`), cpuMs: cpuOf(reference) },
    ],
    { rounds, sliceMs, connections: 4 },
  );
  if (!own || !theirs) throw new Error('a candidate is missing');
  atLeast(
    'API: list of 50 with two relations against the reference',
    own.perSecond / theirs.perSecond,
    0.5,
    '×',
    `${statements.length} statements; ${detail(own)}; reference ${detail(theirs)}`,
  );

  let made = 0;
  const thousand = () =>
    Array.from({ length: 1_000 }, (_, index) => ({
      title: `New ${made++}`,
      pages: index,
      price: index / 4,
      state: 'new',
      bought: '2027-03-01T10:00:00.000Z',
      note: `A note on number ${index}`,
      shelf: shelves[index % shelves.length] ?? '',
      owner: person,
    }));
  const post = async (address: string, more: Record<string, string> = {}): Promise<number> => {
    const { status, ms, body } = await client.send(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...more },
      body: JSON.stringify(thousand()),
    });
    if (status !== 201) throw new Error(`${address}: ${status} ${body.toString('utf8').slice(0, 300)}`);
    return ms;
  };
  const bare: number[] = [];
  const [create, raw] = await interleave(
    [
      { name: 'API create of 1,000', run: () => post(`${url}/api/v1/bench.book`, headers), cpuMs: cpuOf(ours) },
      { name: 'raw unnest of 1,000', run: () => post(`${referenceUrl}/create`), cpuMs: cpuOf(reference) },
      {
        name: 'bare statement of 1,000',
        run: async () => {
          const ms = z.number().parse(await reference.call('bare', thousand()));
          bare.push(ms);
          return ms;
        },
        cpuMs: cpuOf(reference),
      },
    ],
    { rounds, sliceMs, connections: 1 },
  );
  if (!create || !raw) throw new Error('a candidate is missing');
  const note = `p50 ${create.p50.toFixed(1)} ms; raw ${raw.p50.toFixed(1)} ms, processor ${create.cpuMs.toFixed(1)} and ${raw.cpuMs.toFixed(1)} ms; the statement alone ${percentile(bare, 0.5).toFixed(1)} ms`;
  atMost('API: 1,000 records in one call against raw unnest', create.p50 / raw.p50, 3, '×', note);
  await ours.stop();
  await reference.stop();
  return [own, theirs, create, raw];
}
