import { type Env, isZone } from '#core';
import { words } from '../../components/display.tsx';
import { labelOf } from '../../field-value.tsx';
import type { ModelViews } from '../../views-of.ts';
import { importFields } from './importable.ts';

/** Where each column of a table goes: a field, `id`, `external`, or nowhere (an empty text). */
export type Mapping = readonly string[];

/** `Start (Europe/Berlin)` → the name and the zone. */
export function headParts(head: string): { name: string; zone: string | undefined } {
  // without a repetition that could be divided up in many ways: a head may be as long as any cell
  const [, name = head, zone] = /^(.*)\(([A-Za-z0-9_+/-]{1,60})\)$/.exec(head.trim()) ?? [];
  return zone !== undefined && isZone(zone) ? { name: name.trim(), zone } : { name: head.trim(), zone: undefined };
}

/** What a column may be mapped to, with the words for it. */
export const mappingChoices = (env: Env, views: ModelViews): { value: string; label: string }[] => [
  { value: 'id', label: env.t('Id of the record') },
  { value: 'external', label: env.t('External id') },
  ...importFields(views).map(([name, field]) => ({ value: name, label: labelOf(env, field, name) })),
];

/** Columns find their fields by name: as the form says it, in English, or as the developer wrote it. Each field is taken once. */
export function guessMapping(env: Env, views: ModelViews, head: readonly string[]): Mapping {
  const known = new Map<string, string>();
  const know = (text: string | undefined, target: string): void => {
    const key = text?.toLowerCase();
    if (key && !known.has(key)) known.set(key, target);
  };
  know('id', 'id');
  know('external id', 'external');
  know(env.t('External id'), 'external');
  for (const [name, field] of importFields(views)) {
    know(labelOf(env, field, name), name);
    know(field.options.label ?? words(name), name);
    know(name, name);
  }
  const taken = new Set<string>();
  return head.map((text) => {
    const target = known.get(headParts(text).name.toLowerCase()) ?? '';
    if (taken.has(target)) return '';
    taken.add(target);
    return target;
  });
}
