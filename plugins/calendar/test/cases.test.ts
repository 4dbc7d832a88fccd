import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pureCases } from '../pure-cases.ts';

type Case = { id: string; name: string; input: { op: string } & Record<string, unknown>; expected: Record<string, unknown> };

const cases: Case[] = JSON.parse(readFileSync(new URL('../../../test/cases/scheduling.json', import.meta.url), 'utf8'));
const computed = cases.filter(({ input }) => Object.hasOwn(pureCases, input.op));

describe('cases of the scheduling vocabulary', () => {
  it('are there', () => {
    expect(computed.length).toBeGreaterThan(40);
    expect(new Set(computed.map(({ input }) => input.op))).toEqual(new Set(Object.keys(pureCases)));
  });

  it.each(computed.map((one) => [`${one.id} ${one.name}`, one] as const))('%s', (_title, { input, expected }) => {
    expect(pureCases[input.op]?.(input)).toMatchObject(expected);
  });

  it.each(
    computed.filter((one, index) => computed.findIndex(({ input }) => input.op === one.input.op) === index).map(({ input }) => [input.op, input] as const),
  )('an unknown key of %s is an error', (op, input) => {
    expect(() => pureCases[op]?.({ ...input, surprise: 1 })).toThrow(/surprise/);
  });

  it('an unknown key deeper inside is an error too', () => {
    const slots = computed.find(({ input }) => input.op === 'slots');
    expect(() => pureCases.slots?.({ ...slots?.input, schedule: { weekly: [{ days: [1], ranges: [], colour: 'red' }] } })).toThrow(/colour/);
    expect(() => pureCases.slots?.({ ...slots?.input, timeZone: 'Mars/Olympus' })).toThrow(/IANA/);
    expect(() => pureCases.ranges?.({ op: 'ranges', timeZone: 'UTC', schedule: { weekly: [] }, from: '2027-01-01', to: '2027-01-02T00:00:00Z' })).toThrow(
      /instant/,
    );
  });
});
