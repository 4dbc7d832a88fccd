import { z } from 'zod';
import type { DataRecord } from './define-plugin.ts';
import { RegistrationError } from './registration-error.ts';

const reference = z.strictObject({ ref: z.string().regex(/^[a-z][a-z0-9-]*\..+$/) });

/** The external id that a declared value refers to: `{ ref: 'plugin.key' }`. */
export const referenceOf = (value: unknown): string | undefined => reference.safeParse(value).data?.ref;

/**
 * A plugin's records so that each comes after those it refers to; otherwise as declared.
 * @throws RegistrationError where a key is declared twice or records refer to each other in a circle
 */
export function orderDataRecords(plugin: string, records: readonly DataRecord[]): DataRecord[] {
  const byKey = new Map<string, DataRecord>();
  for (const record of records) {
    if (byKey.has(record.key)) throw new RegistrationError(plugin, `data "${record.key}"`, 'it is declared twice: use another key');
    byKey.set(record.key, record);
  }
  const ordered = new Set<DataRecord>();
  const place = (record: DataRecord, above: readonly string[]): void => {
    if (ordered.has(record)) return;
    if (above.includes(record.key))
      throw new RegistrationError(plugin, `data "${record.key}"`, `it refers to itself through ${[...above, record.key].join(' → ')}`);
    for (const value of Object.values(record.values)) {
      const external = referenceOf(value);
      const target = external?.startsWith(`${plugin}.`) ? byKey.get(external.slice(plugin.length + 1)) : undefined;
      if (target) place(target, [...above, record.key]);
    }
    ordered.add(record);
  };
  for (const record of records) place(record, []);
  return [...ordered];
}
