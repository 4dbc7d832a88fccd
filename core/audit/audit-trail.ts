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

const statement = `INSERT INTO core_audit (org_id, id, model, record, title, operation, actor, account, person, plugin, token, sudo, request, address, changes)
SELECT u.org, u.id, u.model, u.record, u.title, u.operation, u.actor, u.account, u.person, u.plugin, u.token, u.sudo, u.request, u.address, u.changes::jsonb
FROM unnest($1::integer[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[])
  AS u(org, id, model, record, title, operation, actor, account, person, plugin, token, sudo, request, address, changes)`;

async function write(database: Database, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  const column = <T>(pick: (entry: Entry) => T): T[] => entries.map(pick);
  const user = ({ actor: { origin } }: Entry): Extract<Principal, { kind: 'user' }> | undefined => (origin.kind === 'user' ? origin : undefined);
  await database.query(statement, [
    column(({ actor }) => actor.principal.org),
    column(() => uuidv7()),
    column(({ change }) => change.model),
    column(({ change }) => change.record),
    column(({ change }) => change.title),
    column(({ change }) => change.operation),
    column(({ actor }) => actor.origin.kind),
    column((entry) => user(entry)?.account ?? null),
    column((entry) => user(entry)?.person ?? null),
    column(({ actor }) => actor.plugin),
    column(({ actor: { origin } }) => (origin.kind === 'portal' ? origin.tokenKind : origin.kind === 'user' && origin.key !== undefined ? 'api.key' : null)),
    column(({ actor: { principal } }) => (principal.kind === 'system' ? principal.reason.slice(0, 300) : null)),
    column(({ actor }) => actor.request?.id ?? null),
    column(({ actor }) => actor.request?.address.slice(0, 60) ?? null),
    column(({ change }) => change.changes),
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
