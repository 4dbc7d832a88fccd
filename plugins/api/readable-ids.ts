import type { Env } from '#core';

/** Of rows that are just deleted: which of them the owner of each waiting webhook could read. What hangs on other records counts as no. */
export async function readableIds(own: Env<'api'>, model: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<Record<string, string[]>> {
  const webhooks = await own.model('api.webhook').pick({ active: true }, ['owner', 'subscriptions']);
  const found: Record<string, string[]> = {};
  for (const { id, owner, subscriptions } of webhooks) {
    if (!subscriptions.some((one) => one.model === model && one.on.includes('deleted'))) continue;
    const person = await own.service('base').personPrincipal({ person: owner });
    if (!person) continue;
    const { catalog } = own.actAs(person.principal);
    found[id] = rows.filter((row) => catalog.mayRead(model, row) === true).map((row) => String(row.id));
  }
  return found;
}
