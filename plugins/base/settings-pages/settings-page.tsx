import type { Child } from 'hono/jsx';
import type { Env, SettingState, SettingsType } from '#core';
import { AdminPage, EmptyState, Form, Icon, Notice } from '../../web/contract.ts';
import { adminStyles } from '../admin-assets.ts';
import type { FormState } from '../form-state.ts';
import { SettingsField } from './settings-field.tsx';
import { settingsInputs } from './settings-inputs.ts';
import { SettingsSearch } from './settings-search.tsx';
import { storedValue, typedValue } from './shown-value.ts';

export type SettingsPageProps = {
  env: Env<'base'>;
  type: SettingsType;
  /** Values that hold now; secrets are not among them. */
  values: Readonly<Record<string, unknown>>;
  /** What was sent, where the form is shown again. */
  raw?: Readonly<Record<string, unknown>> | undefined;
  state: Readonly<Record<string, SettingState>>;
  /** `user:<person>` and the like in words. */
  changers: ReadonlyMap<string, string>;
  form: FormState;
  notice?: { ok: boolean; message: string } | undefined;
  /** Beneath the form: the logo of the workspace. */
  children?: Child;
};

export const addressOf = (type: Pick<SettingsType, 'plugin'>): string => (type.plugin === 'base' ? '/app/settings' : `/app/settings/${type.plugin}`);

/** The fault of a member; of a list also that of a line. */
function faultOf(env: Env<'base'>, { issues }: FormState, name: string): string | undefined {
  const issue = issues.find(({ path }) => path === name || path.startsWith(`${name}.`));
  if (!issue) return undefined;
  const line = Number(issue.path.slice(name.length + 1).split('.')[0]);
  return issue.path !== name && Number.isInteger(line) ? env.t('Line {line}: {problem}', { line: line + 1, problem: issue.message }) : issue.message;
}

/** A plugin's settings as a form made from its zod schema, with the other plugins' settings beside it. */
export async function SettingsPage({ env, type, values, raw, state, changers, form, notice, children }: SettingsPageProps) {
  const inputs = settingsInputs(type);
  const address = addressOf(type);
  const beside = (await Promise.all(env.catalog.slots('settings').map((slot) => slot(env, { plugin: type.plugin })))) as Child[];
  return (
    <AdminPage env={env} title={env.t('Settings')} active="/app/settings" styles={adminStyles}>
      <SettingsSearch env={env} query="" />
      <nav class="chips toolbar" aria-label={env.t('Settings by plugin')}>
        {env.catalog.settings().map((other) => (
          <a class="chip" href={addressOf(other)} aria-current={other.plugin === type.plugin ? 'true' : undefined}>
            {env.t(other.title)}
          </a>
        ))}
      </nav>
      {notice ? <Notice kind={notice.ok ? 'ok' : 'danger'}>{notice.message}</Notice> : null}
      <h2>{env.t(type.title)}</h2>
      {beside}
      {inputs.length === 0 ? (
        <EmptyState icon="settings">{env.t('There is nothing to set here.')}</EmptyState>
      ) : (
        <Form action={address} problem={form.problem} upload={inputs.some(({ accept }) => accept !== undefined)} guarded>
          {/* The first button of a form is what Enter presses. */}
          <button type="submit" class="visually-hidden" tabindex={-1}>
            {env.t('Save')}
          </button>
          {inputs.map((input) => (
            <SettingsField
              env={env}
              input={input}
              shown={raw && state[input.name]?.source !== 'environment' ? typedValue(input, raw) : storedValue(input, values[input.name])}
              state={state[input.name]}
              changedBy={changers.get(state[input.name]?.changedBy ?? '')}
              error={faultOf(env, form, input.name)}
              resetAction={`/app/settings/${type.plugin}/reset`}
            />
          ))}
          <div class="row">
            <button type="submit" class="button primary">
              {env.t('Save')}
            </button>
            {type.tests.map((test) => (
              <button type="submit" class="button" formaction={`/app/settings/${type.plugin}/test/${test.name}`}>
                <Icon name="flask-conical" /> {env.t(test.label)}
              </button>
            ))}
          </div>
          {type.tests.map(({ help }) => (help === undefined ? null : <p class="help">{env.t(help)}</p>))}
        </Form>
      )}
      {children}
    </AdminPage>
  );
}
