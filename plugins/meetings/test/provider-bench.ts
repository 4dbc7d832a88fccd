import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { openAccount } from '../conference/open-account.ts';
import { type ConferenceRequest, type MeetingProvider, type ProviderContext, ProviderFailure } from '../contract.ts';
import type { FakeProvider } from './fake-provider.ts';

/** What a provider says of itself to be tested. */
export type ProviderContract = {
  plugin: string;
  /** As virtual rooms name it. */
  key: string;
  /** Settings that lead to the fake with good credentials: `{ ATRIUM_ZOOM_BASE_URL: url, … }`. */
  environment(fake: { url: string }): Record<string, string>;
  /** Undefined for a provider that asks nobody (`create: 'derived'`). */
  openFake?(): Promise<FakeProvider>;
  /** What a virtual room has chosen of the provider, where it gives no link without. */
  options?: Record<string, unknown>;
  /** Texts of the environment that must never be seen: the secrets. */
  secrets?: readonly string[];
};

/** With which meetings call a provider: for its own tests. */
export async function providerContext(app: TestApp, key: string, signal: AbortSignal = AbortSignal.timeout(20_000)): Promise<ProviderContext> {
  const env: Env<'meetings'> = app.env('meetings');
  const provider = env.implementations('meeting.provider').get(key);
  if (!provider) throw new Error(`no plugin provides "${key}"`);
  return openAccount(env, key, provider, signal);
}

export type ProviderBench = ReturnType<typeof openBench>;

/** What the tests of a provider work with. App, fake, provider and context are there once the tests run. */
export function openBench(options: ProviderContract) {
  let app: TestApp;
  let fake: FakeProvider | undefined;
  let provider: MeetingProvider;
  let context: ProviderContext;
  let requests = 0;

  const request = (changed: Partial<ConferenceRequest> = {}): ConferenceRequest => ({
    operationKey: `key-${++requests}-${'k'.repeat(20)}`,
    subject: 'Weekly talk',
    description: 'What there is to say',
    start: new Date('2027-03-28T00:30:00Z'),
    end: new Date('2027-03-28T01:30:00Z'),
    timeZone: 'Europe/Berlin',
    host: { id: '01890000-0000-7000-8000-000000000001', email: 'ann@example.org', name: 'Ann' },
    options: options.options ?? {},
    ...changed,
  });
  const contextOf = (signal?: AbortSignal): Promise<ProviderContext> => providerContext(app, options.key, signal);
  const failure = async (call: Promise<unknown>): Promise<ProviderFailure> => {
    const outcome = await call.then(
      () => new Error('it did not fail'),
      (error: unknown) => error,
    );
    expect(outcome).toBeInstanceOf(ProviderFailure);
    if (!(outcome instanceof ProviderFailure)) throw outcome;
    for (const secret of options.secrets ?? []) expect(outcome.message).not.toContain(secret);
    return outcome;
  };
  const stands = (id: string) => fake?.rooms().find((room) => room.id === id);

  beforeAll(async () => {
    fake = await options.openFake?.();
    app = await bootTestApp({ only: [options.plugin], listen: false, environment: options.environment({ url: fake?.url ?? '' }) });
    const found = (app.env('meetings') as Env<'meetings'>).implementations('meeting.provider').get(options.key);
    if (!found) throw new Error(`the plugin "${options.plugin}" provides no "${options.key}"`);
    provider = found;
  });
  beforeEach(async () => {
    context = await contextOf();
  });
  afterAll(async () => {
    await app?.close();
    await fake?.close();
  });

  /** Asks until the room is there, as the outbox does. */
  async function createReady(one: ConferenceRequest) {
    let made = await provider.create(context, one);
    for (let look = 0; made.state === 'pending' && provider.poll && look < 20; look++) made = await provider.poll(context, made.externalId, one);
    expect(made.state).toBe('ready');
    return made;
  }

  return {
    get app() {
      return app;
    },
    get fake() {
      return fake;
    },
    get provider() {
      return provider;
    },
    get context() {
      return context;
    },
    request,
    contextOf,
    failure,
    stands,
    createReady,
  };
}
