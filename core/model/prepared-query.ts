import type pg from 'pg';
import type { QueryResult } from './database-type.ts';

type Bound = string | Buffer | null;
type Row = Record<string, unknown>;
type Columns = { readonly names: readonly string[]; readonly parsers: readonly ((text: string) => unknown)[]; readonly empty: Row };

/** What is prepared on each connection, by name, and the columns that it gives. PostgreSQL refuses a statement whose columns have changed since; the connection is given up then. */
const prepared = new WeakMap<pg.Connection, Map<string, Columns>>();
const noColumns: Columns = { names: [], parsers: [], empty: {} };

const quotedElement = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

function arrayText(list: readonly unknown[]): string {
  let text = '{';
  for (const [index, item] of list.entries()) {
    if (index > 0) text += ',';
    if (item === null || item === undefined) text += 'NULL';
    else if (typeof item === 'string') text += quotedElement(item);
    else if (typeof item === 'number' || typeof item === 'boolean') text += String(item);
    else if (Array.isArray(item)) text += arrayText(item);
    else if (item instanceof Uint8Array) text += `"\\\\x${asBuffer(item).toString('hex')}"`;
    else text += quotedElement(String(boundValue(item)));
  }
  return `${text}}`;
}

const asBuffer = (bytes: Uint8Array): Buffer => (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));

/** As it is sent: bytes as they are, times in UTC, lists as PostgreSQL writes arrays, other objects as JSON. */
function boundValue(value: unknown): Bound {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return arrayText(value);
  if (value instanceof Uint8Array) return asBuffer(value);
  if (value instanceof Date) return value.toISOString();
  return JSON.stringify(value);
}

/**
 * A prepared statement on its way, in place of pg's own query: `client.query(new PreparedQuery(…)).done`. pg asks for the columns before every execution and makes its
 * parsers and an event emitter each time; here they are asked for once for each connection. That halves what a short statement costs in this process.
 */
export class PreparedQuery {
  readonly text: string;
  /** Empty: prepared for this once. */
  readonly name: string;
  readonly values: readonly unknown[];
  /** pg gives every query one that has none. */
  readonly callback = (): void => {};
  readonly done: Promise<QueryResult<never>>;
  readonly #bound: Bound[];
  readonly #types: pg.ClientBase;
  #settle: { resolve(result: QueryResult<never>): void; reject(error: unknown): void };
  #columns: Columns | undefined;
  #rows: Row[] = [];
  #rowCount = 0;
  /** What made a row unreadable; told when the database is ready for the next statement. */
  #unreadable: { error: unknown } | undefined;

  constructor(client: pg.ClientBase, text: string, name: string, values: readonly unknown[]) {
    this.text = text;
    this.name = name;
    this.values = values;
    this.#types = client;
    this.#bound = values.map(boundValue);
    const { promise, resolve, reject } = Promise.withResolvers<QueryResult<never>>();
    this.done = promise;
    this.#settle = { resolve, reject };
  }

  submit(connection: pg.Connection): void {
    const { name, text } = this;
    const known = name === '' ? undefined : prepared.get(connection)?.get(name);
    connection.stream.cork();
    if (!known) {
      // it may have been prepared by an execution that failed
      if (name !== '') connection.close({ type: 'S', name }, true);
      connection.parse({ name, text, types: [] }, true);
    }
    connection.bind({ statement: name, values: this.#bound }, true);
    if (!known) connection.describe({ type: 'P', name: '' }, true);
    connection.execute(null, true);
    connection.sync();
    connection.stream.uncork();
    this.#columns = known;
  }

  handleRowDescription({ fields }: { fields: readonly { name: string; dataTypeID: number }[] }): void {
    const names = fields.map(({ name }) => name);
    this.#columns = {
      names,
      parsers: fields.map(({ dataTypeID }) => this.#types.getTypeParser(dataTypeID)),
      empty: Object.fromEntries(names.map((name) => [name, null])),
    };
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    const { names, parsers, empty } = this.#columns ?? noColumns;
    try {
      // a copy, so that all rows are of one shape
      const row = { ...empty };
      for (let index = 0; index < fields.length; index++) {
        const text = fields[index];
        const name = names[index];
        if (text !== null && text !== undefined && name !== undefined) row[name] = parsers[index]?.(text);
      }
      this.#rows.push(row);
    } catch (error) {
      this.#unreadable ??= { error };
    }
  }

  /** `INSERT 0 5`, `UPDATE 5`, `SELECT 5`, `CREATE TABLE`. */
  handleCommandComplete({ text }: { text: string }): void {
    const count = Number(text.slice(text.lastIndexOf(' ') + 1));
    this.#rowCount = Number.isInteger(count) ? count : 0;
  }

  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(): void {}

  handleError(error: unknown): void {
    this.#settle.reject(error);
  }

  handleReadyForQuery(connection: pg.Connection): void {
    if (this.#unreadable) {
      this.handleError(this.#unreadable.error);
      return;
    }
    if (this.name !== '') {
      let names = prepared.get(connection);
      if (!names) {
        names = new Map();
        prepared.set(connection, names);
      }
      names.set(this.name, this.#columns ?? noColumns);
    }
    this.#settle.resolve({ rows: this.#rows as never[], rowCount: this.#rowCount });
  }
}
