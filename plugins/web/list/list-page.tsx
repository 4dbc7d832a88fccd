import type { Child } from 'hono/jsx';
import type { Env } from '#core';
import { EmptyState, LinkButton } from '../components/display.tsx';
import { AdminPage } from '../components/page.tsx';
import type { ModelViews } from '../views-of.ts';
import { BulkBar, bulkActionsOf } from './bulk-bar.tsx';
import { Conditions } from './filter-panel.tsx';
import { GroupTable } from './group-table.tsx';
import type { ListData } from './list-data.ts';
import { listAddress, statePairs } from './list-state.ts';
import { ListTable } from './list-table.tsx';
import { ListTools } from './list-tools.tsx';
import { Pager } from './pager.tsx';

/** A declared list: search, filters, groups, favourites, columns, pages, and what can be done to many records at once. */
export async function ListPage({ env, views, data, extra }: { env: Env; views: ModelViews; data: ListData; extra?: Child }) {
  const { model, list, form } = views;
  const { state, total, groups, rows } = data;
  const title = env.t(list.title ?? model.labelPlural);
  const create = list.createLink ?? (form && !form.noCreate && !list.noCreate ? `/app/${model.name}/new` : undefined);
  const newButton =
    create !== undefined && env.can(model.name, 'create') ? (
      <LinkButton href={create} icon="plus" primary>
        {env.t('New')}
      </LinkButton>
    ) : undefined;
  const narrowed = state.q !== '' || state.where.length > 0 || state.archived || (state.filter !== undefined && state.filter !== 'all');
  const many = bulkActionsOf(env, views);
  const address = listAddress(model.name, state, { page: state.page });
  return (
    <AdminPage
      env={env}
      title={title}
      subtitle={list.help ? env.t(list.help) : undefined}
      actions={newButton}
      active={`/app/${model.name}`}
      styles={[{ plugin: 'web', file: 'list.css' }]}
      scripts={[{ plugin: 'web', file: 'list.js' }]}
    >
      {extra}
      <ListTools env={env} views={views} data={data} />
      <Conditions env={env} views={views} state={state} />
      {total === 0 ? (
        <section class="card">
          <EmptyState icon={narrowed ? 'search-x' : 'inbox'} action={narrowed ? <ClearFilters env={env} views={views} /> : newButton}>
            {narrowed ? env.t('Nothing matches. Try fewer filters or other words.') : env.t(list.empty ?? 'There is nothing here yet.')}
          </EmptyState>
        </section>
      ) : (
        <form method="post" action={`/app/${model.name}/bulk`} class="list-form" data-list>
          {statePairs({ ...state, open: [], page: 1 }).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <input type="hidden" name="back" value={address} />
          {many.length > 0 ? <BulkBar env={env} actions={many} total={total} shown={rows.length} /> : null}
          {groups ? (
            <GroupTable env={env} views={views} data={data} selectable={many.length > 0} />
          ) : (
            <ListTable env={env} views={views} data={data} rows={rows} selectable={many.length > 0} caption={title} />
          )}
        </form>
      )}
      {total > 0 ? <Pager env={env} views={views} data={data} /> : null}
    </AdminPage>
  );
}

function ClearFilters({ env, views }: { env: Env; views: ModelViews }) {
  return (
    <LinkButton href={`/app/${views.model.name}?filter=all`} icon="filter-x">
      {env.t('Clear the filters')}
    </LinkButton>
  );
}

/** An address that asks for what the list cannot be asked for. */
export function RefusedPage({ env, views, problem }: { env: Env; views: ModelViews; problem: string }) {
  return (
    <AdminPage env={env} title={env.t(views.list.title ?? views.model.labelPlural)} active={`/app/${views.model.name}`}>
      <section class="card">
        <EmptyState icon="search-x" action={<ClearFilters env={env} views={views} />}>
          {problem}
        </EmptyState>
      </section>
    </AdminPage>
  );
}
