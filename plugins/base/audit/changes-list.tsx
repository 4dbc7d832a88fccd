import { type Env, formatDateTime, formatRange } from '#core';
import { words } from '../../web/contract.ts';
import type { AuditEntry } from './read-audit.ts';

/** `hostZone` → `Host zone`. */
const plainName = (name: string): string => words(name.replace(/[A-Z]/g, (letter) => ` ${letter}`));

function shown(env: Env<'base'>, kind: string | undefined, value: unknown, names: ReadonlyMap<string, string>): string {
  const { language, hour12, timeZone } = env.preferences;
  if (value === null || value === undefined || value === '') return env.t('nothing');
  if (kind === 'ref') return names.get(String(value)) ?? String(value);
  if (kind === 'bool') return value === true ? env.t('Yes') : env.t('No');
  if (kind === 'choice') return env.t(words(String(value)));
  if (kind === 'instant') return formatDateTime(new Date(String(value)), timeZone, { language, hour12 });
  if (kind === 'range' && typeof value === 'object' && 'start' in value && 'end' in value)
    return formatRange(new Date(String(value.start)), new Date(String(value.end)), timeZone, { language, hour12 });
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export type ChangeWords = { label: string; told: boolean; from: string; to: string };

/** The changes of one entry in words, in the order of the model's fields where it is still there. */
export function changeWords(env: Env<'base'>, { model, changes }: AuditEntry, names: ReadonlyMap<string, string>): ChangeWords[] {
  const fields = env.catalog.models().includes(model) ? env.catalog.model(model).fields : {};
  return Object.entries(changes).map(([name, change]) => {
    const field = fields[name];
    const label = env.t(field?.options.label ?? plainName(name));
    if (change === null) return { label, told: false, from: '', to: '' };
    return { label, told: true, from: shown(env, field?.kind, change[0], names), to: shown(env, field?.kind, change[1], names) };
  });
}

export function ChangesList({ env, entry, names }: { env: Env<'base'>; entry: AuditEntry; names: ReadonlyMap<string, string> }) {
  const list = changeWords(env, entry, names);
  if (list.length === 0) return <span class="muted">–</span>;
  const lines = (
    <ul class="diff">
      {list.map(({ label, told, from, to }) => (
        <li>
          {told ? (
            <>
              {label}: {entry.operation === 'create' ? null : <del>{from}</del>} {entry.operation === 'update' ? <span aria-hidden="true">→</span> : null}{' '}
              {entry.operation === 'delete' ? null : <ins>{to}</ins>}
            </>
          ) : (
            env.t('{field} changed', { field: label })
          )}
        </li>
      ))}
    </ul>
  );
  if (list.length <= 3) return lines;
  return (
    <details>
      <summary>{env.t('{count} fields', { count: list.length })}</summary>
      {lines}
    </details>
  );
}
