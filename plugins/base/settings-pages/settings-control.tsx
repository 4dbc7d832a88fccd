import type { Env } from '#core';
import { isZone } from '#core';
import { PasteOrFile, ZoneSelect } from '../../web/contract.ts';
import { durationUnits } from './duration.ts';
import type { SettingsInput } from './settings-inputs.ts';
import type { Shown } from './shown-value.ts';

type ControlProps = {
  env: Env<'base'>;
  input: SettingsInput;
  shown: Shown;
  /** The environment decides. */
  fixed: boolean;
  /** A secret: something is stored. */
  set: boolean;
  /** Ids of help, fault and note. */
  describedBy: string | undefined;
  wrong: boolean;
};

/** The control of one setting; its id is the setting's name. */
export function SettingsControl({ env, input, shown, fixed, set, describedBy, wrong }: ControlProps) {
  const { name, kind, min, max, whole } = input;
  const placeholder = fixed ? '' : set ? env.t('Leave empty to keep what is stored') : env.t('Nothing is stored');
  const common = { id: name, name, disabled: fixed, 'aria-describedby': describedBy, 'aria-invalid': wrong ? ('true' as const) : undefined };
  switch (kind) {
    case 'zone':
      return fixed ? (
        <input {...common} type="text" value={shown.text.replaceAll('_', ' ')} />
      ) : (
        <ZoneSelect name={name} value={isZone(shown.text) ? shown.text : 'UTC'} now={env.now()} />
      );
    case 'long':
    case 'list':
      return (
        <textarea {...common} rows={kind === 'list' ? Math.min(Math.max(shown.text.split('\n').length + 1, 3), 10) : 4} maxlength={input.maxLength}>
          {shown.text}
        </textarea>
      );
    case 'choice':
      return (
        <select {...common}>
          {input.choices.map(({ value, label }) => (
            <option value={value} selected={value === shown.text}>
              {env.t(label)}
            </option>
          ))}
        </select>
      );
    case 'duration':
      return (
        <div class="row">
          <input {...common} class="short" type="number" inputmode="numeric" min="0" step="any" value={shown.text} />
          <select name={`${name}:unit`} disabled={fixed} aria-label={env.t('Unit of “{setting}”', { setting: env.t(input.label) })} class="short">
            {durationUnits
              .filter((unit) => durationUnits.indexOf(unit) >= durationUnits.indexOf(input.unit))
              .map((unit) => (
                <option value={unit} selected={unit === shown.unit}>
                  {env.t(unit)}
                </option>
              ))}
          </select>
        </div>
      );
    case 'secret':
      return (
        <>
          {input.long ? (
            <PasteOrFile {...{ name, placeholder, describedBy, wrong, accept: input.accept }} disabled={fixed} words={env.t('Or choose the file:')} />
          ) : (
            <input {...common} type="password" value="" autocomplete="new-password" placeholder={placeholder} />
          )}
          {fixed || !set ? null : (
            <label class="row">
              <input type="checkbox" name={`${name}:clear`} /> {env.t('Remove what is stored')}
            </label>
          )}
        </>
      );
    case 'number':
      return <input {...common} class="short" type="number" value={shown.text} min={min} max={max} step={whole ? 1 : 'any'} />;
    case 'other':
      return (
        <pre id={name} aria-describedby={describedBy}>
          {shown.text}
        </pre>
      );
    case 'color':
      return <input {...common} type="color" value={shown.text} />;
    case 'text':
    case 'email':
    case 'url':
      return <input {...common} type={kind} value={shown.text} maxlength={input.maxLength} required={input.required} />;
    default:
      return null;
  }
}
