import type { Child } from 'hono/jsx';
import type { Issue } from '#core';
import { Icon } from './icon.tsx';

/** The id that a control of this name has; labels, errors and the summary point at it. */
export const fieldId = (name: string): string => `f-${name.replaceAll(/[^\w-]/g, '-')}`;

/** The first thing that is wrong with this field. */
export const errorOf = (issues: readonly Issue[] | undefined, name: string): string | undefined => issues?.find((issue) => issue.path === name)?.message;

export type Labelled = {
  name: string;
  /** Without it only the control is drawn: give it `ariaLabel`, or put it into a `Field`. */
  label?: string;
  help?: Child;
  error?: string | undefined;
  required?: boolean;
  id?: string;
  ariaLabel?: string;
};

export type FieldProps = Omit<Labelled, 'ariaLabel' | 'label'> & { label: string; /** Spans both columns of a section. */ wide?: boolean; children?: Child };

/** A label, a control, its help and what is wrong with it. Required is the rule; what may be left out is what forms should mark in `help`. */
export function Field({ name, label, help, error, required, id = fieldId(name), wide, children }: FieldProps) {
  return (
    <div class={`field${error ? ' field-bad' : ''}${wide ? ' field-wide' : ''}`}>
      <label class="field-label" for={id}>
        {label}
        {required && (
          <span class="field-must" aria-hidden="true">
            {' '}
            *
          </span>
        )}
      </label>
      {children}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          <Icon name="circle-alert" size={14} /> {error}
        </p>
      )}
      {help && (
        <p class="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}

/** Attributes that tie a control to its label, help and error. */
export function controlAttributes({ name, id = fieldId(name), help, error, required, label, ariaLabel }: Labelled) {
  const described = [error && `${id}-error`, help && label && `${id}-help`].filter(Boolean).join(' ');
  return {
    id,
    name,
    required,
    'aria-label': label ? undefined : ariaLabel,
    'aria-invalid': error ? ('true' as const) : undefined,
    'aria-describedby': described || undefined,
  };
}

/** Puts the control into a `Field` where there is a label. */
export function labelled(props: Labelled & { wide?: boolean }, control: Child) {
  const { name, label, help, error, required, id, wide } = props;
  if (!label) return <>{control}</>;
  return (
    <Field name={name} label={label} {...(help === undefined ? {} : { help })} error={error} {...(required === undefined ? {} : { required })} {...(id === undefined ? {} : { id })} {...(wide === undefined ? {} : { wide })}>
      {control}
    </Field>
  );
}
