import { createHash } from 'node:crypto';
import type { SettingsType } from '../settings/settings.ts';
import type { AuditChange } from './audit-changes.ts';

/** Settings are no records: the log knows those of a plugin by an id made from its name, so that they have a history of their own. */
export function settingsRecord(plugin: string): string {
  const hex = createHash('sha256').update(`settings of ${plugin}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What the audit log says of settings that were saved or went back to their defaults; secrets only that they changed. */
export function settingsChanges(
  type: SettingsType,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  named: readonly string[],
): AuditChange[] {
  const found = named.flatMap((name): [string, [unknown, unknown] | null][] => {
    if (type.secrets.includes(name)) return [[name, null]];
    return JSON.stringify(before[name]) === JSON.stringify(after[name]) ? [] : [[name, [before[name] ?? null, after[name] ?? null]]];
  });
  if (found.length === 0) return [];
  return [
    { model: 'core.setting', record: settingsRecord(type.plugin), title: type.title, operation: 'update', changes: JSON.stringify(Object.fromEntries(found)) },
  ];
}
