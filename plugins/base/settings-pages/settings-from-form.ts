import { isTicked } from '../../web/contract.ts';
import { convertDuration, isDurationUnit } from './duration.ts';
import type { SettingsInput } from './settings-inputs.ts';

const texts = (sent: unknown): string[] => (Array.isArray(sent) ? sent : [sent]).filter((one) => typeof one === 'string');

const numberOf = (given: string): number | undefined => (given.trim() === '' ? undefined : Number(given.trim().replace(',', '.')));

/**
 * What the form sent, as values for the schema. Boxes that are not sent are off, secrets left empty stay as they are, members set by the
 * environment and members that the form cannot show are left out; an empty number is the default.
 */
export function settingsFromForm(inputs: readonly SettingsInput[], raw: Record<string, unknown>, fixed: ReadonlySet<string>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { name, kind, unit } of inputs) {
    if (fixed.has(name) || kind === 'other') continue;
    const sent = raw[name];
    const given = typeof sent === 'string' ? sent : '';
    if (kind === 'bool') values[name] = isTicked(sent);
    else if (kind === 'choices') values[name] = texts(sent);
    else if (kind === 'secret') {
      if (isTicked(raw[`${name}:clear`])) values[name] = '';
      else if (given.trim() !== '') values[name] = given;
    } else if (sent === undefined) continue;
    else if (kind === 'number') values[name] = numberOf(given);
    else if (kind === 'duration') {
      const count = numberOf(given);
      const from = raw[`${name}:unit`];
      values[name] = count === undefined ? undefined : convertDuration(count, isDurationUnit(from) ? from : unit, unit);
    } else if (kind === 'list')
      values[name] = given
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
    else if (kind === 'long') values[name] = given.replaceAll('\r\n', '\n');
    else values[name] = given;
  }
  return values;
}
