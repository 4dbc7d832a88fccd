import { fail } from '../errors.ts';
import { groupsOf } from './group-records.ts';
import { openDoor, type RepositoryContext } from './model-door.ts';
import { quoted } from './names.ts';
import { readsOf } from './read-records.ts';
import type { RecordStore } from './record-store.ts';
import { secretPlace } from './secret-place.ts';
import { writesOf } from './write-records.ts';

/** Records of one model under the access table and the record rules of who acts. The organization is the principal's; no value and no filter can name another. */
export function createRepository(context: RepositoryContext, modelName: string): RecordStore {
  const door = openDoor(context, modelName);
  const { database, policy, principal, model, codec, table, sees, denied, allow, where, byId } = door;
  const { lockRows, ...reads } = readsOf(door);
  return {
    ...reads,
    ...groupsOf(door),
    ...writesOf(door, { count: reads.count, lockRows }),
    lock: async (domain) => {
      if (!database.inTransaction()) throw new TypeError('lock needs a transaction: it would be given back at once');
      return lockRows(domain);
    },
    related: async (rows, fieldName) => {
      const field = model.fields.get(fieldName);
      const { target, inverse } = field?.options ?? {};
      if (!field || (field.kind !== 'ref' && field.kind !== 'many') || target === undefined)
        throw new TypeError(`${model.name}.${fieldName} leads to no other model`);
      if (!policy.field(principal, model.name, fieldName) || !policy.allows(principal, target, 'read')) return new Map();
      const ids = [...new Set(rows.map((row) => row[field.kind === 'ref' ? fieldName : 'id']).filter((id) => typeof id === 'string'))];
      if (ids.length === 0) return new Map();
      const found = await createRepository(context, target).find({ [field.kind === 'ref' ? 'id' : (inverse ?? '')]: { in: ids } });
      return new Map(found.map((record) => [record.id, record]));
    },
    reveal: async (id, fieldName) => {
      const field = codec.fields.find(({ name }) => name === fieldName);
      if (field?.kind !== 'secret') throw new TypeError(`${model.name}.${fieldName} is no secret`);
      if (!sees.has(fieldName)) throw denied('read');
      allow('read');
      const values: unknown[] = [principal.org];
      const condition = where(byId(id).domain, ['read'], values);
      const { rows } = await database.query<{ sealed: Uint8Array | null }>(
        `SELECT t0.${quoted(field.column)} AS sealed FROM ${table} AS t0 WHERE ${condition}`,
        values,
      );
      const [row] = rows;
      if (!row) throw fail('NOT_FOUND');
      return row.sealed ? context.keys.decrypt(row.sealed, secretPlace(model.name, id.toLowerCase(), fieldName)) : null;
    },
  };
}
