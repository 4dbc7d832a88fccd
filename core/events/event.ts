import type { z } from 'zod';
import type { Env } from '../env.ts';

/** Something that happened, in the past tense: `meeting.confirmed`. Declared in the contract of the plugin that emits it. */
export type EventType<T = unknown> = { readonly name: string; readonly payload: z.ZodType<T> };

export function defineEvent<T>(name: string, payload: z.ZodType<T>): EventType<T> {
  return { name, payload };
}

/** Runs after commit, by the outbox, as the principal of its plugin; at least once, so it must be idempotent. */
export type Subscription = { readonly event: EventType; run(env: Env, payload: unknown): Promise<void> };

export function on<T, P extends string>(event: EventType<T>, run: (env: Env<P>, payload: T) => Promise<void>): Subscription {
  return { event, run } as unknown as Subscription;
}
