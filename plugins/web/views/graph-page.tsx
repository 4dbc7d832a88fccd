import type { Env, GraphView } from '#core';
import { EmptyState } from '../components/display.tsx';
import { Notice } from '../components/notice.tsx';
import { listDomain } from '../list/list-domain.ts';
import type { ListState } from '../list/list-state.ts';
import type { ModelViews } from '../views-of.ts';
import { ViewChoices } from './axis-select.tsx';
import { drillAddress } from './drill.ts';
import { BarGraph, LineGraph, PieGraph, type Point, slicesOf } from './graph-svg.tsx';
import { amountOf, axis, figure, keyLabel, keysOf, keyText, measured, measureLabel, measuresOf, measureText } from './measured.ts';
import { ViewPage } from './view-page.tsx';

export type GraphQuery = { by?: string | undefined; measure?: string | undefined; type?: string | undefined };

const types = [
  { value: 'bar', label: 'Bars' },
  { value: 'line', label: 'Lines' },
  { value: 'pie', label: 'Pie' },
] as const;

/** Bars need a place each: beyond this the table alone is readable. */
const MOST_PLACES = 120;

/** Figures of a list as a graph, drawn by the server, with the same figures as a table: one statement, and one for the names of a reference. */
export async function GraphPage({ env, views, graph, state, query }: { env: Env; views: ModelViews; graph: GraphView; state: ListState; query: GraphQuery }) {
  const { model } = views;
  const keys = keysOf(model, [graph.groupBy, ...(graph.choices ?? [])]);
  const measures = measuresOf(model, [graph.measure ?? 'count', ...(graph.measures ?? [])]);
  const key = keys.find((one) => keyText(one) === query.by) ?? keys[0];
  const measure =
    measures.find((one) => measureText(one) === query.measure) ?? measures.find((one) => one !== 'count' && graph.measure !== undefined) ?? 'count';
  const type = types.find(({ value }) => value === query.type)?.value ?? graph.type ?? 'bar';
  if (!key) return <ViewPage env={env} views={views} state={state} kind="graph" own={{}} />;
  const { cells, more } = await measured(env, model, [key], measure, listDomain(env, views, state));
  const places = await axis(env, model, key, cells, 0);
  const points = places.map(({ key: value, label }): Point & { key: string } => {
    const amount = amountOf(
      measure,
      cells.filter(({ keys: [own] }) => own === value),
    );
    return { key: value, label, value: amount, text: figure(env, amount) };
  });
  const words = { by: keyLabel(env, model, key), of: measureLabel(env, model, measure) };
  const title = env.t('{measure} by {key}', { measure: words.of, key: words.by });
  const format = (value: number): string => figure(env, value);
  const drawn = points.length > 0 && points.length <= MOST_PLACES;
  const slices = slicesOf(points, env.t('Others'), format);
  return (
    <ViewPage
      env={env}
      views={views}
      state={state}
      kind="graph"
      own={{ by: keyText(key), measure: measureText(measure), type }}
      tools={
        <ViewChoices
          env={env}
          model={model.name}
          kind="graph"
          state={state}
          options={[
            {
              name: 'measure',
              label: env.t('Measure'),
              value: measureText(measure),
              choices: measures.map((one) => ({ value: measureText(one), label: measureLabel(env, model, one) })),
            },
            {
              name: 'by',
              label: env.t('Group by'),
              value: keyText(key),
              choices: keys.map((one) => ({ value: keyText(one), label: keyLabel(env, model, one) })),
            },
            { name: 'type', label: env.t('Shape'), value: type, choices: types.map(({ value, label }) => ({ value, label: env.t(label) })) },
          ]}
        />
      }
    >
      {more ? <Notice kind="warn">{env.t('There are too many values: only the largest are shown.')}</Notice> : null}
      {points.length === 0 ? (
        <section class="card">
          <EmptyState icon="chart-column">{env.t('Nothing matches. Try fewer filters or other words.')}</EmptyState>
        </section>
      ) : (
        <>
          {drawn ? (
            <figure class="card graph-card" tabindex={0}>
              {type === 'bar' ? <BarGraph title={title} points={points} format={format} /> : null}
              {type === 'line' ? <LineGraph title={title} points={points} format={format} /> : null}
              {type === 'pie' && slices.length > 0 ? <PieGraph title={title} points={slices} /> : null}
              <figcaption>{title}</figcaption>
            </figure>
          ) : null}
          <div class="section table-frame" tabindex={0}>
            <table>
              <caption class="visually-hidden">{title}</caption>
              <thead>
                <tr>
                  <th scope="col">{words.by}</th>
                  <th scope="col" class="figure">
                    {words.of}
                  </th>
                </tr>
              </thead>
              <tbody>
                {points.map(({ key: value, label, text }) => {
                  const href = drillAddress(model, state, [{ key, value }]);
                  return (
                    <tr>
                      <th scope="row">{href ? <a href={href}>{label}</a> : label}</th>
                      <td class="figure">{text}</td>
                    </tr>
                  );
                })}
              </tbody>
              <tfoot>
                <tr>
                  <th scope="row">{env.t('Total')}</th>
                  <td class="figure">{figure(env, amountOf(measure, cells))}</td>
                </tr>
              </tfoot>
            </table>
          </div>
        </>
      )}
    </ViewPage>
  );
}
