import type { FormExtension, FormSection, FormView, ListExtension, ListView, MergedView, View } from './view.ts';

/** Puts pieces behind the one that is named, after what earlier extensions have put there; at the end where none is named or there. */
function behind<T>(list: readonly T[], added: readonly T[], isAnchor: (one: T) => boolean, guests: Set<T>): T[] {
  let at = list.findIndex(isAnchor);
  at = at < 0 ? list.length : at + 1;
  while (at < list.length && guests.has(list[at] as T)) at += 1;
  for (const one of added) guests.add(one);
  return [...list.slice(0, at), ...added, ...list.slice(at)];
}

const joined = <T>(own: readonly T[] | undefined, added: readonly T[] | undefined): readonly T[] => [...(own ?? []), ...(added ?? [])];

function extendForm(form: FormView, extensions: readonly FormExtension[]): FormView {
  const guests = new Set<FormSection>();
  return extensions.reduce<FormView>(
    (view, { sections, after, actions, tabs, smartButtons, related, panels }) => ({
      ...view,
      sections: behind(view.sections, sections ?? [], ({ title }) => after !== undefined && title === after, guests),
      actions: joined(view.actions, actions),
      tabs: joined(view.tabs, tabs),
      smartButtons: joined(view.smartButtons, smartButtons),
      related: joined(view.related, related),
      panels: joined(view.panels, panels),
    }),
    form,
  );
}

function extendList(list: ListView, extensions: readonly ListExtension[]): ListView {
  const guests = new Set<string>();
  return extensions.reduce<ListView>(
    (view, { columns, after, filters, search }) => ({
      ...view,
      columns: behind(view.columns, columns ?? [], (name) => name === after, guests),
      filters: joined(view.filters, filters),
      ...(view.search || search ? { search: joined(view.search, search) } : {}),
    }),
    list,
  );
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
