import type { Env } from '#core';
import { LinkButton } from '../components/display.tsx';
import type { ModelViews } from '../views-of.ts';
import type { ListData } from './list-data.ts';
import { listAddress, pageSizes } from './list-state.ts';

/** Where in the list this page is, the pages beside it, and how long pages are. */
export function Pager({ env, views, data: { state, size, total, rows, groups } }: { env: Env; views: ModelViews; data: ListData }) {
  const { name } = views.model;
  const number = (value: number): string => value.toLocaleString(env.preferences.language);
  const first = (state.page - 1) * size + 1;
  const last = first + rows.length - 1;
  return (
    <div class="pages">
      <span>
        {groups
          ? env.t('Groups: {groups} · records: {total}', { total: number(total), groups: number(groups.list.length) })
          : rows.length === 0
            ? env.t('This page is beyond the end; there are {total}.', { total: number(total) })
            : env.t('Showing {from}–{to} of {total}', { from: number(first), to: number(last), total: number(total) })}
      </span>
      <span class="row">
        {total > Math.min(...pageSizes) ? (
          <span class="sizes">
            {env.t('Rows')}:{' '}
            {pageSizes.map((one) => (
              <a href={listAddress(name, state, { size: one })} aria-current={one === size ? 'true' : undefined}>
                {one}
              </a>
            ))}
          </span>
        ) : null}
        {!groups && state.page > 1 ? (
          <LinkButton href={listAddress(name, state, { page: rows.length === 0 ? 1 : state.page - 1 })}>
            {env.t(rows.length === 0 ? 'First page' : 'Previous')}
          </LinkButton>
        ) : null}
        {!groups && last < total && rows.length > 0 ? <LinkButton href={listAddress(name, state, { page: state.page + 1 })}>{env.t('Next')}</LinkButton> : null}
      </span>
    </div>
  );
}
