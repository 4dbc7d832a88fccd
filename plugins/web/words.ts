/** A key as a person would write it: `joinUrl` → `Join url`, `NEEDS-ACTION` → `Needs action`, `virtual_room` → `Virtual room`. */
export function words(key: string): string {
  const spaced = key
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_\-.]+/g, ' ')
    .trim()
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
