import type { Env } from '#core';
import { offsetOf } from '../moments.ts';
import { controlAttributes, type Labelled, labelled } from './field.tsx';
import { Icon } from './icon.tsx';

const names: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

let cached: { hour: number; zones: readonly { zone: string; offset: string }[] } | undefined;

/** All zones with the offset of this hour; 400 formats are too many for every page. */
function zonesAt(now: Date): readonly { zone: string; offset: string }[] {
  const hour = Math.floor(now.getTime() / 3_600_000);
  if (cached?.hour !== hour) cached = { hour, zones: names.map((zone) => ({ zone, offset: offsetOf(zone, now) })) };
  return cached.zones;
}

export type ZoneSelectProps = Labelled & {
  env: Env;
  value?: string | null;
  wide?: boolean;
  /** A form that only asks for the zone is sent as soon as it is chosen. */
  submit?: boolean;
  /** With scripts, the browser's own zone is chosen at first. */
  fromBrowser?: boolean;
  empty?: string;
};

/** All zones with their present offset, by part of the world; a list to search in with scripts, an ordinary select without. */
export function ZoneSelect(props: ZoneSelectProps) {
  const { env, value, submit, fromBrowser, empty } = props;
  const zones = zonesAt(env.now());
  const all = value && !names.includes(value) ? [{ zone: value, offset: offsetOf(value, env.now()) }, ...zones] : zones;
  const groups = new Map<string, { zone: string; offset: string }[]>();
  for (const entry of all) {
    const area = entry.zone.includes('/') ? entry.zone.slice(0, entry.zone.indexOf('/')) : '';
    const group = groups.get(area);
    if (group) group.push(entry);
    else groups.set(area, [entry]);
  }
  return labelled(
    props,
    <span class="select" data-zones data-empty-words={env.t('No zone matches.')}>
      <select {...controlAttributes(props)} class="input" data-submit={submit ? '' : undefined} data-browser-zone={fromBrowser ? '' : undefined}>
        {empty !== undefined && <option value="">{empty}</option>}
        {[...groups].map(([area, entries]) => (
          <optgroup label={area || 'UTC'}>
            {entries.map(({ zone, offset }) => (
              <option value={zone} selected={zone === value}>
                {`${zone.replaceAll('_', ' ')} (${offset})`}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <Icon name="chevron-down" />
    </span>,
  );
}
