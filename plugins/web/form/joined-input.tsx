import type { Env } from '#core';
import { Icon } from '../components/icon.tsx';
import { labelOf } from '../field-value.tsx';
import { choicesOf } from './choices.ts';
import { chosenOf, type Joined, joinedOf } from './joined.ts';
import type { Spot } from './layout.ts';
import type { PickAddresses } from './ref-input.tsx';

/** The records on the other side, to read. */
export function JoinedValue({ env, target, records }: { env: Env; target: string; records: readonly Joined[] }) {
  const opens = env.catalog.views(target).some(({ kind }) => kind === 'form');
  if (records.length === 0) return <span class="muted">–</span>;
  return (
    <ul class="joined">
      {records.map(({ id, title }) => (
        <li class="chip">{opens ? <a href={`/app/${target}/${id}`}>{title}</a> : title}</li>
      ))}
    </ul>
  );
}

/** Several records to choose: those that are chosen first, then the first others; a search finds the rest. Four statements at most. */
export async function JoinedInput({
  env,
  spot,
  joins,
  record,
  typed,
  addresses,
}: {
  env: Env;
  spot: Spot;
  joins: NonNullable<Spot['joins']>;
  record: string | undefined;
  typed: unknown;
  addresses: PickAddresses | undefined;
}) {
  const chosen = typed === undefined ? (record === undefined ? [] : await joinedOf(env, joins, record)) : await named(env, joins.target, chosenOf(typed));
  const { choices, more } = await choicesOf(env, joins.target);
  const marked = new Set(chosen.map(({ id }) => id));
  const all = [...chosen.map(({ id, title }) => ({ value: id, label: title })), ...choices.filter(({ value }) => !marked.has(value))];
  const label = labelOf(env, spot.field, spot.name);
  return (
    <fieldset class="field">
      <legend class="small">{label}</legend>
      {spot.help ? <p class="help">{env.t(spot.help)}</p> : null}
      <input type="hidden" name={spot.name} value="" />
      <div class="choices">
        {all.map((choice) => (
          <label>
            <input type="checkbox" name={spot.name} value={choice.value} checked={marked.has(choice.value)} /> {choice.label}
          </label>
        ))}
        {all.length === 0 ? <p class="muted">{env.t('There is nothing to choose yet.')}</p> : null}
      </div>
      {more && addresses ? (
        <button type="submit" formaction={`${addresses.step}/${spot.name}`} formnovalidate>
          <Icon name="search" /> {env.t('Search for more')}
        </button>
      ) : null}
    </fieldset>
  );
}

async function named(env: Env, target: string, ids: readonly string[]): Promise<Joined[]> {
  if (ids.length === 0) return [];
  const { title } = env.catalog.model(target);
  const rows = (await env.model(target as never).pick({ id: { in: ids } } as never, [title] as never)) as unknown as Record<string, unknown>[];
  return rows.map((row) => ({ id: String(row.id), title: String(row[title] ?? row.id) }));
}
