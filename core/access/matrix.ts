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

/** The record rules, one line each, sorted: for which groups, which operations, and the condition as data. */
export function ruleMatrix(policy: AccessPolicy, models: Iterable<string>): string {
  const lines = new Map<string, string[]>();
  for (const model of models) {
    for (const [operation, letter] of [
      ['create', 'c'],
      ['read', 'r'],
      ['update', 'u'],
      ['delete', 'd'],
    ] as const) {
      for (const { plugin, name, groups, domain } of policy.rules(model, operation)) {
        const key = `${model}|${plugin}|${name}`;
        const known = lines.get(key);
        if (known) known[3] += letter;
        else lines.set(key, [model, name, groups?.join(', ') ?? 'everybody', letter, `\`${JSON.stringify(domain).replaceAll('|', '\\|')}\``]);
      }
    }
  }
  const rows = [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cells]) => `| ${cells.join(' | ')} |`);
  return ['| Model | Rule | For | When | Only where |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** The groups that plugins declare, what they bring, and of which models administrators' own rules take nothing from them. */
export function groupMatrix(groups: ReadonlyMap<string, { title: string; implies?: readonly string[]; keeps?: readonly string[] }>): string {
  const rows = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { title, implies = [], keeps = [] }]) => `| ${name} | ${title} | ${implies.join(', ') || '–'} | ${keeps.join(', ') || '–'} |`);
  return ['| Group | Title | Brings | Keeps |', '|---|---|---|---|', ...rows].join('\n');
}
