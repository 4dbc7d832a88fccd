import type { Generation } from '../plugin/generation.ts';
import type { Runtime } from '../runtime.ts';

export type OwnRoute = { path: string; answer(): Promise<{ status: number; headers: Record<string, string>; body: string | Uint8Array }> };

const jsonHeaders = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };

/** `/healthz` (the process lives), `/readyz` (it can serve) and the plugins' assets. */
export function ownRoutes(runtime: Runtime, generation: Generation): readonly OwnRoute[] {
  return [
    { path: '/healthz', answer: async () => ({ status: 200, headers: jsonHeaders, body: '{"status":"ok"}' }) },
    {
      path: '/readyz',
      answer: async () => {
        const checks = await readiness(runtime, generation);
        const ready = Object.values(checks).every(Boolean);
        return { status: ready ? 200 : 503, headers: jsonHeaders, body: JSON.stringify({ status: ready ? 'ready' : 'not ready', ...checks }) };
      },
    },
    ...[...generation.assets.values()].map(
      (asset): OwnRoute => ({
        path: asset.path,
        answer: async () => ({
          status: 200,
          headers: { 'content-type': asset.type, 'cache-control': 'public, max-age=31536000, immutable' },
          body: asset.bytes,
        }),
      }),
    ),
  ];
}

/** The database answers, its tables are those that this code knows, and this generation is not ahead of the one that was installed. */
async function readiness(runtime: Runtime, generation: Generation): Promise<{ database: boolean; migrations: boolean; generation: boolean }> {
  try {
    const { rows } = await runtime.database.query<{ number: number; migrated: boolean }>(
      "SELECT number, to_regclass('core_idempotency') IS NOT NULL AS migrated FROM core_generation",
    );
    return { database: true, migrations: rows[0]?.migrated ?? false, generation: rows[0] !== undefined && rows[0].number >= generation.number };
  } catch (error) {
    const missing = typeof error === 'object' && error !== null && 'code' in error && error.code === '42P01';
    return { database: missing, migrations: false, generation: false };
  }
}
