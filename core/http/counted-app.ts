import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpApp } from './build-app.ts';

const current = new AsyncLocalStorage<{ leave(): void }>();

/** The running request is what waits for the end of the others: it no longer counts itself. */
export const stopCounting = (): void => current.getStore()?.leave();

/** An app with a count of the requests that it is answering. `ended`: resolves when there is none. */
export function countedApp(app: HttpApp): HttpApp & { ended(): Promise<void> } {
  let running = 0;
  let tell: (() => void) | undefined;
  return {
    fetch: async (request, connection) => {
      let counts = true;
      running += 1;
      const leave = (): void => {
        if (!counts) return;
        counts = false;
        running -= 1;
        if (running === 0) tell?.();
      };
      try {
        return await current.run({ leave }, () => app.fetch(request, connection));
      } finally {
        leave();
      }
    },
    ended: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => (tell = resolve))),
  };
}
