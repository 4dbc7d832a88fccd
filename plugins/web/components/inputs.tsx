import type { Env } from '#core';
import { wallClock } from '../moments.ts';
import { controlAttributes, type Labelled, labelled } from './field.tsx';
import { Icon } from './icon.tsx';

type Common = Labelled & { wide?: boolean; disabled?: boolean; autofocus?: boolean };

export type TextInputProps = Common & {
  type?: 'text' | 'email' | 'password' | 'search' | 'tel' | 'url' | 'number' | 'date' | 'time' | 'color' | 'file' | 'hidden';
  value?: string | number | null;
  placeholder?: string;
  autocomplete?: string;
  inputmode?: 'text' | 'numeric' | 'decimal' | 'email' | 'tel' | 'url' | 'search';
  min?: number | string;
  max?: number | string;
  step?: number | string;
  maxlength?: number;
  minlength?: number;
  pattern?: string;
  accept?: string;
  readonly?: boolean;
  /** `short`: as wide as a number or a time. */
  width?: 'short' | 'full';
  list?: string;
};

export function TextInput(props: TextInputProps) {
  const { type = 'text', value, width, placeholder, autocomplete, inputmode, min, max, step, maxlength, minlength, pattern, accept, readonly, list, disabled, autofocus } = props;
  return labelled(
    props,
    <input
      {...controlAttributes(props)}
      class={`input${width === 'short' ? ' input-short' : ''}`}
      type={type}
      value={value ?? undefined}
      placeholder={placeholder}
      autocomplete={autocomplete}
      inputmode={inputmode}
      min={min}
      max={max}
      step={step}
      maxlength={maxlength}
      minlength={minlength}
      pattern={pattern}
      accept={accept}
      readonly={readonly}
      list={list}
      disabled={disabled}
      autofocus={autofocus}
    />,
  );
}

export type TextAreaProps = Common & { value?: string | null; rows?: number; maxlength?: number; placeholder?: string; mono?: boolean };

export function TextArea(props: TextAreaProps) {
  const { value, rows = 4, maxlength, placeholder, mono, disabled } = props;
  return labelled(
    props,
    <textarea {...controlAttributes(props)} class={`input${mono ? ' mono' : ''}`} rows={rows} maxlength={maxlength} placeholder={placeholder} disabled={disabled}>
      {value ?? ''}
    </textarea>,
  );
}

export type Option = { value: string; label: string; disabled?: boolean };

export type SelectProps = Common & {
  options: readonly (Option | { group: string; options: readonly Option[] })[];
  value?: string | null;
  /** The first, empty choice; without it something is always chosen. */
  empty?: string;
};

const choice = (option: Option, value: string | null | undefined) => (
  <option value={option.value} selected={option.value === value} disabled={option.disabled}>
    {option.label}
  </option>
);

export function Select(props: SelectProps) {
  const { options, value, empty, disabled } = props;
  return labelled(
    props,
    <span class="select">
      <select {...controlAttributes(props)} class="input" disabled={disabled}>
        {empty !== undefined && <option value="">{empty}</option>}
        {options.map((entry) => ('group' in entry ? <optgroup label={entry.group}>{entry.options.map((option) => choice(option, value))}</optgroup> : choice(entry, value)))}
      </select>
      <Icon name="chevron-down" />
    </span>,
  );
}

export type CheckboxProps = Omit<Common, 'wide'> & { label: string; checked?: boolean; value?: string; wide?: boolean };

/** A box with its words beside it. Unticked it sends nothing. */
export function Checkbox({ wide, ...props }: CheckboxProps) {
  const { label, help, error, checked, value = 'true', disabled } = props;
  const { required, ...attributes } = controlAttributes(props);
  return (
    <div class={`field check${error ? ' field-bad' : ''}${wide ? ' field-wide' : ''}`}>
      <input {...attributes} required={required} type="checkbox" value={value} checked={checked} disabled={disabled} />
      <label for={attributes.id}>{label}</label>
      {error && (
        <p class="field-error" id={`${attributes.id}-error`}>
          <Icon name="circle-alert" size={14} /> {error}
        </p>
      )}
      {help && (
        <p class="field-help" id={`${attributes.id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}

export type DateTimeInputProps = Common & {
  env: Env;
  /** An instant, or what was typed (`YYYY-MM-DDTHH:MM`) when the form is shown again. */
  value?: Date | string | null;
  /** IANA; the viewer's own unless given. */
  timeZone?: string;
  min?: string;
  max?: string;
};

/** Date and wall clock in one zone, which is named beneath. It sends `YYYY-MM-DDTHH:MM`. */
export function DateTimeInput(props: DateTimeInputProps) {
  const { env, value, timeZone = env.preferences.timeZone, min, max, disabled } = props;
  const withZone = { ...props, help: props.help ?? env.t('In the time zone {zone}.', { zone: timeZone.replaceAll('_', ' ') }) };
  const typed = value instanceof Date ? wallClock(value, timeZone) : (value ?? undefined);
  return labelled(withZone, <input {...controlAttributes(withZone)} class="input input-time" type="datetime-local" value={typed} min={min} max={max} disabled={disabled} />);
}
