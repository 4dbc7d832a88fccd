/** The groups and all that they imply, directly or not. Names that are not known stay as they are. */
export function expandGroups(groups: ReadonlyMap<string, { readonly implies?: readonly string[] }>, names: Iterable<string>): Set<string> {
  const all = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (all.has(name)) continue;
    all.add(name);
    waiting.push(...(groups.get(name)?.implies ?? []));
  }
  return all;
}
