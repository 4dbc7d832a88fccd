import type { Child } from 'hono/jsx';
import type { Env } from '#core';
import { type ListState, statePairs } from '../list/list-state.ts';
import { type ViewKind, viewAddress } from './view-address.ts';

export type Options = { name: string; label: string; value: string; choices: readonly { value: string; label: string }[] };

/** Choices of a graph or a pivot table: selects that are sent by a button, or at once with scripts. */
export function ViewChoices({
  env,
  model,
  kind,
  state,
  options,
  children,
}: {
  env: Env;
  model: string;
  kind: ViewKind;
  state: ListState;
  options: readonly Options[];
  children?: Child;
}) {
  return (
    <>
      <form action={viewAddress(model, kind, state).split('?')[0]} class="view-choices">
        {statePairs({ ...state, page: 1, open: [], group: undefined, sort: undefined, size: undefined }).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        {options.map(({ name, label, value, choices }) =>
          choices.length < 2 ? (
            <input type="hidden" name={name} value={value} />
          ) : (
            <label>
              <span>{label}</span>
              <select name={name} data-submit>
                {choices.map((choice) => (
                  <option value={choice.value} selected={choice.value === value}>
                    {choice.label}
                  </option>
                ))}
              </select>
            </label>
          ),
        )}
        {options.some(({ choices }) => choices.length > 1) ? (
          <button type="submit" data-redundant>
            {env.t('Show')}
          </button>
        ) : null}
      </form>
      {children}
    </>
  );
}
