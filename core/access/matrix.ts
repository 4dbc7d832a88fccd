import type { AccessPolicy } from './policy.ts';

/** Who may do what, as a Markdown table: one line per model and group, sorted, so that a change shows in review. */
export function accessMatrix(policy: AccessPolicy): string {
  const merged = new Map<string, Set<string>>();
  for (const { model, group, operations } of policy.describe()) {
    const key = `${model}|${group}`;
    const letters = merged.get(key) ?? new Set();
    for (const letter of operations) letters.add(letter);
    merged.set(key, letters);
  }
  const lines = [...merged]
    .map(([key, letters]): [string, string, string] => {
      const [model = '', group = ''] = key.split('|');
      return [model, group, [...'crud'].map((letter) => (letters.has(letter) ? letter : '–')).join('')];
    })
    .sort(([a, b], [c, d]) => (a === c ? (b < d ? -1 : 1) : a < c ? -1 : 1));
  const rows = [['Model', 'Group', 'May'], ...lines];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(rows[0] ?? []), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.slice(1).map(line)].join('\n');
}
