import { type AnyDomain, type CatalogModel, type Env, type FormView, fail } from '#core';

/** What has to hold of a record before a field of its form may be written. */
export type Condition = { readonly domain: AnyDomain; readonly must: boolean };

/** A model as the API opens it to the caller. */
export type ApiModel = {
  readonly model: CatalogModel;
  readonly form: FormView | undefined;
  /** What a list shows unless fields are named: no relations to many, no bytes, no secrets. */
  readonly shown: readonly string[];
  /** Field → conditions on the record. */
  readonly writable: ReadonlyMap<string, readonly Condition[]>;
  readonly can: Readonly<Record<'create' | 'read' | 'update' | 'delete', boolean>>;
};

const own = new Set(['id', 'createdAt', 'updatedAt']);

/** Fields that the form lets this person write, with the form's conditions. */
function formFields(env: Env, form: FormView): Map<string, Condition[]> {
  const found = new Map<string, Condition[]>();
  const open = ({ groups }: { groups?: readonly string[] | undefined }): boolean => groups === undefined || groups.some((group) => env.inGroup(group));
  const shownWhere = (domain: AnyDomain | undefined): Condition[] => (domain === undefined ? [] : [{ domain, must: true }]);
  const add = (sections: FormView['sections'], before: readonly Condition[]): void => {
    for (const section of sections) {
      if (!open(section)) continue;
      for (const field of section.fields) {
        const parts = typeof field === 'string' ? { name: field } : field;
        const locked = parts.readonly === undefined ? [] : [{ domain: parts.readonly, must: false }];
        found.set(parts.name, [...before, ...shownWhere(section.visible), ...shownWhere(parts.visible), ...locked]);
      }
    }
  };
  add(form.sections, []);
  for (const tab of form.tabs ?? []) if (open(tab)) add(tab.sections ?? [], shownWhere(tab.visible));
  return found;
}

/**
 * Reading is what the access table says. Writing is, besides, only what people may do on the model's form: a plugin that keeps a model in order by its own actions
 * has no form that writes it, and nobody gets around those actions here. A declaration (`api`) says more or less.
 * @throws NOT_FOUND for a model that is not there or left out of the API
 */
export function apiModel(env: Env<'api'>, name: string): ApiModel {
  if (!env.catalog.models().includes(name)) throw fail('NOT_FOUND');
  const model = env.catalog.model(name);
  if (model.api === false) throw fail('NOT_FOUND');
  const shown: string[] = [];
  for (const [field, { kind, column }] of Object.entries(model.fields)) if (column !== null && kind !== 'bytes' && kind !== 'secret') shown.push(field);
  // Who only reads needs none of the following.
  const form = once(() => env.catalog.views(name).find((view): view is FormView => view.kind === 'form'));
  const writable = once(() => writableFields(env, model, form()));
  const writes = (refused: 'noCreate' | 'noEdit' | 'noDelete'): boolean => {
    if (model.api !== undefined) return model.api === 'write';
    const view = form();
    return view !== undefined && view[refused] !== true;
  };
  return {
    model,
    shown,
    get form() {
      return form();
    },
    get writable() {
      return writable();
    },
    can: {
      read: env.can(name, 'read'),
      get create() {
        return env.can(name, 'create') && writes('noCreate');
      },
      get update() {
        return env.can(name, 'update') && writes('noEdit');
      },
      get delete() {
        return env.can(name, 'delete') && writes('noDelete');
      },
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function writableFields(env: Env<'api'>, model: CatalogModel, form: FormView | undefined): Map<string, readonly Condition[]> {
  const found = new Map<string, readonly Condition[]>();
  if (model.api === 'read' || (model.api !== 'write' && !form)) return found;
  const offered = model.api === 'write' || !form ? undefined : formFields(env, form);
  for (const [field, { column, options }] of Object.entries(model.fields)) {
    if (column === null || own.has(field) || options.readonly === true) continue;
    if (offered === undefined || offered.has(field)) found.set(field, offered?.get(field) ?? []);
  }
  return found;
}

/** @throws ACCESS_DENIED */
export function assertCan({ can }: ApiModel, operation: keyof ApiModel['can']): void {
  if (!can[operation]) throw fail('ACCESS_DENIED');
}
