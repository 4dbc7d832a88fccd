import type { AnyDomain, CardsView, Env } from '#core';
import { EmptyState } from '../components/display.tsx';
import { Icon } from '../components/icon.tsx';
import { Notice } from '../components/notice.tsx';
import { FieldValue, labelOf, type RecordRow, type Titles, titlesFor } from '../field-value.tsx';
import { orderOf } from '../list/list-data.ts';
import { listDomain } from '../list/list-domain.ts';
import type { ListState } from '../list/list-state.ts';
import type { ModelViews } from '../views-of.ts';
import { axis, figure, measured, NONE } from './measured.ts';
import { viewAddress } from './view-address.ts';
import { ViewPage } from './view-page.tsx';

/** Of more records than this the first are shown. */
const MOST = 300;

/** May a card be put into another column by this viewer? The rules of the record are asked when it is. */
export function movable(env: Env, { model, form }: ModelViews, cards: CardsView): string | undefined {
  const { groupBy } = cards;
  const field = groupBy === undefined ? undefined : model.fields[groupBy];
  if (groupBy === undefined || !field || !cards.move || field.options.readonly || form?.noEdit || !env.can(model.name, 'update')) return undefined;
  return groupBy;
}

function Card({
  env,
  views,
  cards,
  row,
  titles,
  move,
}: {
  env: Env;
  views: ModelViews;
  cards: CardsView;
  row: RecordRow;
  titles: Titles;
  move: { field: string; columns: readonly { key: string; label: string }[]; back: string } | undefined;
}) {
  const { model, form } = views;
  const title = String(row[model.title] ?? env.t(model.label));
  // Beneath a column's heading, or where there is none beneath the page's.
  const Heading = cards.groupBy !== undefined && model.fields[cards.groupBy] ? 'h3' : 'h2';
  const now = move ? String(row[move.field] ?? NONE) : '';
  return (
    <li class="card record-card" id={`card-${row.id}`} data-card={move ? row.id : undefined}>
      <Heading>{form ? <a href={`/app/${model.name}/${row.id}`}>{title}</a> : title}</Heading>
      <dl>
        {cards.fields.map((name) => {
          const field = model.fields[name];
          if (!field || row[name] === null || row[name] === undefined || row[name] === '') return null;
          return (
            <div>
              {/* A figure or a yes alone says nothing. */}
              <dt class={['int', 'number', 'bool'].includes(field.kind) ? undefined : 'visually-hidden'}>{labelOf(env, field, name)}</dt>
              <dd>
                <FieldValue env={env} field={field} name={name} row={row} titles={titles} />
              </dd>
            </div>
          );
        })}
      </dl>
      {move ? (
        <form method="post" action={`/app/${model.name}/view/cards/move`} class="move">
          <input type="hidden" name="id" value={row.id} />
          <input type="hidden" name="back" value={move.back} />
          <label>
            <span class="visually-hidden">{env.t('Move “{name}” to', { name: title })}</span>
            <select name="to" data-submit>
              {move.columns.map(({ key, label }) => (
                <option value={key} selected={key === now}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          <button type="submit" data-redundant>
            {env.t('Move')}
          </button>
        </form>
      ) : null}
    </li>
  );
}

/** Records as cards, in columns where the view says so: two statements and one for each reference shown, however many there are. */
export async function CardsPage({ env, views, cards, state }: { env: Env; views: ModelViews; cards: CardsView; state: ListState }) {
  const { model } = views;
  const domain: AnyDomain = listDomain(env, views, state);
  const group = cards.groupBy !== undefined && model.fields[cards.groupBy] ? cards.groupBy : undefined;
  const field = group === undefined ? undefined : model.fields[group];
  const rows = (await env
    .model(model.name as never)
    .find(domain as never, { order: orderOf(views, state) as never, limit: MOST + 1 })) as unknown as RecordRow[];
  const shown = rows.slice(0, MOST);
  const titles = await titlesFor(env, model, shown, cards.fields);
  const key = group === undefined ? undefined : { field: group, every: undefined };
  const { cells } = key ? await measured(env, model, [key], 'count', domain) : { cells: [] };
  const found = key ? await axis(env, model, key, cells, 0) : [];
  // Every choice has its column, also an empty one; a reference those that occur.
  const columns =
    field?.kind === 'choice' ? await axis(env, model, { field: group ?? '', every: undefined }, choiceCells(field.options.choices ?? [], found), 0) : found;
  const target = movable(env, views, cards);
  const back = viewAddress(model.name, 'cards', state);
  const list = (some: readonly RecordRow[]) =>
    some.map((row) => (
      <Card env={env} views={views} cards={cards} row={row} titles={titles} move={target === undefined ? undefined : { field: target, columns, back }} />
    ));
  return (
    <ViewPage env={env} views={views} state={state} kind="cards" own={{}}>
      {rows.length > MOST ? <Notice kind="info">{env.t('The first {count} are shown. Filters show others.', { count: MOST })}</Notice> : null}
      {rows.length === 0 && group === undefined ? (
        <section class="card">
          <EmptyState icon="inbox">{env.t(views.list.empty ?? 'There is nothing here yet.')}</EmptyState>
        </section>
      ) : null}
      {group === undefined ? <ul class="cards">{list(shown)}</ul> : null}
      {group === undefined ? null : (
        <div class="board" tabindex={0}>
          {columns.map(({ key: value, label }) => (
            <section class="lane" data-lane={target === undefined ? undefined : value} aria-label={label}>
              <h2>
                {label} <span class="muted">{figure(env, cells.find(({ keys: [own] }) => own === value)?.count ?? 0)}</span>
              </h2>
              <ul>{list(shown.filter((row) => String(row[group] ?? NONE) === value))}</ul>
            </section>
          ))}
        </div>
      )}
      {target === undefined ? null : (
        <p class="muted hint" hidden data-drag-hint>
          <Icon name="grip" /> {env.t('Cards can be dragged into another column.')}
        </p>
      )}
    </ViewPage>
  );
}

const choiceCells = (choices: readonly string[], found: readonly { key: string }[]) =>
  [...new Set([...choices, ...found.map(({ key }) => key)])].map((key) => ({ keys: [key], count: 0, sum: 0 }));
