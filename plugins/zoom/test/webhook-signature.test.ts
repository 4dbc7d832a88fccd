import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { isFromZoom, urlValidation } from '../webhook-signature.ts';

const file = z
  .object({
    secret: z.string(),
    timestamp: z.string(),
    vectors: z.array(z.object({ name: z.string(), raw: z.string(), header: z.string() })),
    url_validation: z.object({
      request: z.object({ payload: z.object({ plainToken: z.string() }) }),
      response: z.object({ plainToken: z.string(), encryptedToken: z.string() }),
    }),
  })
  .parse(JSON.parse(readFileSync(new URL('../../../test/specs/zoom-webhook-vectors.json', import.meta.url), 'utf8')));
const at = (seconds: number): Date => new Date((Number(file.timestamp) + seconds) * 1_000);

for (const { name, raw, header } of file.vectors) {
  const call = { secret: file.secret, bytes: Buffer.from(raw), signature: header, timestamp: file.timestamp, now: at(10) };

  it(`takes what the service has signed: ${name}`, () => {
    expect(isFromZoom(call)).toBe(true);
    expect(isFromZoom({ ...call, now: at(299) })).toBe(true);
  });

  it(`refuses everything else: ${name}`, () => {
    const wrong: Record<string, Partial<typeof call> | { signature: undefined } | { timestamp: undefined }> = {
      'another secret': { secret: 'zm-test-secret-token-0002' },
      'no secret': { secret: '' },
      'a byte changed': { bytes: Buffer.from(raw.replace('event', 'evemt')) },
      'written again': { bytes: Buffer.from(JSON.stringify(JSON.parse(raw))) },
      'another time': { timestamp: String(Number(file.timestamp) + 1) },
      'sent again later': { now: at(301) },
      'from the future': { now: at(-301) },
      'no signature': { signature: undefined },
      'no time': { timestamp: undefined },
      'a time that is none': { timestamp: 'NaN' },
      'no version': { signature: header.replace('v0=', '') },
      'capital letters': { signature: `v0=${header.slice(3).toUpperCase()}` },
      'cut off': { signature: header.slice(0, -1) },
    };
    for (const [what, change] of Object.entries(wrong)) expect([what, isFromZoom({ ...call, ...change })]).toEqual([what, false]);
  });
}

it('answers the check of the address', () => {
  const secret = 'zm-test-secret-token-0001';
  expect(urlValidation(secret, file.url_validation.request.payload.plainToken)).toEqual(file.url_validation.response);
});
