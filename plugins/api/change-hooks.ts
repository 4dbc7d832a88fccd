import type { Env, Manifest } from '#core';
import { readableIds } from './readable-ids.ts';
import type { operations } from './schema.ts';
import { apiSettings } from './settings.ts';
import { spreadChange } from './spread-change.ts';

type Operation = (typeof operations)[number];

/** Most records that one job names. */
const MOST_IDS = 1_000;

/**
 * One job for each statement that wrote something which a webhook waits for; who is told what is found out when it runs. Only of deleted rows it must be known now
 * who could read them: later nobody can tell.
 */
const hookOn = (on: 'create' | 'update' | 'delete', operation: Operation): NonNullable<Manifest['hooks']>[number] => ({
  model: (model) => model.api !== false,
  on,
  blind: true,
  wanted: async (env: Env<'api'>, model) => (await env.settings(apiSettings)).watched.includes(`${model}/${operation}`),
  async run(env: Env<'api'>, rows, _before, model) {
    const own = env.asPlugin();
    const readers = operation === 'deleted' ? await readableIds(own, model, rows) : undefined;
    for (let at = 0; at < rows.length; at += MOST_IDS) {
      await own.enqueue(spreadChange, {
        model,
        operation,
        ids: rows.slice(at, at + MOST_IDS).map(({ id }) => String(id)),
        at: own.now().toISOString(),
        ...(readers ? { readers } : {}),
      });
    }
  },
});

export const changeHooks = [hookOn('create', 'created'), hookOn('update', 'updated'), hookOn('delete', 'deleted')];
