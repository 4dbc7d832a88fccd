/**
 * How somebody came by each group: from a group that was given, over those that imply the next, to the group itself. The shortest way where there are several.
 * Names that are not known lead nowhere further.
 */
export function groupPaths(
  groups: ReadonlyMap<string, { readonly implies?: readonly string[] }>,
  given: Iterable<string>,
): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>();
  let next: (readonly string[])[] = [...given].map((name) => [name]);
  while (next.length > 0) {
    const further: (readonly string[])[] = [];
    for (const path of next) {
      const name = path.at(-1) ?? '';
      if (paths.has(name)) continue;
      paths.set(name, path);
      for (const implied of groups.get(name)?.implies ?? []) further.push([...path, implied]);
    }
    next = further;
  }
  return paths;
}
