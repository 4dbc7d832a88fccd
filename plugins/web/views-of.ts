import { type CatalogModel, type Env, type FormField, type FormView, fail, type ListView, type RecordAction } from '#core';
import type { FieldInfo, RecordRow, Titles } from './field-value.tsx';

export type ModelViews = { model: CatalogModel; list: ListView; form: FormView | undefined };

/** The declared views of a model. What has none, or what the viewer may not read at all, is not there. @throws NOT_FOUND */
export function viewsOf(env: Env, name: string): ModelViews {
  if (!env.catalog.models().includes(name) || !env.can(name, 'read')) throw fail('NOT_FOUND');
  const views = env.catalog.views(name);
  const list = views.find((view): view is ListView => view.kind === 'list');
  if (!list) throw fail('NOT_FOUND');
  const form = views.find((view): view is FormView => view.kind === 'form');
  return { model: env.catalog.model(name), list, form: form && formFor(env, form) };
}

/** The form without the parts that are for other groups: what somebody is not shown they write by no other way either (list, bulk, import). */
export function formFor(env: Env, form: FormView): FormView {
  const open = ({ groups }: { groups?: readonly string[] | undefined }): boolean => groups === undefined || groups.some((group) => env.inGroup(group));
  const tabs = form.tabs?.filter(open).map((tab) => (tab.sections ? { ...tab, sections: tab.sections.filter(open) } : tab));
  return { ...form, sections: form.sections.filter(open), ...(tabs ? { tabs } : {}) };
}

/** @throws NOT_FOUND where there is none that the viewer may read. */
export const recordOf = async (env: Env, views: ModelViews, id: string): Promise<RecordRow> =>
  (await env.model(views.model.name as never).get(id)) as unknown as RecordRow;

/** A field of a form, however it is declared. */
export const nameOf = (field: FormField): string => (typeof field === 'string' ? field : field.name);

/** Every field of a form, on all its pages. */
const fieldsOn = (form: FormView | undefined): readonly FormField[] =>
  [...(form?.sections ?? []), ...(form?.tabs ?? []).flatMap((tab) => tab.sections ?? [])].flatMap(({ fields }) => fields);

/** What the form calls the values of texts and choices whose values say too little: field → value → words. */
export function valueWords(env: Env, form: FormView | undefined): Titles {
  const worded = fieldsOn(form).filter((field) => typeof field !== 'string');
  return new Map(
    worded.flatMap(({ name, choices }) => (choices ? [[name, new Map(choices(env as Env<never>).map(({ value, label }) => [value, label]))] as const] : [])),
  );
}

/** Fields of the form that people may fill in. */
export function editable({ model, form }: ModelViews): [string, FieldInfo][] {
  return fieldsOn(form).flatMap((declared): [string, FieldInfo][] => {
    const name = nameOf(declared);
    const field = model.fields[name];
    return field && field.options.readonly !== true && field.kind !== 'many' && field.kind !== 'bytes' ? [[name, field]] : [];
  });
}

/** The actions that fit the state of this record and the groups of this person. What the rules say is asked again when one is run. */
export function actionsOn(env: Env, form: FormView, record: Record<string, unknown>): RecordAction[] {
  return (form.actions ?? []).filter(
    ({ groups, visible }) =>
      (groups === undefined || groups.some((group) => env.inGroup(group))) &&
      (visible === undefined || env.catalog.matches(form.model, visible, record) !== false),
  );
}

/** May this person do what the action needs? */
export const mayRun = async (env: Env, { model }: ModelViews, id: string, { needs }: RecordAction): Promise<boolean> =>
  needs === undefined || (await env.model(model.name as never).may(needs, id));

/** The actions that this person is offered on this record: each right that one of them needs is asked once. */
export async function offeredOn(env: Env, views: ModelViews, form: FormView, record: RecordRow): Promise<RecordAction[]> {
  const actions = actionsOn(env, form, record);
  const rights = new Map<RecordAction['needs'], boolean>();
  const offered: RecordAction[] = [];
  for (const action of actions) {
    if (!rights.has(action.needs)) rights.set(action.needs, await mayRun(env, views, record.id, action));
    if (rights.get(action.needs) && (!action.offered || (await action.offered(env as unknown as Env<never>, record.id)))) offered.push(action);
  }
  return offered;
}
