import { html as markup, raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { isZone, listZones, offsetLabel } from '#core';
import { Notice } from './notice.tsx';

type FormProps = {
  action: string;
  /** For buttons that stand outside of it. */
  id?: string;
  /** One sentence on top, with the focus, when the form was refused. */
  problem?: string | undefined;
  upload?: boolean;
  /** Makes a second press harmless: the same key is the same request. */
  idempotencyKey?: string;
  /** Warns before leaving with changes. */
  guarded?: boolean;
  children?: Child;
};

/** A form that posts; the refusal stands on top, each fault beside its field. */
export function Form({ action, id, problem, upload, idempotencyKey, guarded, children }: FormProps) {
  return (
    <form
      id={id}
      method="post"
      action={action}
      class="form"
      enctype={upload ? 'multipart/form-data' : undefined}
      data-guarded={guarded ? '' : undefined}
      novalidate={problem ? true : undefined}
    >
      {problem ? (
        <div tabindex={-1} data-focus>
          <Notice kind="danger">{problem}</Notice>
        </div>
      ) : null}
      {idempotencyKey ? <input type="hidden" name="idempotency_key" value={idempotencyKey} /> : null}
      {children}
    </form>
  );
}

type FieldProps = { label: string; name: string; help?: string | undefined; error?: string | undefined; required?: boolean | undefined; children?: Child };

/** Label, help and fault around any input; the input's id is its name. */
export function Field({ label, name, help, error, required, children }: FieldProps) {
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={name}>
        {label}
        {required ? (
          <span class="need" aria-hidden="true">
            {' '}
            *
          </span>
        ) : null}
      </label>
      {help ? (
        <p class="help" id={`${name}-help`}>
          {help}
        </p>
      ) : null}
      {children}
      {error ? (
        <p class="fault" id={`${name}-fault`}>
          {error}
        </p>
      ) : null}
    </div>
  );
}

const describedBy = (name: string, help: unknown, error: unknown): string | undefined =>
  [help ? `${name}-help` : '', error ? `${name}-fault` : ''].filter(Boolean).join(' ') || undefined;

type TextProps = Omit<FieldProps, 'children'> & {
  type?: 'text' | 'email' | 'password' | 'tel' | 'number' | 'date' | 'time' | 'datetime-local' | 'url' | 'search';
  value?: string | undefined;
  autocomplete?: string;
  autofocus?: boolean;
  readonly?: boolean;
  maxlength?: number;
  min?: string | number;
  max?: string | number;
};

export function TextField({ label, name, help, error, required, type = 'text', value, ...rest }: TextProps) {
  return (
    <Field label={label} name={name} help={help} error={error} required={required}>
      <input
        id={name}
        name={name}
        type={type}
        value={value}
        required={required}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={describedBy(name, help, error)}
        {...rest}
      />
    </Field>
  );
}

export function TextArea({
  label,
  name,
  help,
  error,
  required,
  value,
  rows = 4,
}: Omit<FieldProps, 'children'> & { value?: string | undefined; rows?: number }) {
  return (
    <Field label={label} name={name} help={help} error={error} required={required}>
      <textarea
        id={name}
        name={name}
        rows={rows}
        required={required}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={describedBy(name, help, error)}
      >
        {value ?? ''}
      </textarea>
    </Field>
  );
}

export type Choice = { value: string; label: string };

export function Select({
  label,
  name,
  help,
  error,
  required,
  value,
  choices,
  empty,
}: Omit<FieldProps, 'children'> & {
  value?: string | null | undefined;
  choices: readonly Choice[];
  /** Words for "none". */
  empty?: string;
}) {
  return (
    <Field label={label} name={name} help={help} error={error} required={required}>
      <select id={name} name={name} aria-invalid={error ? 'true' : undefined} aria-describedby={describedBy(name, help, error)}>
        {empty === undefined ? null : <option value="">{empty}</option>}
        {choices.map((choice) => (
          <option value={choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

const QUARTER_MS = 15 * 60_000;
/** `html` holds the options of all zones; where a zone stands in it, its option can be marked as chosen. */
type ZoneList = { quarter: number; html: string; marks: ReadonlyMap<string, number> };
let listed: ZoneList | undefined;

/** Offsets change on a quarter of an hour, and four hundred options are the bulk of a page: they are made once and cut where the chosen one is. */
function zoneList(now: Date): ZoneList {
  const quarter = Math.floor(now.getTime() / QUARTER_MS);
  if (listed?.quarter === quarter) return listed;
  const marks = new Map<string, number>();
  let html = '';
  for (const zone of listZones()) {
    html += `<option value="${zone}"`;
    marks.set(zone, html.length);
    html += `>${zone.replaceAll('_', ' ')} (${offsetLabel(now, zone)})</option>`;
  }
  listed = { quarter, html, marks };
  return listed;
}

/** Zones with their offset now; a plain list without scripts, searchable with. */
export function ZoneSelect({ name, value, now, form }: { name: string; value: string; now: Date; form?: string }) {
  // A form that is shown again may hold anything; what is no zone has no offset to show.
  const { html, marks } = zoneList(now);
  const mark = marks.get(value);
  return (
    <select id={name} name={name} form={form} data-zones>
      {mark !== undefined || !isZone(value) ? null : (
        <option value={value} selected>
          {`${value.replaceAll('_', ' ')} (${offsetLabel(now, value)})`}
        </option>
      )}
      {raw(mark === undefined ? html : `${html.slice(0, mark)} selected=""${html.slice(mark)}`)}
    </select>
  );
}

/** Boxes for a long list of records, put together as text: as elements, five hundred people cost a page more than all else on it. */
export function CheckOptions({ name, list, chosen }: { name: string; list: readonly { id: string; name: string }[]; chosen: ReadonlySet<string> }) {
  const checked = raw(' checked=""');
  return raw(
    list
      .map((one) => markup`<label><input type="checkbox" name="${name}" value="${one.id}"${chosen.has(one.id) ? checked : ''}/> ${one.name}</label>`)
      .join(''),
  );
}

export function Checkbox({
  label,
  name,
  checked,
  help,
  error,
}: {
  label: string;
  name: string;
  checked: boolean;
  help?: string | undefined;
  error?: string | undefined;
}) {
  return (
    <div class={error ? 'field check wrong' : 'field check'}>
      <input type="hidden" name={name} value="false" />
      <label>
        <input type="checkbox" id={name} name={name} value="true" checked={checked} aria-describedby={describedBy(name, help, error)} /> {label}
      </label>
      {help ? (
        <p class="help" id={`${name}-help`}>
          {help}
        </p>
      ) : null}
      {error ? (
        <p class="fault" id={`${name}-fault`}>
          {error}
        </p>
      ) : null}
    </div>
  );
}
