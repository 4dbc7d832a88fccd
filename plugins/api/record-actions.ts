import { z } from 'zod';
import { type Env, fail, type RecordAction } from '#core';
import { type ApiModel, assertCan } from './api-model.ts';
import { type ApiRow, recordsOf } from './records.ts';

export const actionBody = z.strictObject({ answers: z.record(z.string(), z.string().max(10_000)).default({}) });

/** What fits the state of the record and the groups of the caller. Actions that only lead to a page are not among them. */
function actionsOf(env: Env<'api'>, { form, model }: ApiModel, record: ApiRow): RecordAction[] {
  return (form?.actions ?? []).filter(
    ({ run, groups, visible }) =>
      run !== undefined &&
      (groups === undefined || groups.some((group) => env.inGroup(group))) &&
      (visible === undefined || env.catalog.matches(model.name, visible, record) !== false),
  );
}

/** Of those, what the rules let the caller do: what no rule opens would only be refused. Each right is asked once. */
export async function offeredOf(env: Env<'api'>, api: ApiModel, record: ApiRow): Promise<RecordAction[]> {
  const actions = actionsOf(env, api, record);
  const rights = new Map<RecordAction['needs'], boolean>();
  for (const { needs } of actions)
    if (!rights.has(needs)) rights.set(needs, needs === undefined || (await recordsOf(env, api.model.name).may(needs, record.id)));
  return actions.filter(({ needs }) => rights.get(needs));
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
