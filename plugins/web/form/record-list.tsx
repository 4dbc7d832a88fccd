import type { AnyDomain, Env, RelatedList } from '#core';
import { EmptyState, LinkButton } from '../components/display.tsx';
import { Icon } from '../components/icon.tsx';
import { FieldValue, labelOf, type RecordRow, titlesFor } from '../field-value.tsx';

const PAGE = 20;

/** The related lists of one form are told apart by model and reference. */
export const keyOf = ({ model, field }: RelatedList): string => `${model}/${field}`;

/** May the viewer see this list at all? */
export function readable(env: Env, { model, field }: RelatedList): boolean {
  return env.catalog.models().includes(model) && env.can(model, 'read') && env.catalog.model(model).fields[field] !== undefined;
}

/** Does the model's own form say that people do not make, or do not delete, such records? Then they do not from a list either. */
export const closedBy = (env: Env, { model }: RelatedList, what: 'noCreate' | 'noDelete'): boolean =>
  env.catalog.views(model).some((view) => view.kind === 'form' && view[what] === true);

const hasForm = (env: Env, model: string): boolean => env.catalog.views(model).some(({ kind }) => kind === 'form');

/** Rows of another model that point at a record, page by page: three statements and one for each reference shown, however many rows there are. */
export async function RecordList({
  env,
  parent,
  list,
  page,
  here,
}: {
  env: Env;
  parent: { model: string; id: string };
  list: RelatedList;
  page: number;
  here: string;
}) {
  if (!readable(env, list)) return null;
  const model = env.catalog.model(list.model);
  const repository = env.model(list.model as never);
  const domain: AnyDomain = { $and: [{ [list.field]: parent.id }, list.domain ?? true] };
  const columns = list.columns.flatMap((name) => {
    const field = model.fields[name];
    return field && field.kind !== 'many' ? [{ name, field, label: labelOf(env, field, name) }] : [];
  });
  const total = await repository.count(domain as never);
  const rows = (await repository.find(domain as never, {
    ...(list.order ? { order: list.order as never } : {}),
    limit: PAGE,
    offset: (page - 1) * PAGE,
  })) as unknown as RecordRow[];
  const titles = await titlesFor(env, model, rows, list.columns);
  const base = `/app/${parent.model}/${parent.id}`;
  const opens = hasForm(env, list.model) && env.catalog.views(list.model).some(({ kind }) => kind === 'list');
  const adds = !list.noAdd && !closedBy(env, list, 'noCreate') && env.can(list.model, 'create');
  const removes = !list.noRemove && !closedBy(env, list, 'noDelete') && env.can(list.model, 'delete');
  const back = new URLSearchParams({ _back: here });
  const address = (to: number): string => {
    const url = new URL(here, 'http://page');
    url.searchParams.set('page', `${keyOf(list)}:${to}`);
    return `${url.pathname}${url.search}#${list.model}-${list.field}`;
  };
  const add = adds ? (
    <LinkButton href={`${base}/related/${keyOf(list)}/new?${back}`} icon="plus">
      {env.t('Add')}
    </LinkButton>
  ) : null;
  return (
    <section class="section" id={`${list.model}-${list.field}`}>
      <div class="section-head">
        <h2>{env.t(list.title)}</h2>
        {total > 0 ? add : null}
      </div>
      {rows.length === 0 ? (
        <div class="card">
          <EmptyState icon="inbox" action={add}>
            {env.t(list.empty ?? 'There is nothing here yet.')}
          </EmptyState>
        </div>
      ) : (
        <div class="table-frame" tabindex={0}>
          <table class="list">
            <caption class="visually-hidden">{env.t(list.title)}</caption>
            <thead>
              <tr>
                {columns.map(({ label }) => (
                  <th scope="col">{label}</th>
                ))}
                {removes ? (
                  <th scope="col">
                    <span class="visually-hidden">{env.t('Remove')}</span>
                  </th>
                ) : null}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => {
                const first = columns[0];
                const name = first ? (titles.get(first.name)?.get(String(row[first.name])) ?? String(row[first.name] ?? '–')) : row.id;
                return (
                  <tr>
                    {columns.map(({ name: column, field, label }, index) => (
                      <td class={index === 0 ? 'main' : undefined} data-label={label}>
                        {index === 0 && opens ? (
                          <a href={`/app/${list.model}/${row.id}`}>{name}</a>
                        ) : (
                          <FieldValue env={env} field={field} name={column} row={row} titles={titles} />
                        )}
                      </td>
                    ))}
                    {removes ? (
                      <td class="tools">
                        <a
                          href={`${base}/related/${keyOf(list)}/${row.id}/remove?${back}`}
                          aria-label={env.t('Remove: {name}', { name })}
                          title={env.t('Remove')}
                        >
                          <Icon name="trash-2" />
                        </a>
                      </td>
                    ) : null}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {total > PAGE ? (
        <div class="pages">
          <span>
            {env.t('Showing {from}–{to} of {total}', {
              from: (page - 1) * PAGE + 1,
              to: (page - 1) * PAGE + rows.length,
              total: total.toLocaleString(env.preferences.language),
            })}
          </span>
          <span class="row">
            {page > 1 ? <LinkButton href={address(page - 1)}>{env.t('Previous')}</LinkButton> : null}
            {page * PAGE < total ? <LinkButton href={address(page + 1)}>{env.t('Next')}</LinkButton> : null}
          </span>
        </div>
      ) : null}
    </section>
  );
}
