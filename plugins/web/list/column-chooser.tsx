import type { Env } from '#core';
import type { ModelViews } from '../views-of.ts';
import type { ListData } from './list-data.ts';
import { possibleColumns } from './list-setting.ts';
import { listAddress } from './list-state.ts';

/** Which fields stand in the list; kept for this person. Those that are shown come first, in their order. */
export function ColumnChooser({ env, views: { model }, data: { state, columns } }: { env: Env; views: ModelViews; data: ListData }) {
  const shown = new Set(columns.map(({ name }) => name));
  const others = possibleColumns(env, model).filter(({ name }) => !shown.has(name));
  return (
    <form method="post" action={`/app/${model.name}/columns`} data-columns>
      <input type="hidden" name="back" value={listAddress(model.name, state, { page: state.page })} />
      <div class="choices">
        {[...columns, ...others].map(({ name, label }) => (
          <label>
            <input type="checkbox" name="column" value={name} checked={shown.has(name)} autocomplete="off" /> <span>{label}</span>
          </label>
        ))}
      </div>
      <div class="row">
        <button type="submit" class="primary">
          {env.t('Apply')}
        </button>
        <button type="submit" name="reset" value="1">
          {env.t('Reset')}
        </button>
      </div>
    </form>
  );
}
