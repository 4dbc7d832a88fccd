import type { Env, KeyScope } from '#core';
import { isTicked } from '../web/contract.ts';

/** What a key opens, as the form asks for it. */
export const presets = ['read', 'all', 'chosen'] as const;
export type Preset = (typeof presets)[number];

export type ScopeChoice = { model: string; label: string; writes: boolean };

/** Models that the person can reach through the API at all, by their names in the reader's language. */
export function scopeChoices(env: Env<'api'>): ScopeChoice[] {
  return env.catalog
    .models()
    .filter((name) => env.catalog.model(name).api !== false && env.can(name, 'read'))
    .map((name) => ({
      model: name,
      label: env.t(env.catalog.model(name).labelPlural),
      writes: env.can(name, 'create') || env.can(name, 'update') || env.can(name, 'delete'),
    }))
    .sort((a, b) => a.label.localeCompare(b.label, env.preferences.language));
}

const texts = (value: unknown): string => (Array.isArray(value) ? String(value.at(-1)) : typeof value === 'string' ? value : '');

/** The form as sent: `opens` is a preset; with `chosen` each model has `model:<name>` = none, read or write, and `actions` says whether actions may be run on those. */
export function readScope(env: Env<'api'>, raw: Readonly<Record<string, unknown>>): KeyScope {
  const opens = texts(raw.opens);
  if (opens === 'all') return { read: ['*'], write: ['*'], act: ['*'] };
  if (opens === 'read') return { read: ['*'], write: [], act: [] };
  const chosen = scopeChoices(env).map(({ model }) => ({ model, level: texts(raw[`model:${model}`]) }));
  const read = chosen.filter(({ level }) => level === 'read').map(({ model }) => model);
  const write = chosen.filter(({ level }) => level === 'write').map(({ model }) => model);
  return { read, write, act: isTicked(raw.actions) ? [...read, ...write] : [] };
}

/** In words, for the list of keys. */
export function scopeWords(env: Env<'api'>, scope: KeyScope): string {
  if (scope.write.includes('*')) return env.t('Everything I may do');
  if (scope.read.includes('*') && scope.write.length === 0) return env.t('Reading');
  const label = (name: string): string => (env.catalog.models().includes(name) ? env.t(env.catalog.model(name).labelPlural) : name);
  return [
    ...(scope.read.length > 0 ? [env.t('Reading: {models}', { models: scope.read.map(label).join(', ') })] : []),
    ...(scope.write.length > 0 ? [env.t('Writing: {models}', { models: scope.write.map(label).join(', ') })] : []),
    ...(scope.act.length > 0 ? [env.t('Actions')] : []),
  ].join(' · ');
}
