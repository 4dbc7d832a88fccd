import { type AtriumError, fail } from '../errors.ts';
import { identifier } from './names.ts';
import type { Registry, ResolvedModel } from './registry.ts';

type PgError = { code: string; constraint?: string; table?: string; detail?: string };

const isPgError = (error: unknown): error is PgError => typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';

/** Which fields a constraint of the model is about, by the names that the DDL gives. */
function fieldsOf(model: ResolvedModel, constraint: string | undefined): string[] {
  if (!constraint) return [];
  const column = (name: string): string => model.fields.get(name)?.column ?? name;
  const unique = (model.definition.unique ?? []).find((names) => identifier(model.table, ...names.map(column), 'key') === constraint);
  if (unique) return [...unique];
  return [...model.fields.keys()].filter((name) => ['check', 'fk'].some((kind) => identifier(model.table, column(name), kind) === constraint));
}

/** Turns a constraint's refusal into words for people; everything else stays what it is. */
export function mapDatabaseError(error: unknown, model: ResolvedModel, registry: Registry): unknown {
  if (!isPgError(error)) return error;
  const fields = fieldsOf(model, error.constraint);
  const issues = (message: string): { path: string; message: string }[] => fields.map((path) => ({ path, message }));
  const made = ((): AtriumError | undefined => {
    switch (error.code) {
      case '23505':
        return fail('RECORD_DUPLICATE', { issues: issues('There is one with this value already.'), cause: error });
      case '23P01':
        return fail('RECORD_DUPLICATE', { cause: error });
      case '23001':
      case '23503': {
        const holder = [...registry.models.values()].find(({ table }) => table === error.table);
        if (holder && (holder.name !== model.name || error.code === '23001' || error.detail?.includes('still referenced'))) {
          const what = (holder.definition.labelPlural ?? holder.definition.label).toLowerCase();
          const [field = ''] = fieldsOf(holder, error.constraint);
          const inUse = holder.fields.get(field)?.options.inUse;
          return fail('RECORD_IN_USE', {
            detail: inUse?.words ?? `This is still used by ${what}. Hand those over or delete them first.`,
            extra: { model: holder.name, ...(inUse?.page ? { page: inUse.page } : {}) },
            cause: error,
          });
        }
        return fail('INPUT_INVALID', { issues: issues('Choose one that exists.'), cause: error });
      }
      case '23514':
        return fail('CONSTRAINT_VIOLATED', { issues: issues('This value is not possible.'), cause: error });
      case '23502':
        return fail('INPUT_INVALID', { cause: error });
      case '22P02':
      case '22007':
      case '22008':
      case '22021':
      case '22003':
        return fail('INPUT_INVALID', { cause: error });
      default:
        return undefined;
    }
  })();
  return made ?? error;
}
