import type { Env } from '#core';
import { assertPlugin } from './assert-plugin.ts';
import { workspaceSettings } from './settings.ts';

/** People without an account: nobody can sign in as them, and nobody is told. In the order given. @throws RECORD_DUPLICATE */
export async function addPeople(env: Env<'base'>, { people }: { people: readonly { name: string; email: string; timeZone: string }[] }): Promise<string[]> {
  assertPlugin(env.caller);
  const { language } = await env.settings(workspaceSettings);
  const rows = await env.model('base.person').create(people.map((person) => ({ ...person, language })));
  return rows.map(({ id }) => id);
}
