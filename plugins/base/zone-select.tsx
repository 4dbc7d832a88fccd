import { listZones } from '#core';

/** Every IANA zone; one that the list does not have (an older name) stays what it is. */
export function ZoneSelect({ name, value, disabled }: { name: string; value: string; disabled?: boolean }) {
  const zones = listZones();
  return (
    <select id={name} name={name} disabled={disabled}>
      {zones.includes(value) ? null : (
        <option value={value} selected>
          {value}
        </option>
      )}
      {zones.map((zone) => (
        <option value={zone} selected={zone === value}>
          {zone.replaceAll('_', ' ')}
        </option>
      ))}
    </select>
  );
}
