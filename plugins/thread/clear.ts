import { defineAction, type Env, type HealthFinding, type Manifest } from '#core';

type Hook = NonNullable<Manifest['hooks']>[number];

/** Whatever was said about a record goes with it, in its transaction. */
export const clearWithRecord: Hook = {
  model: ({ thread }) => thread !== undefined,
  on: 'delete',
  async run(env: Env<'thread'>, rows, _, model) {
    const own = env.asPlugin();
    const key = { model, record: { in: rows.map(({ id }) => String(id)) } };
    await own.model('thread.file').delete(key);
    await own.model('thread.message').delete(key);
    await own.model('thread.follower').delete(key);
    for (const { id } of rows) await own.service('activities').clear({ model, record: String(id) });
  },
};

const tables = ['thread.message', 'thread.follower', 'thread.file'] as const;
/** Rows that one look takes from a table. */
const most = 5_000;

/** Records that are talked about and are not there: a reference that deletes on its own (a cascade) passes every hook by. By model and table; ids of records. */
async function orphans(env: Env<'thread'>): Promise<{ model: string; table: (typeof tables)[number]; records: string[] }[]> {
  const found: { model: string; table: (typeof tables)[number]; records: string[] }[] = [];
  const models = env.catalog.models().filter((name) => env.catalog.model(name).thread);
  for (const table of tables) {
    for (const model of models) {
      const records = (await env.model(table).group({ model }, ['record'], { limit: most })).map(({ record }) => String(record));
      const gone = await env.missing(model, records);
      if (gone.length > 0) found.push({ model, table, records: gone });
    }
  }
  return found;
}

export async function checkOrphans(env: Env<'thread'>): Promise<HealthFinding[]> {
  const found = await orphans(env);
  const count = found.reduce((sum, { records }) => sum + records.length, 0);
  return [
    count === 0
      ? { ok: true, message: 'Every conversation belongs to a record' }
      : {
          ok: false,
          message: `${count} conversation(s) belong to records that are gone`,
          fix: 'Run the scheduled action thread.clean-up, or wait for the night.',
        },
  ];
}

export const cleanUp = defineAction({
  name: 'thread.clean-up',
  title: 'Remove conversations of records that are gone',
  expression: '20 4 * * *',
  catchUp: 'one',
  async run(env: Env<'thread'>) {
    let count = 0;
    for (const { model, table, records } of await orphans(env)) count += await env.model(table).delete({ model, record: { in: records } });
    return { count };
  },
});
