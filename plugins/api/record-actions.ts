import { z } from 'zod';
import { type Env, fail, type RecordAction } from '#core';
import { type ApiModel, assertCan } from './api-model.ts';
import { type ApiRow, recordsOf } from './records.ts';

export const actionBody = z.strictObject({ answers: z.record(z.string(), z.string().max(10_000)).default({}) });

/** What the caller may do to the record just now, as its page would offer it. Actions that only lead to a page are not among them. */
export function actionsOf(env: Env<'api'>, { form, model }: ApiModel, record: ApiRow): RecordAction[] {
  return (form?.actions ?? []).filter(
    ({ run, groups, visible }) =>
      run !== undefined &&
      (groups === undefined || groups.some((group) => env.inGroup(group))) &&
      (visible === undefined || env.catalog.matches(model.name, visible, record) !== false),
  );
}

/** @throws NOT_FOUND for a record that is not there or not for the caller, and for an action that does not fit its state */
export async function runAction(
  env: Env<'api'>,
  api: ApiModel,
  id: string,
  name: string,
  given: Readonly<Record<string, string>>,
): Promise<{ message: string | null; location: string | null }> {
  assertCan(api, 'read');
  const record = z.uuid().safeParse(id).success ? (await recordsOf(env, api.model.name).pick({ id }, api.shown))[0] : undefined;
  const action = record && actionsOf(env, api, record).find((candidate) => candidate.name === name);
  if (!action) throw fail('NOT_FOUND');
  const asked = action.ask ?? [];
  const unknown = Object.keys(given).filter((answer) => !asked.some((one) => one.name === answer));
  const missing = asked.filter((one) => one.required && !given[one.name]?.trim());
  if (unknown.length + missing.length > 0) {
    throw fail('INPUT_INVALID', {
      issues: [
        ...unknown.map((answer) => ({ path: `answers.${answer}`, message: 'There is no such field.' })),
        ...missing.map((one) => ({ path: `answers.${one.name}`, message: 'This is needed.' })),
      ],
    });
  }
  const answers = Object.fromEntries(asked.map((one) => [one.name, given[one.name] ?? '']));
  const done = (await action.run?.(env as unknown as Env<never>, id, answers)) ?? {};
  return { message: done.message ?? null, location: done.to ?? null };
}
