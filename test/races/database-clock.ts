import { queryOnce } from '../../core/model/query-once.ts';

/**
 * Puts a clock of our own before the server's, for every session of the database that begins later: `now()` is found in this schema first. What runs in production mode
 * decides by it what is due, whatever a process's own clock shows. It shows the true time until it is set.
 */
export const installClock = (databaseUrl: string): Promise<unknown> =>
  queryOnce(
    databaseUrl,
    'CREATE SCHEMA clock',
    'CREATE TABLE clock.stopped (at timestamptz NOT NULL)',
    "CREATE FUNCTION clock.now() RETURNS timestamptz STABLE LANGUAGE sql AS 'SELECT coalesce((SELECT at FROM clock.stopped), pg_catalog.now())'",
    `ALTER DATABASE ${new URL(databaseUrl).pathname.slice(1)} SET search_path = clock, pg_catalog, public`,
  );

/** From now on the database shows this instant, and stands still. */
export const stopClock = (databaseUrl: string, at: Date): Promise<unknown> =>
  queryOnce(databaseUrl, `BEGIN; DELETE FROM clock.stopped; INSERT INTO clock.stopped VALUES ('${at.toISOString()}'); COMMIT`);
