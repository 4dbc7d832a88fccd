import { checkDomain } from '../model/check-domain.ts';
import type { AnyDomain } from '../model/domain.ts';
import type { FieldKind } from '../model/field.ts';
import type { Registry, ResolvedField } from '../model/registry.ts';
import type { Manifest } from './define-plugin.ts';
import { RegistrationError } from './registration-error.ts';
import type { FormField, FormSection, GroupKey, Measure, RecordAction, RelatedList, SmartButton, View } from './view.ts';

type OwnedView = { readonly plugin: string; readonly view: View };

/** What every plugin declares for a model, in dependency order. */
export type ViewIndex = ReadonlyMap<string, readonly OwnedView[]>;

const numbers: readonly FieldKind[] = ['int', 'number'];
const moments: readonly FieldKind[] = ['instant', 'date'];
const fewValues: readonly FieldKind[] = ['choice', 'ref'];

/** Looks at one view; every fault names plugin, view and what to write instead. */
function checkView(registry: Registry, closure: ReadonlySet<string>, plugin: string, view: View): void {
  const where = `key "views" (${view.kind} of "${view.model}")`;
  const refuse = (message: string): never => {
    throw new RegistrationError(plugin, where, message);
  };
  const modelNamed = (name: string) => {
    const model = registry.models.get(name);
    if (!model) return refuse(`no enabled plugin declares the model "${name}"`);
    return closure.has(model.plugin) ? model : refuse(`the model "${name}" belongs to the plugin "${model.plugin}": name that plugin in "depends"`);
  };
  const field = (name: string, kinds?: readonly FieldKind[], of = view.model): ResolvedField => {
    const found = modelNamed(of).fields.get(name);
    if (!found) return refuse(`the model "${of}" has no field "${name}"`);
    if (!closure.has(found.plugin)) return refuse(`the field "${name}" belongs to the plugin "${found.plugin}": name that plugin in "depends"`);
    if (kinds && !kinds.includes(found.kind)) return refuse(`"${name}" is ${found.kind}; here it must be ${kinds.join(' or ')}`);
    return found;
  };
  const domain = (condition: AnyDomain | undefined, of = view.model): void => {
    if (condition === undefined) return;
    try {
      checkDomain(registry, of, condition);
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    }
  };
  const order = (names: readonly string[] | undefined, of = view.model): void => {
    for (const name of names ?? []) field(name.replace(/^-/, ''), undefined, of);
  };
  const formField = (entry: FormField): void => {
    if (typeof entry === 'string') {
      field(entry);
      return;
    }
    const { kind, options } = field(entry.name, entry.through === undefined ? undefined : ['many']);
    if (kind === 'many' && entry.through !== undefined) field(entry.through, ['ref'], options.target);
    for (const condition of [entry.visible, entry.readonly, entry.required]) domain(condition);
  };
  const sections = (list: readonly FormSection[] | undefined): void => {
    for (const section of list ?? []) {
      section.fields.forEach(formField);
      domain(section.visible);
    }
  };
  const back = (one: RelatedList | SmartButton): void => {
    const { options } = field(one.field, ['ref'], one.model);
    if (options.target !== view.model) refuse(`"${one.model}.${one.field}" points at "${options.target}", not at "${view.model}"`);
    domain(one.domain, one.model);
  };
  const related = (list: readonly RelatedList[] | undefined): void => {
    for (const one of list ?? []) {
      back(one);
      for (const name of one.columns) field(name, undefined, one.model);
      order(one.order, one.model);
    }
  };
  const actions = (list: readonly RecordAction[] | undefined): void => {
    for (const { name, visible, run, link } of list ?? []) {
      if (!/^[a-z][a-z0-9-]*$/.test(name)) refuse(`the action "${name}": write its name in small letters and dashes`);
      if (!run && !link) refuse(`the action "${name}" neither runs nor leads anywhere`);
      domain(visible);
    }
  };
  const key = (one: GroupKey): void => {
    if (typeof one === 'string') field(one);
    else field(one.field, moments);
  };
  const measure = (one: Measure): void => {
    if (one !== 'count') field('sum' in one ? one.sum : one.average, numbers);
  };

  modelNamed(view.model);
  switch (view.kind) {
    case 'list':
    case 'list-extension':
      for (const name of [...(view.columns ?? []), ...(view.search ?? [])]) field(name);
      for (const filter of view.filters ?? []) domain(filter.domain);
      if (view.kind === 'list') order(view.order);
      break;
    case 'form':
    case 'form-extension':
      if (view.kind === 'form' && view.status !== undefined) field(view.status, ['choice']);
      sections(view.sections);
      related(view.related);
      actions(view.actions);
      view.smartButtons?.forEach(back);
      for (const tab of view.tabs ?? []) {
        if (!/^[a-z][a-z0-9-]*$/.test(tab.name)) refuse(`the tab "${tab.name}": write its name in small letters and dashes`);
        sections(tab.sections);
        related(tab.related);
        domain(tab.visible);
      }
      break;
    case 'cards':
      for (const name of view.fields) field(name);
      if (view.groupBy !== undefined) field(view.groupBy, fewValues);
      break;
    case 'calendar':
      field(view.start, moments);
      if (view.end !== undefined) field(view.end, moments);
      if (view.detail !== undefined) field(view.detail);
      if (view.colour !== undefined) field(view.colour, fewValues);
      break;
    case 'graph':
      [view.groupBy, ...(view.choices ?? [])].forEach(key);
      [view.measure ?? 'count', ...(view.measures ?? [])].forEach(measure);
      break;
    case 'pivot':
      [view.rows, view.columns, ...(view.choices ?? [])].forEach(key);
      [view.measure ?? 'count', ...(view.measures ?? [])].forEach(measure);
  }
}

/** Names that stand in addresses or lists must be there once on a model, whoever brings them. */
function checkNames(model: string, views: readonly OwnedView[]): void {
  const seen = new Map<string, string>();
  const claim = (plugin: string, what: string): void => {
    const other = seen.get(what);
    if (other !== undefined) throw new RegistrationError(plugin, `key "views" (${model})`, `the ${what} is already declared by the plugin "${other}"`);
    seen.set(what, plugin);
  };
  for (const { plugin, view } of views) {
    if (view.kind !== 'form-extension' && view.kind !== 'list-extension') claim(plugin, `view "${view.kind}"`);
    if (view.kind === 'form' || view.kind === 'form-extension') {
      for (const { name } of view.actions ?? []) claim(plugin, `action "${name}"`);
      for (const { name } of view.tabs ?? []) claim(plugin, `tab "${name}"`);
      for (const { name } of view.smartButtons ?? []) claim(plugin, `smart button "${name}"`);
    }
    if (view.kind === 'list' || view.kind === 'list-extension') for (const { name } of view.filters ?? []) claim(plugin, `filter "${name}"`);
  }
}

/**
 * The views of all plugins by model. Pure.
 * @param plugins in dependency order
 * @throws RegistrationError naming plugin and view: a model, field or condition that is not there or not the plugin's to name, a view or a name that is there twice.
 */
export function buildViews(plugins: readonly Manifest[], registry: Registry, closures: ReadonlyMap<string, ReadonlySet<string>>): ViewIndex {
  const index = new Map<string, OwnedView[]>();
  for (const { name: plugin, views } of plugins) {
    const closure = closures.get(plugin) ?? new Set([plugin]);
    for (const view of views ?? []) {
      checkView(registry, closure, plugin, view);
      const list = index.get(view.model);
      if (list) list.push({ plugin, view });
      else index.set(view.model, [{ plugin, view }]);
    }
  }
  for (const [model, views] of index) checkNames(model, views);
  return index;
}
