import type {} from './schema.ts';

export type ThreadService = {
  /**
   * For plugins: a line about what happened to a record, in the caller's transaction; one statement. `text` is an English sentence with `{name}`s that `values` fill,
   * translated for each reader (so it stands in the caller's own translations). Nobody is told. Does nothing where the model says no `thread`.
   */
  post(input: { model: string; record: string; text: string; values?: Readonly<Record<string, string | number>> }): Promise<void>;
};

declare module '#core' {
  interface Services {
    thread: ThreadService;
  }
}
