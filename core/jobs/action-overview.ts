import type { Runtime } from '../runtime.ts';
import { coreActions } from './core-actions.ts';
import { declaredActions } from './sync-actions.ts';

export type ActionRun = {
  id: string;
  startedAt: Date;
  finishedAt: Date;
  ok: boolean;
  /** How many things it did, where it counts. */
  count: number | null;
  /** What it had to say, or why it failed. */
  message: string | null;
  /** Somebody asked for this run; it was not its time. */
  asked: boolean;
};

export type ActionOverview = {
  name: string;
  plugin: string;
  title: string;
  expression: string;
  /** What the plugin declares; differs where an administrator changed it. */
  declared: string;
  /** IANA. */
  timeZone: string;
  active: boolean;
  /** In a row. */
  failures: number;
  nextRun: Date;
  /** A run is asked for and begins within seconds. */
  requested: boolean;
  /** Runs now. `progress` is `done` or `done/total`. */
  running: { since: Date; progress: string | null } | undefined;
  last: ActionRun | undefined;
};

type RunRow = { id: string; started_at: Date; finished_at: Date; ok: boolean; count: number | null; message: string | null; asked: boolean };

const runOf = ({ id, started_at, finished_at, ...rest }: RunRow): ActionRun => ({ id: String(id), startedAt: started_at, finishedAt: finished_at, ...rest });

type Row = {
  name: string;
  plugin: string;
  declared: string;
  expression: string;
  time_zone: string | null;
  active: boolean;
  failures: number;
  next_run: Date;
  requested: boolean;
  progress: string | null;
  taken_at: Date | null;
  held: boolean;
  run: string | null;
  started_at: Date;
  finished_at: Date;
  ok: boolean;
  count: number | null;
  message: string | null;
  asked: boolean;
};

/** Every action of the enabled plugins and the core with its last run, in one statement; by title. */
export async function listActions(runtime: Runtime): Promise<ActionOverview[]> {
  const declared = declaredActions(runtime, coreActions(runtime));
  const { timeZone } = await runtime.defaultPreferences(1);
  const { rows } = await runtime.database.query<Row>(
    `SELECT a.name, a.plugin, a.declared, a.expression, a.time_zone, a.active, a.failures, a.next_run, a.requested, a.progress, a.taken_at,
       coalesce(a.lease_until > coalesce($2::timestamptz, now()), false) AS held,
       r.id::text AS run, r.started_at, r.finished_at, r.ok, r.count, r.message, r.asked
     FROM core_action a
     LEFT JOIN LATERAL (SELECT * FROM core_action_run WHERE action = a.name ORDER BY started_at DESC, id DESC LIMIT 1) r ON true
     WHERE a.name = ANY($1::text[])`,
    [[...declared.keys()], runtime.config.mode === 'test' ? runtime.now().toISOString() : null],
  );
  return rows
    .map(
      (row): ActionOverview => ({
        name: row.name,
        plugin: row.plugin,
        title: declared.get(row.name)?.action.title ?? row.name,
        expression: row.expression,
        declared: row.declared,
        timeZone: row.time_zone ?? timeZone,
        active: row.active,
        failures: row.failures,
        nextRun: row.next_run,
        requested: row.requested,
        running: row.held ? { since: row.taken_at ?? runtime.now(), progress: row.progress } : undefined,
        last: row.run === null ? undefined : runOf({ ...row, id: row.run }),
      }),
    )
    .sort((a, b) => (a.title < b.title ? -1 : 1));
}

/** Runs of an action, newest first. `before`: the id of the last one seen. */
export async function actionHistory({ database }: Pick<Runtime, 'database'>, name: string, limit: number, before?: string): Promise<ActionRun[]> {
  const { rows } = await database.query<RunRow>(
    `SELECT id::text AS id, started_at, finished_at, ok, count, message, asked FROM core_action_run
     WHERE action = $1::text AND ($3::bigint IS NULL OR id < $3::bigint) ORDER BY id DESC LIMIT $2::integer`,
    [name, limit, before ?? null],
  );
  return rows.map(runOf);
}
