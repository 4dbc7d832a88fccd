import type { Env } from '#core';
import { words } from '../components/display.tsx';
import { Icon } from '../components/icon.tsx';
import { labelOf } from '../field-value.tsx';
import type { ModelViews } from '../views-of.ts';
import { groupLabel } from './group-rows.ts';
import { type ListCondition, type ListState, listAddress, statePairs } from './list-state.ts';
import { operatorsFor, periods } from './operators.ts';

/** The conditions that hold, each with a way to take it away. */
export function Conditions({ env, views: { model }, state }: { env: Env; views: ModelViews; state: ListState }) {
  if (state.where.length === 0 && !state.group) return null;
  return (
    <ul class="conditions" aria-label={env.t('What the list is narrowed to')}>
      {state.where.map((condition) => {
        const text = conditionWords(env, model, condition);
        return (
          <li>
            <a
              class="chip"
              href={listAddress(model.name, state, { where: state.where.filter((one) => one !== condition) })}
              aria-label={env.t('Take away: {what}', { what: text })}
            >
              {text} <Icon name="x" />
            </a>
          </li>
        );
      })}
      {state.group ? (
        <li>
          <a
            class="chip"
            href={listAddress(model.name, state, { group: undefined, open: [] })}
            aria-label={env.t('Take away: {what}', { what: groupLabel(env, model, state.group) })}
          >
            <Icon name="rows-3" /> {groupLabel(env, model, state.group)} <Icon name="x" />
          </a>
        </li>
      ) : null}
    </ul>
  );
}

/** `Capacity is at least 8`. */
function conditionWords(env: Env, model: ModelViews['model'], { field: name, operator, value }: ListCondition): string {
  const field = model.fields[name];
  if (!field) return name;
  const known = operatorsFor(field).find((one) => one.name === operator);
  const period = known?.input === 'period' ? periods.find((one) => one.name === value)?.label : undefined;
  const shown = period
    ? env.t(period)
    : known?.input === 'choice'
      ? env.t(words(value))
      : known?.input === 'bool'
        ? env.t(value === 'true' ? 'Yes' : 'No')
        : value.replace('T', ' ');
  return [labelOf(env, field, name), env.t(known?.label ?? operator), known?.input === 'text' ? `“${shown}”` : shown].filter(Boolean).join(' ');
}

/** Any readable field, how it is compared, and with what. Works as three plain inputs; the script offers only what fits the chosen field. */
export function FilterBuilder({ env, views: { model }, state }: { env: Env; views: ModelViews; state: ListState }) {
  const fields = Object.entries(model.fields).flatMap(([name, field]) => {
    const operators = operatorsFor(field);
    return operators.length === 0 || name === 'id' ? [] : [{ name, field, operators, label: labelOf(env, field, name) }];
  });
  const all = new Map(fields.flatMap(({ operators }) => operators.map((operator) => [`${operator.name} ${operator.label}`, operator] as const)));
  return (
    <form class="builder" action={`/app/${model.name}`} data-builder>
      {statePairs({ ...state, page: 1, open: [] }).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <label>
        <span>{env.t('Field')}</span>
        <select name="field">
          {fields.map(({ name, field, label, operators }) => (
            <option
              value={name}
              data-operators={operators.map((one) => `${one.name}:${one.input}:${one.label}`).join('|')}
              data-choices={field.kind === 'choice' ? (field.options.choices ?? []).map((one) => `${one}:${env.t(words(one))}`).join('|') : undefined}
            >
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{env.t('How')}</span>
        <select name="operator">
          {[...all.values()].map((operator) => (
            <option value={operator.name} data-label={operator.label}>
              {env.t(operator.label)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{env.t('Value')}</span>
        <input name="value" type="text" maxlength={200} autocomplete="off" />
      </label>
      <template data-periods>
        {periods.map(({ name, label }) => (
          <option value={name}>{env.t(label)}</option>
        ))}
      </template>
      <template data-bools>
        <option value="true">{env.t('Yes')}</option>
        <option value="false">{env.t('No')}</option>
      </template>
      <button type="submit" class="primary">
        {env.t('Add')}
      </button>
    </form>
  );
}
