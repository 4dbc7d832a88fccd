import type { FormExtension, FormSection, FormView, ListExtension, ListView, MergedView, View } from './view.ts';

/** Puts pieces behind the one that is named, after what earlier extensions have put there; at the end where none is named or there. */
function behind<T>(list: readonly T[], added: readonly T[], isAnchor: (one: T) => boolean, guests: Set<T>): T[] {
  let at = list.findIndex(isAnchor);
  at = at < 0 ? list.length : at + 1;
  while (at < list.length && guests.has(list[at] as T)) at += 1;
  for (const one of added) guests.add(one);
  return [...list.slice(0, at), ...added, ...list.slice(at)];
}

function extendForm(form: FormView, extensions: readonly FormExtension[]): FormView {
  if (extensions.length === 0) return form;
  const guests = new Set<FormSection>();
  let { sections } = form;
  for (const { sections: added, after } of extensions) {
    sections = behind(sections, added ?? [], ({ title }) => after !== undefined && title === after, guests);
  }
  return {
    ...form,
    sections,
    actions: [form, ...extensions].flatMap(({ actions }) => actions ?? []),
    tabs: [form, ...extensions].flatMap(({ tabs }) => tabs ?? []),
    smartButtons: [form, ...extensions].flatMap(({ smartButtons }) => smartButtons ?? []),
    related: [form, ...extensions].flatMap(({ related }) => related ?? []),
    lead: [form, ...extensions].flatMap(({ lead }) => lead ?? []),
    panels: [form, ...extensions].flatMap(({ panels }) => panels ?? []),
  };
}

function extendList(list: ListView, extensions: readonly ListExtension[]): ListView {
  if (extensions.length === 0) return list;
  const guests = new Set<string>();
  let { columns } = list;
  for (const { columns: added, after } of extensions) columns = behind(columns, added ?? [], (name) => name === after, guests);
  const search = [list, ...extensions].flatMap((view) => view.search ?? []);
  return { ...list, columns, filters: [list, ...extensions].flatMap(({ filters }) => filters ?? []), ...(search.length > 0 ? { search } : {}) };
}

/** The views of one model, given in dependency order, with every extension in its place. Pure. */
export function mergeViews(views: readonly View[]): MergedView[] {
  const forms = views.filter((view): view is FormExtension => view.kind === 'form-extension');
  const lists = views.filter((view): view is ListExtension => view.kind === 'list-extension');
  return views.flatMap((view): MergedView[] => {
    if (view.kind === 'form-extension' || view.kind === 'list-extension') return [];
    if (view.kind === 'form') return [extendForm(view, forms)];
    if (view.kind === 'list') return [extendList(view, lists)];
    return [view];
  });
}
