import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { HttpResponse } from '#core';
import type { ProviderFailure } from '../contract.ts';

const entry = z.object({
  http: z.number(),
  headers: z.record(z.string(), z.string()).optional(),
  contentType: z.string().optional(),
  body: z.unknown(),
  class: z.string(),
});
const list = z.array(entry);
const collection = z.object({ google: list, graph: list, zoom: list });

/** An answer of a service, for tests of what is made of it. */
export const answerOf = (status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: new Headers(headers), body: Buffer.from(text), text: () => text, json: () => JSON.parse(text) as unknown };
};

/** The words of the collection, as classes of ours. */
const classes: readonly (readonly [RegExp, string])[] = [
  [/^auth-retry/, 'auth.expired'],
  [/^auth-permanent/, 'auth.permanent'],
  [/^quota-short/, 'quota.short'],
  [/^quota-long/, 'quota.long'],
  [/^gone/, 'gone'],
  [/^already-done/, 'conflict.done'],
  [/^permanent/, 'permanent'],
];

/** What a service is known to answer when it refuses, as a test: each answer has its class, and no word of it gets into the message. */
export function knownRefusals(
  service: keyof z.output<typeof collection>,
  failureOf: (doing: string, answer: HttpResponse, now: Date) => ProviderFailure,
): void {
  it('gives each refusal of the collection its class, and repeats no text of the service', () => {
    const entries = collection.parse(JSON.parse(readFileSync(new URL('../../../test/specs/provider-error-bodies.json', import.meta.url), 'utf8')))[service];
    const refused = entries.filter(({ http }) => http >= 400);
    expect(refused.length).toBeGreaterThanOrEqual(4);
    for (const { http, body, headers, class: wanted } of refused) {
      const failure = failureOf('create', answerOf(http, body, headers), new Date('2025-01-15T09:00:00Z'));
      expect([JSON.stringify(body), failure.kind]).toEqual([JSON.stringify(body), classes.find(([pattern]) => pattern.test(wanted))?.[1]]);
      expect(failure.message).toMatch(/^create: the service answered with \d{3}(, (code )?[\w.]+)?(: the account may not make rooms in this calendar)?$/);
    }
  });
}
