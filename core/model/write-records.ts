import type { Operation } from '../access/policy.ts';
import { type AtriumError, fail } from '../errors.ts';
import { sqlType } from './ddl.ts';
import type { AnyDomain } from './domain.ts';
import { isUuid } from './domain-value.ts';
import type { ModelDoor } from './model-door.ts';
import { quoted } from './names.ts';
import { parseValues } from './parse-values.ts';
import type { readsOf } from './read-records.ts';
import type { Record_, RecordStore, Values } from './record-store.ts';
import type { ResolvedField } from './registry.ts';
import { encode, type StoredField } from './row-codec.ts';
import { secretPlace } from './secret-place.ts';
import { guardsOf } from './write-guards.ts';

/** pg has no array form for these: they travel as texts and are cast row by row. */
const asTexts = new Set<ResolvedField['kind']>(['range', 'json']);

type New = Record<string, unknown> & { id: string };

/** The statements that make, change and delete rows, and what the audit log notes of them. */
export function writesOf(
  door: ModelDoor,
  { count, lockRows }: Pick<ReturnType<typeof readsOf>, 'count' | 'lockRows'>,
): Pick<RecordStore, 'create' | 'add' | 'update' | 'set' | 'updateEach' | 'delete'> {
  const { context, policy, principal, model, codec, table, sees, trail, audit, refused, allow, unusable, where, send, blank, byId } = door;
  /** Rows that a write gives back. Who may write but not read gets back no more than was written. */
  const returned = (rows: Record_[], written: readonly StoredField[]): Record_[] => {
    if (policy.allows(principal, model.name, 'read')) return blank(rows);
    const keep = new Set(['id', 'createdAt', 'updatedAt', ...written.map(({ name }) => name)]);
    return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => keep.has(name))) as Record_);
  };

  const parse = (values: Values, kind: 'create' | 'update', index?: number): Record<string, unknown> => {
    const parsed = parseValues(codec[kind], values, index);
    for (const name of Object.keys(parsed)) if (!sees.has(name)) throw unusable(name, 'This cannot be set.');
    return parsed;
  };
  const seal = (id: string, field: ResolvedField, value: unknown): unknown =>
    field.kind === 'secret' && typeof value === 'string' ? context.keys.encrypt(value, secretPlace(model.name, id, field.name)) : encode(field, value);

  const { decide, recheck, mayLeave, hooksOn, rowsBefore, runHooks, guarded } = guardsOf(door, lockRows);

  const returning = ` RETURNING ${codec.columns}`;
  /** The rows are locked and read as they are, then changed: one statement that gives the former values too. */
  const updateWithFormer = (sets: string, condition: string, former: readonly StoredField[]): string => {
    const was = former.map(({ column }, index) => `t0.${quoted(column)} AS was${index}`);
    const same = model.global ? 't0.id = b.id' : 't0.org_id = $1::integer AND t0.id = b.id';
    return `WITH b AS MATERIALIZED (SELECT ${['t0.id', ...was].join(', ')} FROM ${table} AS t0 WHERE ${condition} FOR NO KEY UPDATE OF t0)
UPDATE ${table} AS t0 SET ${sets} FROM b WHERE ${same} RETURNING ${codec.columns}, ${former.map((_, index) => `b.was${index}`).join(', ')}`;
  };
  const takeFormer = (row: Record_, former: readonly StoredField[]): Record<string, unknown> => {
    const was: Record<string, unknown> = {};
    for (const [index, { name }] of former.entries()) {
      was[name] = row[`was${index}`];
      delete row[`was${index}`];
    }
    return was;
  };

  const insert = (list: readonly New[], after: string): Promise<Record_[]> => {
    const named = codec.fields.filter(({ name }) => name !== 'id' && list.some((values) => values[name] !== undefined));
    const columns = [...(model.global ? [] : ['org_id']), 'id', ...named.map(({ column }) => quoted(column))].join(', ');
    const needed = model.global ? ' WHERE $1::integer IS NOT NULL' : '';
    const head = model.global ? [] : ['$1::integer'];
    const [only] = list;
    if (list.length === 1 && only) {
      const values: unknown[] = [principal.org, only.id];
      const places = named.map((field) => `$${values.push(seal(only.id, field, only[field.name]))}::${sqlType(field)}`);
      return send(`INSERT INTO ${table} AS t0 (${columns}) SELECT ${[...head, '$2::uuid', ...places].join(', ')}${needed}${after}`, values);
    }
    const values: unknown[] = [principal.org, list.map(({ id }) => id)];
    const arrays = named.map((field) => {
      const column = list.map((row) => seal(row.id, field, row[field.name] === undefined ? field.options.default : row[field.name]));
      return `$${values.push(column)}::${asTexts.has(field.kind) ? 'text' : sqlType(field)}[]`;
    });
    const picks = [...head, 'u.id', ...named.map((field, index) => (asTexts.has(field.kind) ? `u.c${index}::${sqlType(field)}` : `u.c${index}`))].join(', ');
    const from = `unnest(${['$2::uuid[]', ...arrays].join(', ')}) WITH ORDINALITY AS u(${['id', ...named.map((_, index) => `c${index}`), 'n'].join(', ')})`;
    return send(`INSERT INTO ${table} AS t0 (${columns}) SELECT ${picks} FROM ${from}${needed} ORDER BY u.n${after}`, values);
  };
  /** `complete`: with the defaults, as the rows will be read; `open`: those that only the database can tell whether the rule allows them. */
  const prepare = (given: readonly Values[], many: boolean): { list: New[]; complete: New[]; open: ReadonlySet<string> } => {
    const list = given.map((values, index): New => {
      const parsed = parse(values, 'create', many ? index : undefined);
      return Object.assign(parsed, { id: typeof parsed.id === 'string' ? parsed.id : context.newId() });
    });
    const complete = list.map((values): New => ({ ...codec.defaults, ...values }));
    return { list, complete, open: new Set(decide(complete, 'create')) };
  };
  /** Nothing was touched: is it not there, or not allowed? What may not be read is not there. */
  const refusal = async (id: string, operation: Operation): Promise<AtriumError> => {
    const readable = policy.allows(principal, model.name, 'read') && (await count({ id })) > 0;
    return readable ? refused(operation) : fail('NOT_FOUND');
  };

  const update = (async (what: string | AnyDomain, input: Values) => {
    allow('update');
    const { domain, id } = byId(what);
    const parsed = parse(input, 'update');
    const named = codec.fields.filter(({ name }) => parsed[name] !== undefined);
    if (id === undefined && named.some(({ kind }) => kind === 'secret')) throw new TypeError(`secrets of ${model.name} are changed one record at a time`);
    const leaves = mayLeave(named);
    const former = audit?.former(named) ?? null;
    const wanted = await hooksOn('update');
    const rows = await guarded(leaves || wanted.length > 0 || former !== null, async () => {
      const before = await rowsBefore(wanted, domain);
      const values: unknown[] = [principal.org];
      const sets = named.map((field) => `${quoted(field.column)} = $${values.push(seal(id ?? '', field, parsed[field.name]))}::${sqlType(field)}`);
      const condition = where(domain, ['read', 'update'], values);
      const list = [...sets, 'updated_at = now()'].join(', ');
      let changed: Record_[];
      if (former && former.length > 0) {
        const found = await send(updateWithFormer(list, condition, former), values);
        const was = found.map((row) => takeFormer(row, former));
        changed = found;
        await trail?.note(audit?.updated(changed, was, named) ?? []);
      } else {
        changed = await send(`UPDATE ${table} AS t0 SET ${list} WHERE ${condition}${returning}`, values);
        if (former) await trail?.note(audit?.updated(changed, [], named) ?? []);
      }
      if (leaves) await recheck(decide(changed, 'update'), 'update');
      await runHooks(wanted, changed, before);
      return changed;
    });
    const out = returned(rows, named);
    if (id === undefined) return out;
    if (!out[0]) throw await refusal(id, 'update');
    return out[0];
  }) as RecordStore['update'];

  return {
    create: (async (input: Values | readonly Values[], options: { onConflict?: { constraint: string } } = {}) => {
      allow('create');
      const many = Array.isArray(input);
      const given = many ? (input as readonly Values[]) : [input as Values];
      if (given.length === 0) return [];
      const { list, open } = prepare(given, many);
      const conflict = options.onConflict ? ` ON CONFLICT ON CONSTRAINT ${quoted(options.onConflict.constraint)} DO NOTHING` : '';
      const wanted = await hooksOn('create');
      const rows = await guarded(open.size > 0 || wanted.length > 0 || audit !== undefined, async () => {
        const made = await insert(list, conflict + returning);
        await recheck(
          made.map(({ id }) => id).filter((id) => open.has(id)),
          'create',
        );
        if (audit) await trail?.note(audit.created(made));
        await runHooks(wanted, made, []);
        return made;
      });
      const out = returned(rows, codec.fields);
      if (many) return out;
      return out[0];
    }) as RecordStore['create'],
    add: async (given, options = {}) => {
      allow('create');
      if (given.length === 0) return [];
      const { list, complete, open } = prepare(given, true);
      const wanted = await hooksOn('create');
      const { onConflict } = options;
      const back = wanted.length > 0 ? returning : onConflict ? ' RETURNING t0.id' : '';
      return guarded(open.size > 0 || wanted.length > 0 || audit !== undefined, async () => {
        const made = await insert(list, (onConflict ? ` ON CONFLICT ON CONSTRAINT ${quoted(onConflict.constraint)} DO NOTHING` : '') + back);
        const ids = (onConflict ? made : list).map(({ id }) => id);
        await recheck(
          ids.filter((id) => open.has(id)),
          'create',
        );
        if (audit) {
          const there = new Set(ids);
          await trail?.note(audit.created(onConflict ? complete.filter(({ id }) => there.has(id)) : complete));
        }
        await runHooks(wanted, made, []);
        return ids;
      });
    },
    update,
    set: async (domain, input) => {
      allow('update');
      const parsed = parse(input, 'update');
      const named = codec.fields.filter(({ name }) => parsed[name] !== undefined);
      const watched = mayLeave(named) || named.some(({ kind }) => kind === 'secret') || (audit?.former(named) ?? null) !== null;
      // somebody looks at the rows: the rule, the audit log, a hook
      if (watched || (await hooksOn('update')).length > 0) return (await update(domain, input)).length;
      const values: unknown[] = [principal.org];
      const sets = named.map((field) => `${quoted(field.column)} = $${values.push(seal('', field, parsed[field.name]))}::${sqlType(field)}`);
      const condition = where(domain, ['read', 'update'], values);
      return (await send(`UPDATE ${table} AS t0 SET ${[...sets, 'updated_at = now()'].join(', ')} WHERE ${condition} RETURNING t0.id`, values)).length;
    },
    updateEach: async (list) => {
      allow('update');
      if (list.length === 0) return [];
      const parsed = list.map(({ id, ...values }, index) => {
        if (typeof id !== 'string' || !isUuid(id)) throw fail('NOT_FOUND');
        return { ...parse(values, 'update', index), id: id.toLowerCase() } as Record<string, unknown> & { id: string };
      });
      const named = codec.fields.filter(({ name }) => name !== 'id' && parsed.some((values) => values[name] !== undefined));
      if (named.some(({ name, kind }) => kind === 'secret' || parsed.some((values) => values[name] === undefined)))
        throw new TypeError(`each change of ${model.name} must name the same fields, and no secret`);
      const domain = { id: { in: parsed.map(({ id }) => id) } };
      const leaves = mayLeave(named);
      const former = audit?.former(named) ?? [];
      const wanted = await hooksOn('update');
      const rows = await guarded(leaves || wanted.length > 0 || audit !== undefined, async () => {
        const before = await rowsBefore(wanted, domain);
        const values: unknown[] = [principal.org, parsed.map(({ id }) => id)];
        const arrays = named.map((field) => {
          const column = parsed.map((row) => seal(row.id, field, row[field.name]));
          return `$${values.push(column)}::${asTexts.has(field.kind) ? 'text' : sqlType(field)}[]`;
        });
        const sets = named.map((field, index) => `${quoted(field.column)} = u.c${index}${asTexts.has(field.kind) ? `::${sqlType(field)}` : ''}`);
        const was = former.map(({ column }, index) => `, t0.${quoted(column)} AS was${index}`).join('');
        const condition = where(domain, ['read', 'update'], values);
        const same = model.global ? 't0.id = b.id' : 't0.org_id = $1::integer AND t0.id = b.id';
        const found = await send(
          `WITH b AS MATERIALIZED (SELECT t0.id${was} FROM ${table} AS t0 WHERE ${condition} FOR NO KEY UPDATE OF t0)
UPDATE ${table} AS t0 SET ${[...sets, 'updated_at = now()'].join(', ')}
FROM b JOIN unnest(${['$2::uuid[]', ...arrays].join(', ')}) AS u(${['id', ...named.map((_, index) => `c${index}`)].join(', ')}) ON u.id = b.id
WHERE ${same} RETURNING ${codec.columns}${former.map((_, index) => `, b.was${index}`).join('')}`,
          values,
        );
        const earlier = found.map((row) => takeFormer(row, former));
        if (audit) await trail?.note(audit.updated(found, earlier, named) ?? []);
        if (leaves) await recheck(decide(found, 'update'), 'update');
        await runHooks(wanted, found, before);
        return found;
      });
      return returned(rows, named);
    },
    delete: async (what) => {
      allow('delete');
      const { domain, id } = byId(what);
      const wanted = await hooksOn('delete');
      const whole = wanted.length > 0 || audit !== undefined;
      const gone = await guarded(whole, async () => {
        const values: unknown[] = [principal.org];
        const condition = where(domain, ['read', 'delete'], values);
        const rows = await send(`DELETE FROM ${table} AS t0 WHERE ${condition} RETURNING ${whole ? codec.columns : 't0.id'}`, values);
        if (audit) await trail?.note(audit.deleted(rows));
        await runHooks(wanted, rows, rows);
        return rows.length;
      });
      if (id !== undefined && gone === 0) throw await refusal(id, 'delete');
      return gone;
    },
  };
}
