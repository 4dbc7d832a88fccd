import { type Env, fail, html, type SettingsType } from '#core';
import { type FormState, fresh } from '../form-state.ts';
import { changersOf } from './changers.ts';
import { LogoSection } from './logo-section.tsx';
import { SettingsPage } from './settings-page.tsx';

/** @throws NOT_FOUND where no enabled plugin of this name has settings */
export function settingsOf(env: Env<'base'>, plugin: string): SettingsType {
  const type = env.catalog.settings().find((candidate) => candidate.plugin === plugin);
  if (!type) throw fail('NOT_FOUND');
  return type;
}

export type Opening = {
  /** What was sent, where the form is shown again. */
  raw?: Record<string, unknown>;
  form?: FormState;
  notice?: { ok: boolean; message: string } | undefined;
  logoProblem?: string;
  status?: number;
};

/** The page of a plugin's settings, as an answer. Secrets never reach it. */
export async function openSettings(env: Env<'base'>, type: SettingsType, { raw, form = fresh, notice, logoProblem, status = 200 }: Opening = {}) {
  const values: Record<string, unknown> = await env.settings(type);
  const shown = Object.fromEntries(Object.entries(values).filter(([name]) => !type.secrets.includes(name)));
  const state = await env.catalog.settingsState(type.plugin);
  return html(
    <SettingsPage env={env} type={type} values={shown} raw={raw} state={state} changers={await changersOf(env, state)} form={form} notice={notice}>
      {type.plugin === 'base' ? <LogoSection env={env} logo={typeof shown.logo === 'string' ? shown.logo : ''} problem={logoProblem} /> : null}
    </SettingsPage>,
    { status },
  );
}
