import type { AnyDomain, Env, FormField, FormSection, RelatedList } from '#core';
import type { FieldInfo } from '../field-value.tsx';
import type { ModelViews } from '../views-of.ts';

/** Conditions of a field as declared; the page looks at them again while somebody types. */
type Conditions = { visible?: AnyDomain; readonly?: AnyDomain; required?: AnyDomain };

/** One field in its place on a form, with what its conditions say of the record. */
export type Spot = {
  name: string;
  field: FieldInfo;
  help: string | undefined;
  copy: boolean;
  wide: boolean;
  visible: boolean;
  /** People may fill it in, as far as the declaration goes. */
  writable: boolean;
  required: boolean;
  /** Of a field that joins this record with others: the model of the records that join, and its two references. */
  joins: { model: string; here: string; there: string; target: string } | undefined;
  conditions: Conditions | undefined;
  /** Of a text, or of a choice in words of its own: what may be chosen. */
  choices: readonly { value: string; label: string }[] | undefined;
};

type Part = { title: string | undefined; help: string | undefined; folded: boolean; spots: Spot[] };

type PanelOf = NonNullable<NonNullable<ModelViews['form']>['panels']>[number];

/** One page of the form: the first has no name. */
export type Sheet = { name: string; title: string; visible: boolean; parts: Part[]; related: readonly RelatedList[]; panels: readonly PanelOf[] };

const both = (a: AnyDomain | undefined, b: AnyDomain | undefined): AnyDomain | undefined => (a === undefined ? b : b === undefined ? a : { $and: [a, b] });

/** Both sides of what joins two records, where the viewer may see them. */
function joinsOf(env: Env, field: FieldInfo, through: string | undefined): Spot['joins'] {
  const { target: joining, inverse } = field.options;
  if (field.kind !== 'many' || through === undefined || joining === undefined || inverse === undefined || !env.can(joining, 'read')) return undefined;
  const { fields } = env.catalog.model(joining);
  const target = fields[through]?.options.target;
  return target !== undefined && fields[inverse] && env.can(target, 'read') ? { model: joining, here: inverse, there: through, target } : undefined;
}

/** The form as it is for this viewer and these values: fields that the viewer may not see are not in it. */
export function sheetsOf(env: Env, { model, form }: ModelViews, values: Readonly<Record<string, unknown>>): Sheet[] {
  if (!form) return [];
  // What cannot be told from the row alone stays open: the rules decide when something is written.
  const says = (condition: AnyDomain | undefined, unless: boolean): boolean => {
    if (condition === undefined) return unless;
    const verdict = env.catalog.matches(model.name, condition, values);
    return verdict === 'unknown' ? unless : verdict;
  };
  const among = (groups: readonly string[] | undefined): boolean => groups === undefined || groups.some((group) => env.inGroup(group));
  const spot = (entry: FormField, outer: AnyDomain | undefined): Spot[] => {
    const declared = typeof entry === 'string' ? { name: entry } : entry;
    const field = model.fields[declared.name];
    const joins = field && typeof entry !== 'string' ? joinsOf(env, field, entry.through) : undefined;
    if (!field || (field.kind === 'many' && !joins)) return [];
    const visible = both(outer, declared.visible);
    const shown = says(visible, true);
    const conditions: Conditions = {
      ...(visible === undefined ? {} : { visible }),
      ...(declared.readonly === undefined ? {} : { readonly: declared.readonly }),
      ...(declared.required === undefined ? {} : { required: declared.required }),
    };
    return [
      {
        name: declared.name,
        field,
        help: declared.help ?? field.options.help,
        copy: declared.copy === true,
        wide: declared.wide === true || joins !== undefined || field.kind === 'longText' || field.kind === 'json',
        visible: shown,
        writable:
          shown &&
          (!joins || (env.can(joins.model, 'create') && env.can(joins.model, 'delete'))) &&
          field.options.readonly !== true &&
          field.kind !== 'bytes' &&
          !says(declared.readonly, false),
        joins,
        required: joins === undefined && field.kind !== 'bool' && (field.options.required === true || says(declared.required, false)),
        choices: field.kind === 'text' || field.kind === 'choice' ? declared.choices?.(env as Env<never>) : undefined,
        conditions: Object.keys(conditions).length > 0 ? conditions : undefined,
      },
    ];
  };
  const parts = (sections: readonly FormSection[] | undefined, outer: AnyDomain | undefined): Part[] =>
    (sections ?? [])
      .filter(({ groups }) => among(groups))
      .map((section) => ({
        title: section.title,
        help: section.help,
        folded: section.folded === true,
        spots: section.fields.flatMap((entry) => spot(entry, both(outer, section.visible))),
      }));
  return [
    { name: '', title: 'Overview', visible: true, parts: parts(form.sections, undefined), related: form.related ?? [], panels: form.panels ?? [] },
    ...(form.tabs ?? [])
      .filter(({ groups }) => among(groups))
      .map((tab) => ({
        name: tab.name,
        title: tab.title,
        visible: says(tab.visible, true),
        parts: parts(tab.sections, tab.visible),
        related: tab.related ?? [],
        panels: tab.panels ?? [],
      })),
  ];
}

export const spotsOf = (sheets: readonly Sheet[]): Spot[] => sheets.flatMap(({ parts }) => parts.flatMap(({ spots }) => spots));

/** What a record holds that nobody has written yet. */
export const defaultsOf = ({ model }: ModelViews): Record<string, unknown> =>
  Object.fromEntries(Object.entries(model.fields).map(([name, { options }]) => [name, options.default ?? null]));
