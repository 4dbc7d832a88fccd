import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startRunner } from '../../jobs/runner.ts';
import { openJobSite } from '../../jobs/test/job-site.ts';
import { pluginPrincipal } from '../../principal.ts';
import { defineEvent, on } from '../event.ts';

const opened = defineEvent('door.opened', z.object({ door: z.string(), at: z.coerce.date() }));

describe('events', () => {
  it('reach each subscriber as itself, after commit; one that fails holds nobody up', async () => {
    const site = await openJobSite('2027-01-04T08:00:00Z');
    const heard: unknown[] = [];
    const runtime = await site.process([
      { name: 'probe' },
      {
        name: 'bell',
        on: [on(opened, async (env, { door, at }) => void heard.push([env.plugin, env.principal, door, at])), on(opened, async () => void heard.push('again'))],
      },
      {
        name: 'lamp',
        on: [
          on(opened, async () => {
            throw new Error('the bulb is broken');
          }),
        ],
      },
    ]);
    const runner = await startRunner(runtime, { pollMs: 60_000 });
    site.atEnd(() => runner.stop());
    const env = runtime.env({ plugin: 'probe', principal: pluginPrincipal(1, 'probe') });
    await expect(
      env.tx(async () => {
        await env.emit(opened, { door: 'cellar', at: new Date(0) });
        throw new Error('closed again');
      }),
    ).rejects.toThrow('closed again');
    await env.tx(() => env.emit(opened, { door: 'front', at: new Date('2027-01-04T08:00:00Z') }));
    await runner.drain();
    expect(heard).toEqual([['bell', pluginPrincipal(1, 'bell'), 'front', new Date('2027-01-04T08:00:00Z')], 'again']);
    const { rows } = await runtime.database.query('SELECT plugin, name, state, attempts FROM core_job');
    expect(rows).toEqual([{ plugin: 'lamp', name: 'event:lamp:door.opened', state: 'queued', attempts: 1 }]);
  });

  it('refuses a payload that does not fit, where it is emitted', async () => {
    const site = await openJobSite();
    const runtime = await site.process([{ name: 'probe' }, { name: 'bell', on: [on(opened, async () => {})] }]);
    const env = runtime.env({ plugin: 'probe', principal: pluginPrincipal(1, 'probe') });
    const bad: unknown = { door: 7 };
    await expect(env.emit(defineEvent('door.opened', opened.payload as z.ZodType<unknown>), bad)).rejects.toThrow(z.ZodError);
  });
});
