import { type Env, OutboundError } from '#core';
import type { MeetingProvider, ProviderContext } from './provider-contract.ts';
import { ProviderFailure } from './provider-failure.ts';
import type { CountedOperation } from './quota.ts';
import { reserveCall } from './reserve-call.ts';

export type CallName = 'create' | 'poll' | 'find' | 'update' | 'cancel' | 'look' | 'summary';

/** Longer than any service should take, shorter than the job. */
const CALL_MS = 25_000;

const counted = (name: CallName): CountedOperation => (name === 'create' || name === 'update' || name === 'cancel' ? name : 'read');

export type Target = {
  provider: MeetingProvider;
  key: string;
  context: ProviderContext;
  /** For the time line; null: the meeting is gone. */
  event: string | null;
  generation: number | null;
  host: string;
};

/**
 * One call to a provider: counted, limited in time, measured, and noted on the meeting's time line. What it throws is a ProviderFailure, always: what a provider's code
 * throws besides is a fault of it, and no secret gets out with it.
 * @param run gets the context with the signal of this call
 * @param outcomeOf what an answer has brought, where that is not plain; `ready` is
 */
export async function makeCall<T>(
  env: Env<'meetings'>,
  { provider, key, context, event, generation, host }: Target,
  name: CallName,
  run: (context: ProviderContext) => Promise<T>,
  outcomeOf: (answer: T) => string = () => '',
): Promise<T> {
  const at = env.now();
  const started = performance.now();
  let failure: ProviderFailure | undefined;
  let outcome = '';
  try {
    const quotas = provider.quotas?.(context.account.values) ?? [];
    await reserveCall(env, { provider: key, account: context.account.key, host, operation: counted(name), quotas });
    const answer = await run({ ...context, signal: AbortSignal.any([context.signal, AbortSignal.timeout(CALL_MS)]) });
    outcome = outcomeOf(answer);
    return answer;
  } catch (error) {
    failure = failureFrom(env, key, name, error);
    throw failure;
  } finally {
    if (event !== null && (failure || name !== 'poll')) {
      const milliseconds = Math.round(performance.now() - started);
      const values = {
        event,
        provider: key,
        account: context.account.key,
        operation: name,
        at,
        milliseconds,
        // empty where all went well, by the field's default
        ...(failure ? { failure: failure.kind } : {}),
        ...(outcome === '' || outcome === 'ready' ? {} : { outcome }),
        status: failure?.status ?? null,
        host: host === '' ? null : host,
        generation,
        retryAt: failure?.retryAt ?? null,
      };
      // the meeting may be gone by now
      await env
        .model('meeting.provider_call')
        .create(values)
        .catch(() => undefined);
    }
  }
}

function failureFrom(env: Env<'meetings'>, key: string, name: CallName, error: unknown): ProviderFailure {
  if (error instanceof ProviderFailure) {
    env.log.warn({ provider: key, operation: name, class: error.kind, reason: error.message }, 'provider refused');
    return error;
  }
  const written = error instanceof OutboundError ? error.written : true;
  const kind = name === 'create' && written ? 'unknown-outcome' : 'transient';
  // the words of an unknown error may hold anything
  env.log.error(
    { provider: key, operation: name, error: error instanceof OutboundError ? error.reason : error instanceof Error ? error.name : 'unknown' },
    'provider failed',
  );
  return new ProviderFailure(kind, `${name}: the provider's code failed`);
}
