import type { Child } from 'hono/jsx';
import { type Env, type Issue, instantOf } from '#core';
import { words } from './components/display.tsx';
import { Checkbox, type Choice, Field, Select, TextArea, TextField, ZoneSelect } from './components/form.tsx';
import { type FieldInfo, inputText, labelOf } from './field-value.tsx';
import { type PickAddresses, RefInput } from './form/ref-input.tsx';
import { plainListOf, readPlainList } from './plain-list.ts';

/** The input of one field. `typed`: what was sent before, when the form is shown again. */
export async function FieldInput({
  env,
  field,
  name,
  value,
  typed,
  error,
  help: otherHelp,
  required: asked,
  addresses,
  choices,
}: {
  env: Env;
  field: FieldInfo;
  name: string;
  value: unknown;
  typed: string | undefined;
  error: string | undefined;
  /** Instead of the field's own. */
  help?: string | undefined;
  required?: boolean;
  /** Where a reference is searched; a plain list of choices without. */
  addresses?: PickAddresses;
  /** Of a text: what may be chosen. */
  choices?: readonly Choice[] | undefined;
}): Promise<Child> {
  const label = labelOf(env, field, name);
  const told = otherHelp ?? field.options.help;
  const help = told ? env.t(told) : undefined;
  const required = asked ?? (field.options.required === true && field.kind !== 'bool');
  const text = typed ?? inputText(env, field, value ?? ('default' in field.options ? field.options.default : undefined));
  const common = { label, name, help, error, required };
  if (choices) {
    const known = text === '' || choices.some((choice) => choice.value === text);
    return (
      <Select
        {...common}
        value={text}
        choices={known ? choices : [...choices, { value: text, label: text }]}
        {...(required && text !== '' ? {} : { empty: '–' })}
      />
    );
  }
  switch (field.kind) {
    case 'bool':
      return <Checkbox label={label} name={name} checked={text === 'true'} help={help} error={error} />;
    case 'choice':
      return (
        <Select
          {...common}
          value={text}
          choices={(field.options.choices ?? []).map((choice) => ({ value: choice, label: env.t(words(choice)) }))}
          {...(required ? {} : { empty: '–' })}
        />
      );
    case 'ref':
      return <RefInput {...common} env={env} target={field.options.target ?? ''} addresses={addresses} value={text} />;
    case 'zone':
      return (
        <Field label={label} name={name} help={help} error={error} required={required}>
          <ZoneSelect name={name} value={text || env.preferences.timeZone} now={env.now()} />
        </Field>
      );
    case 'longText':
      return <TextArea {...common} value={text} />;
    case 'json':
      // An empty list is a list too.
      if (plainListOf(field)) return <TextField {...common} required={false} value={text} />;
      return <TextArea {...common} value={text} rows={6} />;
    case 'instant':
      return (
        <TextField
          {...common}
          type="datetime-local"
          value={text}
          help={[help, env.t('In your zone, {zone}.', { zone: env.preferences.timeZone.replaceAll('_', ' ') })].filter(Boolean).join(' ')}
        />
      );
    case 'date':
      return <TextField {...common} type="date" value={text} />;
    case 'int':
    case 'number':
      return (
        <TextField
          {...common}
          type="number"
          value={text}
          {...(field.options.min === undefined ? {} : { min: field.options.min })}
          {...(field.options.max === undefined ? {} : { max: field.options.max })}
        />
      );
    case 'secret':
      return (
        <TextField
          {...common}
          required={false}
          type="password"
          value=""
          help={[help, env.t('Write-only: leave it empty to keep what is stored.')].filter(Boolean).join(' ')}
          autocomplete="off"
        />
      );
    case 'email':
      return <TextField {...common} type="email" value={text} />;
    default:
      return <TextField {...common} value={text} />;
  }
}

/** What a form sent, as values of the fields; words for what cannot be read. */
export function readForm(
  env: Env,
  fields: readonly (readonly [string, FieldInfo])[],
  raw: Readonly<Record<string, unknown>>,
): { values: Record<string, unknown>; issues: Issue[] } {
  const values: Record<string, unknown> = {};
  const issues: Issue[] = [];
  for (const [name, field] of fields) {
    const sent = raw[name];
    const text = (Array.isArray(sent) ? sent.at(-1) : sent) as unknown;
    if (typeof text !== 'string') continue;
    if (field.kind === 'bool') values[name] = text === 'true';
    else if (plainListOf(field)) {
      const list = readPlainList(text, plainListOf(field) ?? 'text');
      if (list) values[name] = list;
      else issues.push({ path: name, message: env.t('Use numbers with commas between them.') });
    } else if (field.kind === 'secret') {
      if (text !== '') values[name] = text;
    } else if (text.trim() === '') {
      if (field.options.required) issues.push({ path: name, message: env.t('This is needed.') });
      else values[name] = null;
    } else if (field.kind === 'int' || field.kind === 'number') {
      if (Number.isFinite(Number(text))) values[name] = Number(text);
      else issues.push({ path: name, message: env.t('Use a number.') });
    } else if (field.kind === 'instant') {
      const instant = instantOf(text, env.preferences.timeZone);
      if (instant) values[name] = instant;
      else issues.push({ path: name, message: env.t('Use a date and a time.') });
    } else if (field.kind === 'json') {
      try {
        values[name] = JSON.parse(text);
      } catch {
        issues.push({ path: name, message: env.t('This is no JSON.') });
      }
    } else values[name] = text;
  }
  return { values, issues };
}
