/** Is the address of one of these domains, or of a subdomain of one? @param list one domain per line; blanks and a leading `@` do not matter */
export function isRefused(address: string, list: string): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  if (list.trim() === '') return false;
  const refused = new Set(
    list
      .toLowerCase()
      .split(/[\s,;]+/)
      .map((line) => line.replace(/^@/, '')),
  );
  const parts = domain.split('.');
  return parts.some((_, at) => refused.has(parts.slice(at).join('.')));
}
