import pg from 'pg';

/** Runs statements one after the other on a connection of its own; gives the rows of the last. For work on whole databases, before or beside a pool. */
export async function queryOnce(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {}); // a lost connection fails the running query; between queries nobody listens
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}
