import type { AnyDomain, Env, PageMark } from '#core';

export type ApiRow = Record<string, unknown> & { id: string };
export type Values = Readonly<Record<string, unknown>>;

/** Records of a model whose name is known only when somebody asks: the same repository, without the types of a declaration. */
export type Records = {
  page(
    domain: AnyDomain,
    options: { fields?: readonly string[] | undefined; order?: readonly string[] | undefined; limit: number; after?: PageMark | undefined },
  ): Promise<{ rows: ApiRow[]; next: PageMark | undefined }>;
  pick(domain: AnyDomain, fields: readonly string[], options?: { order?: readonly string[]; limit?: number }): Promise<ApiRow[]>;
  count(domain: AnyDomain): Promise<number>;
  may(operation: 'update' | 'delete', id: string): Promise<boolean>;
  group(
    domain: AnyDomain,
    by: readonly string[],
    options: { sum: readonly string[]; limit: number; every?: Readonly<Record<string, 'day' | 'week' | 'month' | 'quarter' | 'year'>> },
  ): Promise<(Record<string, unknown> & { count: number; sum: Record<string, number> })[]>;
  create(values: Values): Promise<ApiRow>;
  create(values: readonly Values[]): Promise<ApiRow[]>;
  update(what: string, values: Values): Promise<ApiRow>;
  update(what: AnyDomain, values: Values): Promise<ApiRow[]>;
  delete(what: string): Promise<number>;
  lock(domain: AnyDomain): Promise<ApiRow[]>;
};

export const recordsOf = (env: Env<'api'>, model: string): Records => env.model(model as never) as unknown as Records;
