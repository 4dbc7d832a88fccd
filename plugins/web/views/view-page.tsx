import type { Child } from 'hono/jsx';
import type { Env } from '#core';
import { LinkButton } from '../components/display.tsx';
import { AdminPage } from '../components/page.tsx';
import { chosenFilter, searchFields } from '../list/list-domain.ts';
import { type ListState, listAddress, statePairs } from '../list/list-state.ts';
import { filtersOf } from '../list/open-filters.ts';
import type { ModelViews } from '../views-of.ts';
import { type ViewKind, viewAddress } from './view-address.ts';
import { ViewSwitcher } from './view-switcher.tsx';

/** The frame of cards, calendar, graph and pivot: search and filters of the list, the other views, and the view's own tools. */
export function ViewPage({
  env,
  views,
  state,
  kind,
  own,
  tools,
  children,
}: {
  env: Env;
  views: ModelViews;
  state: ListState;
  kind: ViewKind;
  /** Pairs of the address that are the view's own. */
  own: Readonly<Record<string, string | undefined>>;
  tools?: Child;
  children?: Child;
}) {
  const { model, list, form } = views;
  const create = list.createLink ?? (form && !form.noCreate && !list.noCreate ? `/app/${model.name}/new` : undefined);
  const chosen = chosenFilter(env, views, state);
  const filters = filtersOf(env, list);
  const address = (changed: Partial<ListState>): string => viewAddress(model.name, kind, { ...state, ...changed }, own);
  const kept = [...statePairs({ ...state, q: '', page: 1, open: [] }), ...Object.entries(own)];
  return (
    <AdminPage
      env={env}
      title={env.t(list.title ?? model.labelPlural)}
      active={`/app/${model.name}`}
      styles={[
        { plugin: 'web', file: 'record.css' },
        { plugin: 'web', file: 'views.css' },
      ]}
      scripts={[{ plugin: 'web', file: 'views.js' }]}
      actions={
        create !== undefined && env.can(model.name, 'create') ? (
          <LinkButton href={create} icon="plus" primary>
            {env.t('New')}
          </LinkButton>
        ) : undefined
      }
    >
      <div class="toolbar">
        {searchFields(views).length > 0 ? (
          <search>
            <form action={`/app/${model.name}/view/${kind}`}>
              <input type="search" name="q" value={state.q} placeholder={env.t('Search')} aria-label={env.t('Search')} maxlength={200} />
              {kept.map(([name, value]) => (value === undefined ? null : <input type="hidden" name={name} value={value} />))}
            </form>
          </search>
        ) : null}
        {filters.length > 0 ? (
          <nav class="chips" aria-label={env.t('Filters')}>
            <a class="chip" href={address({ filter: 'all' })} aria-current={chosen ? undefined : 'true'}>
              {env.t('All')}
            </a>
            {filters.map((filter) => (
              <a class="chip" href={address({ filter: filter.name })} aria-current={chosen?.name === filter.name ? 'true' : undefined}>
                {env.t(filter.label)}
              </a>
            ))}
          </nav>
        ) : null}
        {state.where.length > 0 ? (
          <span class="row">
            <a class="chip" aria-current="true" href={listAddress(model.name, state)}>
              {env.t('{count} more conditions', { count: state.where.length })}
            </a>
            <a href={address({ where: [] })}>{env.t('Clear')}</a>
          </span>
        ) : null}
        <span class="grow" />
        <ViewSwitcher env={env} model={model} state={state} current={kind} />
      </div>
      {tools ? <div class="toolbar">{tools}</div> : null}
      {children}
    </AdminPage>
  );
}
