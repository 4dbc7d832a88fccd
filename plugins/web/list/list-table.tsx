import type { Env } from '#core';
import { Icon } from '../components/icon.tsx';
import { type FieldInfo, FieldValue, type RecordRow } from '../field-value.tsx';
import type { ModelViews } from '../views-of.ts';
import { type ListData, orderOf, plainFields } from './list-data.ts';
import { listAddress, statePairs } from './list-state.ts';

type TableProps = { env: Env; views: ModelViews; data: ListData; selectable: boolean };

/** One page of rows. */
export function ListTable({ env, views, data, rows, selectable, caption }: TableProps & { rows: readonly RecordRow[]; caption: string }) {
  return (
    <div class="table-frame tall" tabindex={0}>
      <table class="list">
        <caption class="visually-hidden">{caption}</caption>
        <TableHead env={env} views={views} data={data} selectable={selectable} />
        <tbody>
          <Rows env={env} views={views} data={data} rows={rows} selectable={selectable} from={(data.state.page - 1) * data.size} />
        </tbody>
      </table>
    </div>
  );
}

/** Heads that sort; a second press turns the order round. */
export function TableHead({ env, views, data: { state, columns }, selectable }: TableProps) {
  const [order] = orderOf(views, state);
  return (
    <thead>
      <tr>
        {selectable ? (
          <th class="pick" scope="col">
            <input type="checkbox" data-pick-page aria-label={env.t('Select all on this page')} hidden />
          </th>
        ) : null}
        {columns.map(({ name, label, field }) => {
          const next = order === name ? `-${name}` : name;
          return (
            <th
              scope="col"
              class={isNumber(field) ? 'num' : undefined}
              aria-sort={order === name ? 'ascending' : order === `-${name}` ? 'descending' : undefined}
            >
              {field.kind === 'json' ? (
                label
              ) : (
                <a href={listAddress(views.model.name, state, { sort: next })}>
                  {label}
                  {order === name ? <Icon name="arrow-up" /> : order === `-${name}` ? <Icon name="arrow-down" /> : null}
                </a>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** Rows with a box to select them, the first cell leading to the record. */
export function Rows({
  env,
  views,
  data: { columns, titles, state },
  rows,
  selectable,
  from,
}: TableProps & {
  rows: readonly RecordRow[];
  /** Place of the first row in the whole list, so that a record knows its neighbours. */
  from?: number;
}) {
  const { model, form } = views;
  const listed = from === undefined ? '' : new URLSearchParams(statePairs({ ...state, open: [] })).toString();
  const address = (id: string, index: number): string =>
    `/app/${model.name}/${id}${from === undefined ? '' : `?${new URLSearchParams({ ...(listed ? { in: listed } : {}), at: String(from + index) })}`}`;
  const switchable = env.can(model.name, 'update') ? plainFields(form) : new Set<string>();
  return (
    <>
      {rows.map((row, place) => {
        const name = plainText(row, columns[0]?.name, titles) || '–';
        return (
          <tr>
            {selectable ? (
              <td class="pick">
                <label>
                  <input type="checkbox" name="id" value={row.id} autocomplete="off" />
                  <span class="visually-hidden">{env.t('Select {name}', { name })}</span>
                </label>
              </td>
            ) : null}
            {columns.map(({ name: column, field, label }, index) => (
              <td class={index === 0 ? 'main' : isNumber(field) ? 'num' : field.kind === 'choice' ? 'choice' : undefined} data-label={label}>
                {index === 0 && form ? (
                  <a href={address(row.id, place)}>
                    {field.kind === 'text' || field.kind === 'email' || field.kind === 'ref' ? (
                      name
                    ) : (
                      <FieldValue env={env} field={field} name={column} row={row} titles={titles} />
                    )}
                  </a>
                ) : field.kind === 'bool' && typeof row[column] === 'boolean' && field.options.readonly !== true && switchable.has(column) ? (
                  <Switch env={env} model={model.name} id={row.id} field={column} on={row[column] === true} label={`${label}: ${name}`} />
                ) : clipped.has(field.kind) && plainText(row, column, titles).length > CLIPPED ? (
                  <span class="clip" title={plainText(row, column, titles)}>
                    <FieldValue env={env} field={field} name={column} row={row} titles={titles} />
                  </span>
                ) : (
                  <FieldValue env={env} field={field} name={column} row={row} titles={titles} />
                )}
              </td>
            ))}
          </tr>
        );
      })}
    </>
  );
}

const isNumber = ({ kind }: FieldInfo): boolean => kind === 'int' || kind === 'number';
/** Letters that always fit a column. */
const CLIPPED = 16;
/** Shown on one line, the rest in the title. */
const clipped: ReadonlySet<string> = new Set(['text', 'longText', 'email', 'ref', 'zone']);

const plainText = (row: RecordRow, column: string | undefined, titles: ListData['titles']): string => {
  const value = column === undefined ? undefined : row[column];
  return value === null || value === undefined ? '' : (titles.get(column ?? '')?.get(String(value)) ?? String(value));
};

/** Turns a yes or no from within the list: a button of the list's form that leads elsewhere. */
function Switch({ env, model, id, field, on, label }: { env: Env; model: string; id: string; field: string; on: boolean; label: string }) {
  return (
    <button
      type="submit"
      class="switch"
      role="switch"
      aria-checked={on ? 'true' : 'false'}
      aria-label={label}
      formaction={`/app/${model}/${id}/switch`}
      name="set"
      value={`${field}.${on ? 'false' : 'true'}`}
      data-on={env.t('Yes')}
      data-off={env.t('No')}
    >
      <span class="knob" aria-hidden="true" />
      <span>{env.t(on ? 'Yes' : 'No')}</span>
    </button>
  );
}
