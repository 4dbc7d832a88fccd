import type { Env, PivotView } from '#core';
import { EmptyState, LinkButton } from '../components/display.tsx';
import { Notice } from '../components/notice.tsx';
import type { ListState } from '../list/list-state.ts';
import type { ModelViews } from '../views-of.ts';
import { ViewChoices } from './axis-select.tsx';
import { drillAddress } from './drill.ts';
import { figure, keyLabel, keyText, measureLabel, measureText } from './measured.ts';
import { type PivotQuery, pivotData } from './pivot-data.ts';
import { viewAddress } from './view-address.ts';
import { ViewPage } from './view-page.tsx';

/** A pivot table: every figure leads to its records where the list has words for them. */
export async function PivotPage({ env, views, pivot, state, query }: { env: Env; views: ModelViews; pivot: PivotView; state: ListState; query: PivotQuery }) {
  const { model } = views;
  const data = await pivotData(env, views, pivot, state, query);
  if (!data) return <ViewPage env={env} views={views} state={state} kind="pivot" own={{}} />;
  const { row, column, measure, rows, columns, value } = data;
  const own = { rows: keyText(row), columns: keyText(column), measure: measureText(measure) };
  const choices = data.keys.map((one) => ({ value: keyText(one), label: keyLabel(env, model, one) }));
  const words = { row: keyLabel(env, model, row), column: keyLabel(env, model, column), of: measureLabel(env, model, measure) };
  const title = env.t('{measure} by {key} and {other}', { measure: words.of, key: words.row, other: words.column });
  const shown = (amount: number | undefined): string => (amount === undefined ? '' : figure(env, amount));
  return (
    <ViewPage
      env={env}
      views={views}
      state={state}
      kind="pivot"
      own={own}
      tools={
        <ViewChoices
          env={env}
          model={model.name}
          kind="pivot"
          state={state}
          options={[
            {
              name: 'measure',
              label: env.t('Measure'),
              value: own.measure,
              choices: data.measures.map((one) => ({ value: measureText(one), label: measureLabel(env, model, one) })),
            },
            { name: 'rows', label: env.t('Rows'), value: own.rows, choices },
            { name: 'columns', label: env.t('Columns'), value: own.columns, choices: choices.filter((choice) => choice.value.split(':')[0] !== row.field) },
          ]}
        >
          <LinkButton href={viewAddress(model.name, 'pivot', state, own).replace('/view/pivot', '/view/pivot.csv')} icon="download">
            {env.t('Export as CSV')}
          </LinkButton>
        </ViewChoices>
      }
    >
      {data.more ? <Notice kind="warn">{env.t('There are too many values: only the largest are shown.')}</Notice> : null}
      {rows.length === 0 ? (
        <section class="card">
          <EmptyState icon="table-2">{env.t('Nothing matches. Try fewer filters or other words.')}</EmptyState>
        </section>
      ) : (
        <div class="table-frame" tabindex={0}>
          <table class="pivot">
            <caption class="visually-hidden">{title}</caption>
            <thead>
              <tr>
                <th scope="col">{words.row}</th>
                {columns.map(({ label }) => (
                  <th scope="col" class="figure">
                    {label}
                  </th>
                ))}
                <th scope="col" class="figure">
                  {env.t('Total')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr>
                  <th scope="row">{one.label}</th>
                  {columns.map((other) => {
                    const amount = value(one.key, other.key);
                    const href =
                      amount === undefined
                        ? undefined
                        : drillAddress(model, state, [
                            { key: row, value: one.key },
                            { key: column, value: other.key },
                          ]);
                    return <td class="figure">{href ? <a href={href}>{shown(amount)}</a> : shown(amount)}</td>;
                  })}
                  <td class="figure sum">{shown(value(one.key, undefined))}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{env.t('Total')}</th>
                {columns.map((other) => (
                  <td class="figure sum">{shown(value(undefined, other.key))}</td>
                ))}
                <td class="figure sum">{shown(value(undefined, undefined))}</td>
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </ViewPage>
  );
}
