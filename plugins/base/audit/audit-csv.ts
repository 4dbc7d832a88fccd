import { stringify } from 'csv-stringify/sync';
import { type Env, type Reply, text } from '#core';
import type { AuditQuery } from './audit-query.ts';
import { whoWords } from './audit-words.ts';
import { changeWords } from './changes-list.tsx';
import { namesIn, readAudit } from './read-audit.ts';

const STEP = 1_000;
/** Lines of one file; narrower filters give the rest. */
const MOST = 50_000;

const columns = ['time_utc', 'who', 'app', 'operation', 'record_type', 'record', 'title', 'changes', 'address', 'request', 'rules_set_aside'];

/** The entries that fit, newest first. Cells that a spreadsheet would take for a formula are quoted away. */
export async function auditCsv(env: Env<'base'>, query: AuditQuery): Promise<Reply> {
  const parts: string[] = [];
  const write = (rows: string[][]): number => parts.push(stringify(rows, { escape_formulas: true, record_delimiter: 'windows' }));
  write([columns]);
  let before = '';
  for (let count = 0; count < MOST; count += STEP) {
    const entries = await readAudit(env, { ...query, before }, STEP);
    const names = await namesIn(env, entries);
    write(
      entries.map((entry) => [
        entry.createdAt.toISOString(),
        whoWords(env, entry, names),
        entry.plugin,
        entry.operation,
        entry.model,
        entry.record,
        entry.title ?? names.get(entry.record) ?? '',
        changeWords(env, entry, names)
          .map(({ label, told, from, to }) => (told ? `${label}: ${from} → ${to}` : env.t('{field} changed', { field: label })))
          .join('; '),
        entry.address ?? '',
        entry.request ?? '',
        entry.sudo ?? '',
      ]),
    );
    const last = entries.at(-1);
    if (entries.length < STEP || !last) break;
    before = last.id;
  }
  const day = env.now().toISOString().slice(0, 10);
  return text(`\uFEFF${parts.join('')}`, {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="audit-${day}.csv"`, 'cache-control': 'no-store' },
  });
}
