import type { Child } from 'hono/jsx';
import type { Env } from '#core';
import { Icon } from '../components/icon.tsx';
import { labelOf } from '../field-value.tsx';
import { ViewSwitcher } from '../views/view-switcher.tsx';
import type { ModelViews } from '../views-of.ts';
import { ColumnChooser } from './column-chooser.tsx';
import { FavouriteMenu } from './favourite-menu.tsx';
import { FilterBuilder } from './filter-panel.tsx';
import { everyLabels } from './group-rows.ts';
import { importable } from './import/importable.ts';
import type { ListData } from './list-data.ts';
import { chosenFilter, searchFields } from './list-domain.ts';
import { type Every, groupable, groupText, type ListState, listAddress, statePairs } from './list-state.ts';
import { filtersOf } from './open-filters.ts';

type ToolProps = { env: Env; views: ModelViews; data: ListData };

/** What stands above a list: the search box, declared filters as chips, and menus for everything else. */
export function ListTools({ env, views, data }: ToolProps) {
  const { model } = views;
  const { state } = data;
  return (
    <div class="toolbar list-tools">
      {searchFields(views).length > 0 ? <Search env={env} views={views} state={state} /> : null}
      <Chips env={env} views={views} state={state} />
      <span class="menus">
        <ToolMenu icon="filter" label={env.t('Filter')}>
          <FilterBuilder env={env} views={views} state={state} />
        </ToolMenu>
        <ToolMenu icon="rows-3" label={env.t('Group by')}>
          <GroupMenu env={env} views={views} state={state} />
        </ToolMenu>
        <ToolMenu icon="star" label={env.t('Favourites')}>
          <FavouriteMenu env={env} model={model.name} data={data} />
        </ToolMenu>
        <ToolMenu icon="columns-3" label={env.t('Columns')}>
          <ColumnChooser env={env} views={views} data={data} />
        </ToolMenu>
        <ToolMenu icon="arrow-down-up" label={env.t('Export')}>
          <TransferMenu env={env} views={views} data={data} />
        </ToolMenu>
      </span>
      <ViewSwitcher env={env} model={model} state={state} current="list" />
    </div>
  );
}

/** A button that opens a box; plain HTML, so it needs no script. */
function ToolMenu({ icon, label, children }: { icon: string; label: string; children?: Child }) {
  return (
    <details class="tool-menu">
      <summary class="button" aria-label={label}>
        <Icon name={icon} /> <span>{label}</span>
      </summary>
      <div class="tool-box">{children}</div>
    </details>
  );
}

function Search({ env, views, state }: { env: Env; views: ModelViews; state: ListState }) {
  return (
    <search>
      <form action={`/app/${views.model.name}`}>
        <input type="search" name="q" value={state.q} placeholder={env.t('Search')} aria-label={env.t('Search')} maxlength={200} />
        {statePairs({ ...state, q: '', page: 1, open: [] }).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
      </form>
    </search>
  );
}

function Chips({ env, views, state }: { env: Env; views: ModelViews; state: ListState }) {
  const { model } = views;
  const filters = filtersOf(env, views.list);
  const chosen = chosenFilter(env, views, state);
  if (filters.length === 0 && model.archive === undefined) return null;
  const chip = (label: string, current: boolean, changed: Partial<ListState>) => (
    <a class="chip" href={listAddress(model.name, state, changed)} aria-current={current ? 'true' : undefined}>
      {label}
    </a>
  );
  return (
    <nav class="chips" aria-label={env.t('Filters')}>
      {chip(env.t('All'), !chosen && !state.archived, { filter: 'all', archived: false })}
      {filters.map((filter) => chip(env.t(filter.label), chosen?.name === filter.name, { filter: filter.name }))}
      {model.archive === undefined ? null : chip(env.t('Archived'), state.archived, { archived: !state.archived })}
    </nav>
  );
}

const everies: readonly Every[] = ['day', 'week', 'month', 'quarter', 'year'];

function GroupMenu({ env, views: { model }, state }: { env: Env; views: ModelViews; state: ListState }) {
  const now = state.group ? groupText(state.group) : undefined;
  const link = (label: string, group: ListState['group']) => (
    <a href={listAddress(model.name, state, { group, open: [] })} aria-current={group && groupText(group) === now ? 'true' : undefined}>
      {label}
    </a>
  );
  const fields = Object.entries(model.fields).filter(([, field]) => groupable(field));
  return (
    <ul class="plain">
      {state.group ? <li>{link(env.t('No groups'), undefined)}</li> : null}
      {fields.map(([name, field]) =>
        field.kind === 'date' || field.kind === 'instant' ? (
          <li class="stretches">
            <span>{labelOf(env, field, name)}</span>
            {everies.map((every) => link(env.t(everyLabels[every]), { field: name, every }))}
          </li>
        ) : (
          <li>{link(labelOf(env, field, name), { field: name, every: undefined })}</li>
        ),
      )}
    </ul>
  );
}

function TransferMenu({ env, views, data: { state } }: ToolProps) {
  const { name } = views.model;
  const href = (format: string, what: string): string =>
    `/app/${name}/export?${new URLSearchParams([...statePairs({ ...state, page: 1, open: [] }), ['format', format], ['what', what]])}`;
  return (
    <ul class="plain">
      <li>
        <a href={href('xlsx', 'shown')}>{env.t('These columns as XLSX')}</a>
      </li>
      <li>
        <a href={href('csv', 'shown')}>{env.t('These columns as CSV')}</a>
      </li>
      <li>
        <a href={href('xlsx', 'all')}>{env.t('All columns as XLSX')}</a>
      </li>
      <li>
        <a href={href('csv', 'all')}>{env.t('All columns as CSV')}</a>
      </li>
      {importable(env, views) ? (
        <li>
          <a href={`/app/${name}/import`}>{env.t('Import a table …')}</a>
        </li>
      ) : null}
    </ul>
  );
}
