import { describe, expect, it } from 'vitest';
import { ProviderFailure } from '../contract.ts';
import { openBench, type ProviderContract } from './provider-bench.ts';
import { serviceContract } from './service-contract.ts';

const hostile = `Crêpes "&' <script>alert(1)</script>\u202e 🥞 %s ${'long '.repeat(80)}`;

/**
 * The contract `meeting.provider` as tests: whoever passes them works with meetings as the bundled providers do. Call it in a test file of the plugin.
 * @example providerContract({ plugin: 'zoom', key: 'zoom', environment: ({ url }) => ({ ATRIUM_ZOOM_BASE_URL: url }), openFake: openFakeZoom })
 */
export function providerContract(options: ProviderContract): void {
  describe(`meeting.provider "${options.key}"`, () => {
    const bench = openBench(options);

    it('says what it can, and has what it says', () => {
      const { capabilities } = bench.provider;
      expect(bench.provider.title).toMatch(/\S/);
      expect(typeof bench.provider.update === 'function' || !capabilities.updateInPlace || capabilities.create === 'derived').toBe(true);
      expect(typeof bench.provider.cancel === 'function').toBe(capabilities.cancel !== 'none');
      expect(typeof bench.provider.findByKey === 'function').toBe(capabilities.lookupByKey);
      expect(typeof bench.provider.poll === 'function').toBe(capabilities.create === 'async');
      for (const [name, limit] of Object.entries(capabilities.limits)) expect(limit, name).toBeGreaterThan(0);
      expect(capabilities.idempotentCreate !== 'none' || capabilities.lookupByKey || capabilities.create === 'derived', 'a second try must be harmless').toBe(
        true,
      );
    });

    it('tests its connection in words, and leaves nothing behind', async () => {
      const before = bench.fake?.rooms().length;
      for (const host of [undefined, { email: 'ann@example.org' }]) {
        const checks = await bench.provider.testConnection(bench.context, host);
        expect(checks.length).toBeGreaterThan(0);
        for (const { name, ok, message } of checks) {
          expect([name, host === undefined ? ok !== false : ok], message).toEqual([name, true]);
          expect(message).toMatch(/\S/);
          for (const secret of options.secrets ?? []) expect(message).not.toContain(secret);
        }
      }
      expect(bench.fake?.rooms().length).toBe(before);
    });

    it('says what was not entered yet, and asks nobody with half an account', async () => {
      const { account, capabilities } = bench.provider;
      if (!account || !capabilities.needsCredentials) return;
      const values = { ...bench.context.account.values, ...Object.fromEntries(account.secrets.map((name) => [name, ''])) };
      const checks = await bench.provider.testConnection({ ...bench.context, http: undefined, account: { ...bench.context.account, values } });
      expect(checks).toMatchObject([{ ok: false, why: 'missing', message: expect.stringContaining('Not entered yet: ') }]);
    });

    it('makes a room with a link that can be opened', async () => {
      const made = await bench.createReady(bench.request());
      expect(made.externalId).toMatch(/\S/);
      expect(new URL(made.joinUrl).protocol).toMatch(/^https?:$/);
      if (bench.fake) expect(bench.stands(made.externalId)).toBeDefined();
    });

    it('makes one room however often it is asked with one key, and two for two', async () => {
      const one = bench.request();
      const first = await bench.createReady(one);
      const again = (await bench.provider.findByKey?.(bench.context, one)) ?? (await bench.createReady(one));
      expect(again.externalId).toBe(first.externalId);
      expect((await bench.createReady(bench.request())).externalId).not.toBe(first.externalId);
    });

    it('takes any subject and description, shortened where it must', async () => {
      const made = await bench.createReady(bench.request({ subject: hostile, description: hostile.repeat(8) }));
      const { titleLength } = bench.provider.capabilities.limits;
      if (bench.fake) expect(bench.stands(made.externalId)?.title.length ?? 0).toBeLessThanOrEqual(titleLength);
      expect(made.joinUrl).not.toMatch(/[<>"\s]/);
    });

    it('says the same instant to the service, on a day when the clocks change too', async () => {
      const made = await bench.createReady(bench.request());
      const start = bench.stands(made.externalId)?.start;
      if (start) expect(start.toISOString()).toBe('2027-03-28T00:30:00.000Z');
    });

    it('takes a meeting without a host and one of a minute', async () => {
      const start = new Date('2027-04-01T09:00:00Z');
      if (bench.provider.capabilities.perHostIdentity) await bench.failure(bench.provider.create(bench.context, bench.request({ host: null })));
      else await bench.createReady(bench.request({ host: null, start, end: new Date(start.getTime() + 60_000) }));
    });

    it('declares account, options and limits that can be used', () => {
      const { account, accountMembers = [], options: choices, quotas } = bench.provider;
      if (account) expect(account.plugin).toBe(options.plugin);
      for (const member of accountMembers) expect(Object.keys(account?.schema.shape ?? {}), member).toContain(member);
      expect(choices?.safeParse({}).success ?? true, 'every option has a default').toBe(true);
      expect((choices?.safeParse({}).data as { recording?: string } | undefined)?.recording ?? 'off', 'nothing is recorded unasked').toBe('off');
      const limits = quotas?.(bench.context.account.values) ?? [];
      expect(new Set(limits.map(({ name }) => name)).size).toBe(limits.length);
      for (const { name, limit, counts } of limits) expect([limit > 0, counts.length > 0], name).toEqual([true, true]);
    });

    it('has the operations that belong together', () => {
      const { capabilities, summary, handleWebhook, renewSubscriptions, look, list, findByKey } = bench.provider;
      expect(typeof summary === 'function').toBe(capabilities.summary);
      expect(typeof handleWebhook === 'function').toBe(capabilities.webhooks);
      if (renewSubscriptions) expect(handleWebhook, 'who subscribes must listen').toBeDefined();
      if (list) expect(findByKey ?? look, 'who lists can look').toBeDefined();
      if (capabilities.create === 'derived') expect([look, list, summary, handleWebhook]).toEqual([undefined, undefined, undefined, undefined]);
    });

    it('believes no call without a signature, one with a wrong one, or one with no body', async () => {
      if (!bench.provider.handleWebhook) return;
      const query = new URLSearchParams();
      for (const [body, header] of [
        ['{"event":"meeting.deleted"}', null],
        ['{"event":"meeting.deleted"}', 'v0=00'],
        ['', null],
        ['{"half', 'x'],
      ] as const) {
        const answer = await bench.provider
          .handleWebhook(
            { ...bench.context, http: undefined },
            { method: 'POST', headers: { get: () => header }, query, bytes: Buffer.from(body), state: undefined },
          )
          .catch((error: unknown) => error);
        if (answer instanceof Error) expect(answer).toBeInstanceOf(ProviderFailure);
        else expect(answer).toMatchObject({ items: [] });
      }
    });

    if (options.openFake) describe('with a service behind it', () => serviceContract(options, bench));
  });
}
