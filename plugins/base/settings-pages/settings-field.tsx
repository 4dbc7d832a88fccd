import type { Child } from 'hono/jsx';
import { type Env, formatDateTime, type SettingState } from '#core';
import { Icon } from '../../web/contract.ts';
import { SettingsControl } from './settings-control.tsx';
import type { SettingsInput } from './settings-inputs.ts';
import { inWords, type Shown } from './shown-value.ts';

type FieldProps = {
  env: Env<'base'>;
  input: SettingsInput;
  shown: Shown;
  state: SettingState | undefined;
  /** Who changed it, in words. */
  changedBy: string | undefined;
  error: string | undefined;
  /** Where "Reset to default" posts to. */
  resetAction: string;
};

/** One setting: words, control, fault, and beneath them its default, who changed it, or that the environment decides. */
export function SettingsField({ env, input, shown, state, changedBy, error, resetAction }: FieldProps) {
  const { name, kind } = input;
  const fixed = state?.source === 'environment';
  const help = input.help !== undefined ? env.t(input.help) : kind === 'list' ? env.t('One per line.') : '';
  const noted = kind === 'secret' || (state !== undefined && state.source !== 'default');
  const describedBy = [help ? `${name}-help` : '', error ? `${name}-fault` : '', noted ? `${name}-note` : ''].filter((id) => id !== '').join(' ') || undefined;
  const control = <SettingsControl {...{ env, input, shown, fixed, describedBy }} set={state?.source === 'stored'} wrong={error !== undefined} />;
  const label = env.t(input.label);
  const helpLine = help ? (
    <p class="help" id={`${name}-help`}>
      {help}
    </p>
  ) : null;
  return (
    <div class={error ? 'field wrong setting' : 'field setting'} id={`setting-${name}`}>
      {kind === 'bool' ? (
        <label class="row check">
          <input id={name} type="checkbox" name={name} checked={shown.checked.has('on')} disabled={fixed} aria-describedby={describedBy} /> {label}
        </label>
      ) : kind === 'choices' ? (
        <Choices {...{ env, input, shown, fixed, describedBy, label }} />
      ) : (
        <label for={name}>
          {label}
          {input.required && !fixed ? (
            <span class="need" aria-hidden="true">
              {' '}
              *
            </span>
          ) : null}
        </label>
      )}
      {helpLine}
      {kind === 'bool' || kind === 'choices' ? null : control}
      {error ? (
        <p class="fault" id={`${name}-fault`}>
          {error}
        </p>
      ) : null}
      <SettingsNote {...{ env, input, state, changedBy, resetAction }} />
    </div>
  );
}

function Choices({
  env,
  input,
  shown,
  fixed,
  describedBy,
  label,
}: Pick<FieldProps, 'env' | 'input' | 'shown'> & { fixed: boolean; describedBy: string | undefined; label: string }) {
  return (
    <fieldset class="plain" aria-describedby={describedBy}>
      <legend>{label}</legend>
      <div class="row">
        {input.choices.map((choice) => (
          <label class="row">
            <input type="checkbox" name={input.name} value={choice.value} checked={shown.checked.has(choice.value)} disabled={fixed} /> {env.t(choice.label)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** `Default: 24 hours · Changed by Ann, 9 March 2027, 10:00 · Reset`, or which variable decides; nothing for what stands at its default. */
function SettingsNote({ env, input, state, changedBy, resetAction }: Pick<FieldProps, 'env' | 'input' | 'state' | 'changedBy' | 'resetAction'>) {
  const parts: Child[] = [];
  if (state?.source === 'environment') {
    parts.push(
      <>
        <Icon name="lock" /> {env.t('Set by {variable} in the environment; it cannot be changed here.', { variable: state.variable })}
      </>,
    );
  } else {
    const fallback = inWords(env, input, input.fallback);
    if (input.kind === 'secret') parts.push(state?.source === 'stored' ? env.t('A value is stored; it is never shown.') : env.t('No value is stored.'));
    else if (state?.source === 'stored' && fallback !== undefined) parts.push(env.t('Default: {value}', { value: fallback }));
    if (state?.source === 'stored' && state.changedAt) {
      const { language, hour12, timeZone } = env.preferences;
      const at = formatDateTime(state.changedAt, timeZone, { language, hour12 });
      parts.push(changedBy === undefined ? env.t('Changed on {date}', { date: at }) : env.t('Changed by {name} on {date}', { name: changedBy, date: at }));
    }
    if (state?.source === 'stored' && input.kind !== 'secret' && input.kind !== 'other') {
      parts.push(
        <button type="submit" class="link" formaction={resetAction} formnovalidate name="reset" value={input.name}>
          {env.t('Reset to default')}
          <span class="visually-hidden"> ({env.t(input.label)})</span>
        </button>,
      );
    }
  }
  if (parts.length === 0) return null;
  return (
    <p class="help note" id={`${input.name}-note`}>
      {parts.map((part, index) => (
        <>
          {index > 0 ? ' · ' : null}
          {part}
        </>
      ))}
    </p>
  );
}
