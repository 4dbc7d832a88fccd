import { type Env, formatCivilDate } from '#core';
import { BarGraph, EmptyState, LineGraph, type Point } from '../web/contract.ts';
import type { Cell, Part } from './report.ts';
import { writeValue } from './write-value.ts';

/** Bars and points need a place each: beyond this the table alone is readable. */
const MOST_PLACES = 120;

const textual = new Set(['text', 'date', 'instant']);

/** The places of a chart that have a value. */
function pointsOf(env: Env<'reports'>, { rows, columns }: Part, column: number): Point[] {
  const [first] = columns;
  return rows.flatMap(([label = null, ...rest]) => {
    const value = rest[column - 1];
    if (typeof value !== 'number') return [];
    const words = first?.kind === 'date' && typeof label === 'string' ? formatCivilDate(label, env.preferences, 'short') : writeValue(env, 'text', label);
    return [{ label: words, value, text: writeValue(env, columns[column]?.kind ?? 'count', value) }];
  });
}

const nothing = (cell: Cell | undefined): boolean => cell === null || cell === undefined || cell === 0;

/** Is there anything to show: a row, and of a table over time one that is not all noughts? */
const isEmpty = ({ rows, columns }: Part): boolean => rows.length === 0 || (columns[0]?.kind === 'date' && rows.every(([, ...rest]) => rest.every(nothing)));

/** One table with its chart, drawn by the server; both print. */
export function ReportPart({ env, part, csv }: { env: Env<'reports'>; part: Part; csv: string }) {
  const { name, title, help, columns, rows, chart, empty } = part;
  if (isEmpty(part))
    return (
      <section class="report-part" aria-labelledby={`part-${name}`}>
        <h2 id={`part-${name}`}>{title}</h2>
        <div class="card">
          <EmptyState icon="chart-column">{empty}</EmptyState>
        </div>
      </section>
    );
  const points = chart ? pointsOf(env, part, chart.column) : [];
  const measured = columns[chart?.column ?? 0];
  const format = (value: number): string => writeValue(env, measured?.kind ?? 'count', value);
  const words = measured && measured.label !== title ? `${title}: ${measured.label}` : title;
  return (
    <section class="report-part" aria-labelledby={`part-${name}`}>
      <header>
        <h2 id={`part-${name}`}>{title}</h2>
        <a href={csv} download>
          {env.t('CSV')} <span class="visually-hidden">{title}</span>
        </a>
      </header>
      {help ? <p class="muted">{help}</p> : null}
      {chart && points.length > 0 && points.length <= MOST_PLACES ? (
        <figure class="card graph-card" tabindex={0}>
          {chart.type === 'bar' ? <BarGraph title={words} points={points} format={format} /> : <LineGraph title={words} points={points} format={format} />}
          <figcaption>{words}</figcaption>
        </figure>
      ) : null}
      <div class="section table-frame" tabindex={0}>
        <table>
          <caption class="visually-hidden">{title}</caption>
          <thead>
            <tr>
              {columns.map(({ label, kind }) => (
                <th scope="col" class={textual.has(kind) ? undefined : 'figure'}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                {columns.map(({ kind }, at) =>
                  at === 0 ? (
                    <th scope="row">{writeValue(env, kind, row[at])}</th>
                  ) : (
                    <td class={textual.has(kind) ? undefined : 'figure'}>{writeValue(env, kind, row[at])}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
