import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '../../env.ts';
import { nextRun } from '../../jobs/next-run.ts';
import { pluginPrincipal } from '../../principal.ts';
import { bootTestApp, type TestApp } from '../boot-test-app.ts';

/** Scheduled actions and jobs of a plugin: they come due, run twice without harm where there is nothing to do, end when they are told to, and take no other payload. */
export function actionSuite(plugin: string): void {
  describe(`scheduled work of "${plugin}"`, () => {
    let app: TestApp;
    beforeAll(async () => {
      app = await bootTestApp({ only: [plugin], listen: false });
    });
    afterAll(() => app?.close());

    const actions = () => [...app.app.runtime.generation().actions.values()].filter((one) => one.plugin === plugin).map(({ action }) => action);
    const jobs = () => [...app.app.runtime.generation().jobs.values()].filter((one) => one.plugin === plugin).map(({ job }) => job);
    const env = (): Env<never> => app.app.runtime.env({ plugin, principal: pluginPrincipal(1, plugin) }) as Env<never>;

    it('has a title, and a time that comes', () => {
      for (const { name, title, expression, timeZone } of actions()) {
        expect(title, name).toMatch(/\S/);
        expect(nextRun(expression, timeZone ?? 'Europe/Berlin', app.clock.now()).getTime(), name).toBeGreaterThan(app.clock.now().getTime());
      }
    });

    it('runs twice in a row on an empty workspace', async () => {
      for (const action of actions())
        for (const round of [1, 2]) {
          const told: number[] = [];
          const context = { signal: AbortSignal.timeout((action.timeout ?? 300) * 1_000), progress: async (done: number) => void told.push(done) };
          await expect(action.run(env(), context), `${action.name}, run ${round}`).resolves.not.toThrow();
          expect(told).toEqual([...told].sort((a, b) => a - b));
        }
    });

    it('ends soon after it is told to', async () => {
      for (const action of actions()) {
        const ended = await Promise.race([
          action.run(env(), { signal: AbortSignal.abort(new Error('told to end')), progress: async () => undefined }).then(
            () => true,
            () => true,
          ),
          new Promise((resolve) => setTimeout(resolve, 10_000, false).unref()),
        ]);
        expect(ended, action.name).toBe(true);
      }
    });

    it('takes no payload but its own', () => {
      for (const { name, payload } of jobs())
        for (const wrong of [undefined, 'text', 7, [], { surely: { not: 'this' } }])
          expect(payload.safeParse(wrong).success && wrong !== undefined, `${name} ${JSON.stringify(wrong)}`).toBe(false);
    });
  });
}
