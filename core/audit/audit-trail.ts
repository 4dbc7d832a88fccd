import { uuidv7 } from 'uuidv7';
import type { RequestInfo } from '../env.ts';
import type { Database } from '../model/database-type.ts';
import type { Principal } from '../principal.ts';
import type { AuditChange } from './audit-changes.ts';

export type AuditActor = {
  principal: Principal;
  /** Who the request, job or command began with; services act for them. */
  origin: Principal;
  plugin: string;
  request: RequestInfo | undefined;
};

/** Takes what one env changes; written with everything else of the transaction in one statement, right before its commit. */
export type AuditTrail = { note(changes: readonly AuditChange[]): Promise<void> };

type Entry = { change: AuditChange; actor: AuditActor };

/**
 * What many entries share (who, where, which model, what was done) is sent once and joined by its number: a list of a thousand new records would else carry fifteen
 * arrays of a thousand.
 */
const statement = `INSERT INTO core_audit (org_id, id, model, record, title, operation, actor, account, person, plugin, token, sudo, request, address, changes)
SELECT h.org, l.id, h.model, l.record, l.title, h.operation, h.actor, h.account, h.person, h.plugin, h.token, h.sudo, h.request, h.address, l.changes::jsonb
FROM unnest($1::integer[], $2::uuid[], $3::uuid[], $4::text[], $5::text[]) AS l(head, id, record, title, changes)
JOIN unnest($6::integer[], $7::text[], $8::text[], $9::text[], $10::uuid[], $11::uuid[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[]) WITH ORDINALITY
  AS h(org, model, operation, actor, account, person, plugin, token, sudo, request, address, number) ON h.number = l.head`;

type Head = readonly [
  org: number,
  model: string,
  operation: string,
  actor: string,
  account: string | null,
  person: string | null,
  plugin: string,
  token: string | null,
  sudo: string | null,
  request: string | null,
  address: string | null,
];

function headOf({ change: { model, operation }, actor: { principal, origin, plugin, request } }: Entry): Head {
  const user = origin.kind === 'user' ? origin : undefined;
  const token = origin.kind === 'portal' ? origin.tokenKind : user?.key !== undefined ? 'api.key' : null;
  const sudo = principal.kind === 'system' ? principal.reason.slice(0, 300) : null;
  const address = request?.address.slice(0, 60) ?? null;
  return [principal.org, model, operation, origin.kind, user?.account ?? null, user?.person ?? null, plugin, token, sudo, request?.id ?? null, address];
}

async function write(database: Database, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  const heads: Head[] = [];
  /** One actor object writes many entries in a row. */
  let last: { actor: AuditActor; model: string; operation: string } | undefined;
  const numbers = entries.map((entry) => {
    const { actor, change } = entry;
    if (last?.actor !== actor || last.model !== change.model || last.operation !== change.operation) {
      heads.push(headOf(entry));
      last = { actor, model: change.model, operation: change.operation };
    }
    return heads.length;
  });
  await database.query(statement, [
    numbers,
    entries.map(() => uuidv7()),
    entries.map(({ change }) => change.record),
    entries.map(({ change }) => change.title),
    entries.map(({ change }) => change.changes),
    ...Array.from({ length: 11 }, (_, column) => heads.map((head) => head[column])),
  ]);
}

export const auditTrail = (database: Database, actor: AuditActor): AuditTrail => ({
  note: (changes) =>
    changes.length === 0
      ? Promise.resolve()
      : database.atCommit(
          write,
          changes.map((change) => ({ change, actor })),
        ),
});
