import type { Env } from '#core';
import { Icon } from '../components/icon.tsx';
import type { ModelViews } from '../views-of.ts';
import { groupLabel, MOST_GROUPS } from './group-rows.ts';
import type { ListData, OpenGroup } from './list-data.ts';
import { listAddress } from './list-state.ts';
import { Rows, TableHead } from './list-table.tsx';

/** Rows put together by a field: a line for each value with its count, which opens and closes. */
export function GroupTable({ env, views, data, selectable }: { env: Env; views: ModelViews; data: ListData; selectable: boolean }) {
  const { state, groups, columns, size } = data;
  if (!groups || !state.group) return null;
  const { model } = views;
  const span = columns.length + (selectable ? 1 : 0);
  const toggle = ({ key, rows }: OpenGroup): string => {
    const open = rows ? state.open.filter((one) => one !== key) : [...state.open.slice(-9), key];
    return listAddress(model.name, state, { open });
  };
  return (
    <div class="table-frame tall" tabindex={0}>
      <table class="list grouped">
        <caption class="visually-hidden">{groupLabel(env, model, state.group)}</caption>
        <TableHead env={env} views={views} data={data} selectable={selectable} />
        {groups.list.map((group) => (
          <tbody>
            <tr class="group">
              <th scope="rowgroup" colspan={span}>
                <a href={toggle(group)} aria-expanded={group.rows ? 'true' : 'false'}>
                  <Icon name={group.rows ? 'chevron-down' : 'chevron-right'} /> <span>{group.label}</span>{' '}
                  <span class="count">{group.count.toLocaleString(env.preferences.language)}</span>
                </a>
              </th>
            </tr>
            {group.rows ? <Rows env={env} views={views} data={data} rows={group.rows} selectable={selectable} /> : null}
            {group.rows && group.count > group.rows.length ? (
              <tr class="more">
                <td colspan={span}>{env.t('The first {count} are shown. Filter to see the others.', { count: size })}</td>
              </tr>
            ) : null}
          </tbody>
        ))}
      </table>
      {groups.more ? <p class="muted list-note">{env.t('There are more groups; the {count} largest are shown.', { count: MOST_GROUPS })}</p> : null}
    </div>
  );
}
