import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Runs what belongs to no request, no plugin and no transaction: counts that many requests gather and a timer writes. Else the timer would hold the context of whoever
 * happened to start it, and with that a transaction which has ended long before.
 */
export const outside: <T>(work: () => T) => T = AsyncLocalStorage.snapshot();
