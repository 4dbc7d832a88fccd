/** One value of a graph; `href` leads to the records behind it. */
export type Point = { label: string; value: number; text: string };

type GraphProps = { title: string; points: readonly Point[] };

const WIDTH = 720;
const HEIGHT = 300;
/** Colours that differ also without colour: eight, then again from the first. */
export const shade = (index: number): string => `c${index % 8}`;

const short = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** Round steps from zero, at most five, in which the largest value fits. */
export function ticks(largest: number, smallest = 0): number[] {
  const reach = Math.max(largest, 0) - Math.min(smallest, 0);
  if (reach <= 0) return [0, 1];
  const rough = reach / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough) ?? 10) * power;
  const from = Math.floor(Math.min(smallest, 0) / step) * step;
  const list: number[] = [];
  for (let value = from; list.length < 12; value += step) {
    list.push(Number(value.toPrecision(12)));
    if (value >= largest) break;
  }
  return list;
}

function Scale({ marks, y, format }: { marks: readonly number[]; y: (value: number) => number; format: (value: number) => string }) {
  return (
    <g class="scale">
      {marks.map((mark) => (
        <>
          <line x1={56} x2={WIDTH - 8} y1={y(mark)} y2={y(mark)} />
          <text x={50} y={y(mark) + 4} text-anchor="end">
            {format(mark)}
          </text>
        </>
      ))}
    </g>
  );
}

/** Words beneath the places, as many as there is room for. */
function Places({ points, x }: { points: readonly Point[]; x: (index: number) => number }) {
  const room = (WIDTH - 64) / points.length;
  const each = Math.max(1, Math.ceil(70 / room));
  const most = Math.max(4, Math.floor((room * each) / 7));
  return (
    <g class="places">
      {points.map(({ label }, index) =>
        index % each === 0 ? (
          <text x={x(index)} y={HEIGHT - 12} text-anchor="middle">
            {short(label, most)}
          </text>
        ) : null,
      )}
    </g>
  );
}

function frame(points: readonly Point[]) {
  const values = points.map(({ value }) => value);
  const marks = ticks(Math.max(...values, 0), Math.min(...values, 0));
  const top = marks.at(-1) ?? 1;
  const low = marks[0] ?? 0;
  const y = (value: number): number => 12 + ((top - value) / (top - low)) * (HEIGHT - 48);
  const room = (WIDTH - 64) / Math.max(points.length, 1);
  const x = (index: number): number => 56 + room * (index + 0.5);
  return { marks, x, y, room };
}

export function BarGraph({ title, points, format }: GraphProps & { format: (value: number) => string }) {
  const { marks, x, y, room } = frame(points);
  const width = Math.min(56, room * 0.7);
  return (
    <svg class="graph" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
      <Scale marks={marks} y={y} format={format} />
      {points.map(({ label, value, text }, index) => (
        <rect
          class="column c0"
          x={x(index) - width / 2}
          y={Math.min(y(value), y(0))}
          width={width}
          height={Math.max(Math.abs(y(0) - y(value)), value === 0 ? 0 : 1)}
          rx={2}
        >
          <title>{`${label}: ${text}`}</title>
        </rect>
      ))}
      <Places points={points} x={x} />
    </svg>
  );
}

export function LineGraph({ title, points, format }: GraphProps & { format: (value: number) => string }) {
  const { marks, x, y } = frame(points);
  return (
    <svg class="graph" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
      <Scale marks={marks} y={y} format={format} />
      <polyline class="line" points={points.map(({ value }, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ')} />
      {points.map(({ label, value, text }, index) => (
        <circle class="dot" cx={x(index)} cy={y(value)} r={4}>
          <title>{`${label}: ${text}`}</title>
        </circle>
      ))}
      <Places points={points} x={x} />
    </svg>
  );
}

/** Slices beyond the seventh are one; what is not above zero has none. */
export function slicesOf(points: readonly Point[], others: string, format: (value: number) => string): Point[] {
  const sorted = points.filter(({ value }) => value > 0).sort((a, b) => b.value - a.value);
  if (sorted.length <= 8) return sorted;
  const rest = sorted.slice(7).reduce((sum, { value }) => sum + value, 0);
  return [...sorted.slice(0, 7), { label: others, value: rest, text: format(rest) }];
}

export function PieGraph({ title, points }: GraphProps) {
  const total = points.reduce((sum, { value }) => sum + value, 0);
  const at = (share: number): string => `${(110 + 100 * Math.sin(share * 2 * Math.PI)).toFixed(2)} ${(110 - 100 * Math.cos(share * 2 * Math.PI)).toFixed(2)}`;
  let before = 0;
  const slices = points.map((point) => {
    const from = before / total;
    before += point.value;
    return { ...point, from, to: before / total };
  });
  return (
    <div class="pie">
      <svg class="graph" viewBox="0 0 220 220" role="img" aria-label={title}>
        {slices.length === 1 ? <circle class="c0" cx={110} cy={110} r={100} /> : null}
        {slices.length > 1
          ? slices.map(({ label, text, from, to }, index) => (
              <path class={`slice ${shade(index)}`} d={`M110 110 L${at(from)} A100 100 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)} Z`}>
                <title>{`${label}: ${text}`}</title>
              </path>
            ))
          : null}
      </svg>
      <ul class="legend">
        {slices.map(({ label, text, from, to }, index) => (
          <li>
            <span class={`swatch ${shade(index)}`} /> {label}: {text} ({Math.round((to - from) * 100)} %)
          </li>
        ))}
      </ul>
    </div>
  );
}
