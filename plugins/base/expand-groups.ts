/** The groups and all that they imply, once each. Unknown names stay: a plugin may be away for a while. */
export function expandGroups(direct: readonly string[], known: readonly { name: string; implies: readonly string[] }[]): Set<string> {
  const implied = new Map(known.map((group) => [group.name, group.implies]));
  const all = new Set<string>();
  const open = [...direct];
  for (let group = open.pop(); group !== undefined; group = open.pop()) {
    if (all.has(group)) continue;
    all.add(group);
    open.push(...(implied.get(group) ?? []));
  }
  return all;
}

/** The groups that lead to `wanted`: itself and all that imply it. */
export function groupsThatImply(wanted: string, known: readonly { name: string; implies: readonly string[] }[]): string[] {
  return [wanted, ...known.filter((group) => group.name !== wanted && expandGroups([group.name], known).has(wanted)).map((group) => group.name)];
}
