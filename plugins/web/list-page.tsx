import type { AnyDomain, Env } from '#core';
import { EmptyState, LinkButton } from './components/display.tsx';
import { Icon } from './components/icon.tsx';
import { AdminPage } from './components/page.tsx';
import { FieldValue, labelOf, type RecordRow, titlesFor } from './field-value.tsx';
import type { ModelViews } from './views-of.ts';

const PAGE = 50;

export type ListQuery = { q?: string | undefined; filter?: string | undefined; sort?: string | undefined; page: number };

/** The address of the same list with something changed. */
function address(views: ModelViews, query: ListQuery, changed: Partial<Record<keyof ListQuery, string | number | undefined>>): string {
  const next: Record<string, string | number | undefined> = { ...query, ...changed };
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(next)) if (value !== undefined && value !== '' && !(key === 'page' && value === 1)) params.set(key, String(value));
  const text = params.toString();
  return `/app/${views.model.name}${text ? `?${text}` : ''}`;
}

/** A declared list: search, filters as chips, sort by head, pages, the empty state with the one next action. */
export async function ListPage({ env, views, query }: { env: Env; views: ModelViews; query: ListQuery }) {
  const { model, list, form } = views;
  const filters = list.filters ?? [];
  const chosen = query.filter === undefined ? filters.find((filter) => filter.default) : filters.find(({ name }) => name === query.filter);
  const search = query.q?.trim() && list.search?.length ? [{ $or: list.search.map((name) => ({ [name]: { like: query.q?.trim() ?? '' } })) }] : [];
  const domain: AnyDomain = { $and: [chosen?.domain ?? true, ...search] };
  const repository = env.model(model.name as never);
  const order = query.sort ? [query.sort] : (list.order ?? model.order);
  const total = await repository.count(domain as never);
  const rows = (await repository.find(domain as never, { order: order as never, limit: PAGE, offset: (query.page - 1) * PAGE })) as unknown as RecordRow[];
  const columns = list.columns.flatMap((name) => {
    const field = model.fields[name];
    return field && field.kind !== 'many' ? [{ name, field, label: labelOf(env, field, name) }] : [];
  });
  const titles = await titlesFor(env, model, rows, list.columns);
  const title = env.t(list.title ?? model.labelPlural);
  const create = list.createLink ?? (form && !form.noCreate && !list.noCreate ? `/app/${model.name}/new` : undefined);
  const canCreate = create !== undefined && env.can(model.name, 'create');
  const first = (query.page - 1) * PAGE + 1;
  const newButton = canCreate ? (
    <LinkButton href={create} icon="plus" primary>
      {env.t('New')}
    </LinkButton>
  ) : undefined;
  return (
    <AdminPage env={env} title={title} subtitle={list.help ? env.t(list.help) : undefined} actions={newButton}>
      {list.search || filters.length > 0 ? (
        <div class="toolbar">
          {list.search ? (
            <search>
              <form action={`/app/${model.name}`}>
                <input type="search" name="q" value={query.q} placeholder={env.t('Search')} aria-label={env.t('Search')} />
                {query.filter === undefined ? null : <input type="hidden" name="filter" value={query.filter} />}
              </form>
            </search>
          ) : null}
          {filters.length > 0 ? (
            <nav class="chips" aria-label={env.t('Filters')}>
              <a class="chip" href={address(views, query, { filter: 'all', page: 1 })} aria-current={chosen ? undefined : 'true'}>
                {env.t('All')}
              </a>
              {filters.map((filter) => (
                <a class="chip" href={address(views, query, { filter: filter.name, page: 1 })} aria-current={chosen?.name === filter.name ? 'true' : undefined}>
                  {env.t(filter.label)}
                </a>
              ))}
            </nav>
          ) : null}
        </div>
      ) : null}
      {rows.length === 0 ? (
        <section class="card">
          <EmptyState icon={query.q || query.filter !== undefined ? 'search-x' : 'inbox'} action={newButton}>
            {query.q || query.filter !== undefined
              ? env.t('Nothing matches. Try fewer filters or other words.')
              : env.t(list.empty ?? 'There is nothing here yet.')}
          </EmptyState>
        </section>
      ) : (
        <>
          <div class="table-frame" tabindex={0}>
            <table class="list">
              <caption class="visually-hidden">{title}</caption>
              <thead>
                <tr>
                  {columns.map(({ name, label }) => (
                    <th scope="col" aria-sort={order[0] === name ? 'ascending' : order[0] === `-${name}` ? 'descending' : undefined}>
                      <a href={address(views, query, { sort: order[0] === name ? `-${name}` : name, page: 1 })}>
                        {label}
                        {order[0] === name ? <Icon name="arrow-up" /> : order[0] === `-${name}` ? <Icon name="arrow-down" /> : null}
                      </a>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr>
                    {columns.map(({ name, field, label }, index) => (
                      <td class={index === 0 ? 'main' : undefined} data-label={label}>
                        {index === 0 && form ? (
                          <a href={`/app/${model.name}/${row.id}`}>{String(row[name] ?? '–')}</a>
                        ) : (
                          <FieldValue env={env} field={field} name={name} row={row} titles={titles} />
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <div class="pages">
            <span>
              {env.t('Showing {from}–{to} of {total}', { from: first, to: first + rows.length - 1, total: total.toLocaleString(env.preferences.language) })}
            </span>
            <span class="row">
              {query.page > 1 ? <LinkButton href={address(views, query, { page: query.page - 1 })}>{env.t('Previous')}</LinkButton> : null}
              {first + rows.length - 1 < total ? <LinkButton href={address(views, query, { page: query.page + 1 })}>{env.t('Next')}</LinkButton> : null}
            </span>
          </div>
        </>
      )}
    </AdminPage>
  );
}
