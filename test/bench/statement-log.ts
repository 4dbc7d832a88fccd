import pg from 'pg';

/** One statement as it went over the wire. */
export type Sent = { text: string; values: readonly unknown[] };

type Query = { text: string; values?: readonly unknown[] };
const isQuery = (value: unknown): value is Query => typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string';

/** Everything that any connection of this process sends while `work` runs, in order. */
export async function recordStatements<T>(work: () => Promise<T>): Promise<{ value: T; sent: Sent[] }> {
  const sent: Sent[] = [];
  const { prototype } = pg.Client;
  const original = prototype.query;
  const recording = function (this: pg.Client, ...args: unknown[]): unknown {
    const [first, values] = args;
    if (typeof first === 'string') sent.push({ text: first, values: Array.isArray(values) ? values : [] });
    else if (isQuery(first)) sent.push({ text: first.text, values: first.values ?? [] });
    return Reflect.apply(original, this, args);
  };
  Object.assign(prototype, { query: recording });
  try {
    return { value: await work(), sent };
  } finally {
    Object.assign(prototype, { query: original });
  }
}

/** BEGIN, COMMIT, savepoints and what else is no work. */
export const isControl = ({ text }: Sent): boolean => /^(START TRANSACTION|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE SAVEPOINT|SET )/i.test(text);
