import type { Env } from '#core';
import type { LeftBehind } from '../base/contract.ts';
import { LinkButton, Notice } from '../web/contract.ts';
import type { Held, HeldThing } from './held.ts';

export type HeldKind = { key: string; title: string; quiet: string | undefined; things: HeldThing[]; count: number; held: Held; own: Env<never> };

export const mayHandOver = (env: Env<'meetings'>): boolean => env.inGroup('meetings.manager') || env.inGroup('base.admin');

/** All that is in somebody's hands, by kind; kinds with nothing are left out. */
export async function heldBy(env: Env<'meetings'>, person: string): Promise<HeldKind[]> {
  const found: HeldKind[] = [];
  for (const [key, held] of env.implementations('meetings.held')) {
    const own = env.implementer('meetings.held', key).withPreferences(env.preferences);
    const things = await held.list(own, person);
    if (things.length === 0) continue;
    const count = held.count ? await held.count(own, person) : things.length;
    found.push({ key, title: held.title, quiet: held.quiet, things, count, held, own });
  }
  return found;
}

/** Whoever deactivates somebody is led to what that person leaves behind. */
export const leftBehind: LeftBehind = {
  page: async (env: Env<'meetings'>, person) => ((await heldBy(env, person)).some(({ quiet }) => !quiet) ? `/app/people/${person}/hand-over` : undefined),
};

/** On the page of a person: what is still in these hands, before and after the person is deactivated. For those who may hand it over. */
export async function heldPanel(env: Env<'meetings'>, record: Record<string, unknown> & { id: string }): Promise<unknown> {
  if (!mayHandOver(env)) return null;
  const kinds = await heldBy(env, record.id);
  if (kinds.length === 0) return null;
  const words = kinds.map(({ title, count }) => `${env.t(title as 'Virtual rooms')}: ${count}`).join(', ');
  return (
    <section class="section">
      <h2>{env.t('In these hands')}</h2>
      {record['active'] === false && kinds.some(({ quiet }) => !quiet) ? (
        <Notice kind="warn">{env.t('This person is deactivated. Hand over what is left.')}</Notice>
      ) : null}
      <p>{words}</p>
      <p class="muted">{env.t('Whoever hosts a meeting, be it over or off, can only be deleted after it is handed over. Deactivated, nothing has to go.')}</p>
      <p>
        <LinkButton href={`/app/people/${record.id}/hand-over`} icon="users">
          {env.t('Hand over')}
        </LinkButton>
      </p>
    </section>
  );
}
