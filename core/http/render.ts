/** A JSX page as text. Components may be asynchronous: then `toString` gives a promise. */
export async function renderPage(node: unknown): Promise<string> {
  const awaited: unknown = await node;
  if (awaited === null || awaited === undefined) throw new TypeError('there is no page to show: the node is empty');
  const text: unknown = typeof awaited === 'string' ? awaited : await callToString(awaited);
  return `<!doctype html>${String(text)}`;
}

const callToString = (value: unknown): unknown => {
  // A JSX node's own toString may give a promise, which String() would refuse.
  const method: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'toString') : undefined;
  return typeof method === 'function' ? Reflect.apply(method, value, []) : String(value);
};
