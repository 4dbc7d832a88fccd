import type { Child } from 'hono/jsx';
import { type Env, isZone, type SettingsType } from '#core';
import { AdminPage, Field, Form, Notice, ZoneSelect } from '../web/contract.ts';
import { type FormState, issueAt } from './form-state.ts';
import { languageCodes, languageNames } from './languages.ts';
import { type SettingsInput, settingsInputs } from './settings-form.ts';

export type SettingsPageProps = {
  env: Env<'base'>;
  type: SettingsType;
  /** Stored values; secrets are not among them. */
  values: Readonly<Record<string, unknown>>;
  /** What was typed, where the form was refused. */
  typed?: Readonly<Record<string, unknown>> | undefined;
  /** Members that the environment decides. */
  fixed: ReadonlySet<string>;
  state: FormState;
  notice?: string | undefined;
  /** Beneath the form: the logo of the workspace. */
  children?: Child;
};

/** A plugin's settings as a form made from its zod schema, with the other plugins' settings beside it. */
export function SettingsPage({ env, type, values, typed, fixed, state, notice, children }: SettingsPageProps) {
  return (
    <AdminPage env={env} title={env.t('Settings')}>
      <nav class="chips toolbar" aria-label={env.t('Settings')}>
        {env.catalog.settings().map((other) => (
          <a class="chip" href={addressOf(other)} aria-current={other.plugin === type.plugin ? 'true' : undefined}>
            {env.t(other.title)}
          </a>
        ))}
      </nav>
      {notice ? <Notice kind="ok">{notice}</Notice> : null}
      <h2>{env.t(type.title)}</h2>
      <Form action={addressOf(type)} problem={state.problem} guarded>
        {settingsInputs(type).map((input) => (
          <SettingsField
            env={env}
            input={input}
            value={typed?.[input.name] ?? values[input.name]}
            fixed={fixed.has(input.name)}
            error={issueAt(state, input.name)}
          />
        ))}
        <div class="row">
          <button type="submit" class="button primary">
            {env.t('Save')}
          </button>
        </div>
      </Form>
      {children}
    </AdminPage>
  );
}

export const addressOf = (type: Pick<SettingsType, 'plugin'>): string => (type.plugin === 'base' ? '/app/settings' : `/app/settings/${type.plugin}`);

function SettingsField({
  env,
  input,
  value,
  fixed,
  error,
}: {
  env: Env<'base'>;
  input: SettingsInput;
  value: unknown;
  fixed: boolean;
  error: string | undefined;
}) {
  const help = [input.help === undefined ? '' : env.t(input.help), fixed ? env.t('Set by the environment; it cannot be changed here.') : '']
    .filter((text) => text !== '')
    .join(' ');
  return (
    <Field label={env.t(input.label)} name={input.name} help={help || undefined} error={error}>
      <SettingsControl env={env} input={input} value={value} fixed={fixed} />
    </Field>
  );
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : Array.isArray(value) ? value.join('\n') : '';

function SettingsControl({ env, input, value, fixed }: { env: Env<'base'>; input: SettingsInput; value: unknown; fixed: boolean }) {
  const { name, kind } = input;
  if (kind === 'bool') return <input id={name} type="checkbox" name={name} checked={value === true || value === 'on'} disabled={fixed} />;
  if (kind === 'zone')
    return fixed ? (
      <output id={name}>{asText(value)}</output>
    ) : (
      <ZoneSelect name={name} value={isZone(asText(value)) ? asText(value) : 'UTC'} now={env.now()} />
    );
  if (kind === 'long' || kind === 'list') {
    return (
      <textarea id={name} name={name} rows={4} disabled={fixed}>
        {asText(value)}
      </textarea>
    );
  }
  if (kind === 'choice') {
    return (
      <select id={name} name={name} disabled={fixed}>
        {input.choices.map((choice) => (
          <option value={choice} selected={choice === value}>
            {name === 'language' ? languageLabel(choice) : env.t(choice)}
          </option>
        ))}
      </select>
    );
  }
  if (kind === 'secret') {
    return (
      <>
        <input id={name} type="password" name={name} value="" autocomplete="off" placeholder={env.t('Leave empty to keep what is stored')} disabled={fixed} />
        {fixed ? null : (
          <label>
            <input type="checkbox" name={`${name}:clear`} /> {env.t('Remove what is stored')}
          </label>
        )}
      </>
    );
  }
  if (kind === 'number') return <input id={name} type="number" name={name} value={asText(value)} min={input.min} max={input.max} disabled={fixed} />;
  if (kind === 'other') return <output id={name}>{JSON.stringify(value)}</output>;
  return <input id={name} type={kind} name={name} value={asText(value)} maxlength={input.max} disabled={fixed} />;
}

const languageLabel = (code: string): string => languageCodes.flatMap((known) => (known === code ? [languageNames[known]] : []))[0] ?? code;
