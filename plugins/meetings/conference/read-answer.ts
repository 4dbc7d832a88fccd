import type { z } from 'zod';
import type { HttpResponse } from '#core';
import { ProviderFailure, type ProviderFailureClass } from './provider-failure.ts';

/**
 * What a service says is read strictly: a page of HTML or half an answer is none.
 * @param doing what was asked for, for the log: `create`
 * @param unread the class of an answer that cannot be read: `unknown-outcome` after a write that must not be made twice
 * @throws ProviderFailure
 */
export function readAnswer<S extends z.ZodType>(doing: string, schema: S, answer: HttpResponse, unread: ProviderFailureClass = 'transient'): z.output<S> {
  try {
    return schema.parse(answer.json());
  } catch {
    throw new ProviderFailure(unread, `${doing}: the answer cannot be read`);
  }
}
