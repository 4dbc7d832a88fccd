import type { Env } from '#core';
import { BarGraph, LineGraph, type Point } from '../web/contract.ts';
import { type Cell, isDate, type Part } from './report.ts';
import { scaleOf, writePlace, writeValue } from './write-value.ts';

/** Bars and points need a place each: beyond this the table alone is readable. */
const MOST_PLACES = 120;

const textual = new Set(['text', 'date', 'day', 'month', 'instant']);

/** The places of a chart that have a value, and how its scale is written. */
function chartOf(env: Env<'reports'>, { rows, columns }: Part, column: number): { points: Point[]; unit: string; format: (value: number) => string } {
  const [first] = columns;
  const kind = columns[column]?.kind ?? 'count';
  const found = rows.flatMap(([label = null, ...rest]) => {
    const value = rest[column - 1];
    return typeof value === 'number' ? [{ label: writePlace(env, first?.kind ?? 'text', label), value }] : [];
  });
  const { by, unit, write } = scaleOf(env, kind, Math.max(0, ...found.map(({ value }) => value)));
  return { points: found.map(({ label, value }) => ({ label, value: value / by, text: writeValue(env, kind, value) })), unit, format: write };
}

const nothing = (cell: Cell | undefined): boolean => cell === null || cell === undefined || cell === 0;

/** Is there anything to show: a row, and of a table over time one that is not all noughts? */
const isEmpty = ({ rows, columns }: Part): boolean => rows.length === 0 || (isDate(columns[0]?.kind) && rows.every(([, ...rest]) => rest.every(nothing)));

/** One table with its chart, drawn by the server; both print. */
export function ReportPart({ env, part, csv }: { env: Env<'reports'>; part: Part; csv: string }) {
  const { name, title, help, columns, rows, chart, empty } = part;
  if (isEmpty(part))
    return (
      <section class="report-part" aria-labelledby={`part-${name}`}>
        <h2 id={`part-${name}`}>{title}</h2>
        <p class="muted">{empty}</p>
      </section>
    );
  const { points, unit, format } = chartOf(env, part, chart?.column ?? 0);
  const measured = columns[chart?.column ?? 0];
  const named = measured && measured.label !== title ? `${title}: ${measured.label}` : title;
  const words = unit ? `${named} (${unit})` : named;
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
