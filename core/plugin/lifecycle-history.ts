import { uuidv7 } from 'uuidv7';
import type { Database } from '../model/database-type.ts';
import type { DataChange } from './data-records.ts';
import type { Change, HistoryEntry, PlanStep } from './platform.ts';

type Entry = {
  actor: string;
  reason?: string | undefined;
  change?: Change;
  steps?: readonly PlanStep[];
  data?: readonly DataChange[];
  generation?: number;
  ok: boolean;
  message?: string | undefined;
  milliseconds: number;
};

/** In the current transaction, where there is one. */
export async function writeHistory(database: Database, entry: Entry): Promise<void> {
  await database.query(
    `INSERT INTO core_plugin_history (id, actor, reason, change, steps, generation, ok, message, milliseconds, data)
     VALUES ($1::uuid, $2::text, $3::text, $4::jsonb, $5::jsonb, $6::integer, $7::boolean, $8::text, $9::integer, $10::jsonb)`,
    [
      uuidv7(),
      entry.actor.slice(0, 200),
      entry.reason?.slice(0, 500) ?? null,
      entry.change ? JSON.stringify(entry.change) : null,
      JSON.stringify(entry.steps ?? []),
      entry.generation ?? null,
      entry.ok,
      entry.message?.slice(0, 2000) ?? null,
      Math.round(entry.milliseconds),
      JSON.stringify(entry.data ?? []),
    ],
  );
}

type Row = Omit<HistoryEntry, 'reason' | 'change' | 'generation' | 'message'> & {
  reason: string | null;
  change: Change | null;
  generation: number | null;
  message: string | null;
};

/** Newest first. */
export async function readHistory(database: Database, limit: number): Promise<HistoryEntry[]> {
  const { rows } = await database.query<Row>(
    `SELECT id, at, actor, reason, change, steps, generation, ok, message, milliseconds, data FROM core_plugin_history ORDER BY at DESC, id DESC LIMIT $1::integer`,
    [limit],
  );
  return rows.map((row) => ({
    ...row,
    reason: row.reason ?? undefined,
    change: row.change ?? undefined,
    generation: row.generation ?? undefined,
    message: row.message ?? undefined,
    steps: row.steps.map((step) => ({ ...step, from: step.from ?? undefined, to: step.to ?? undefined, because: step.because ?? undefined })),
  }));
}
