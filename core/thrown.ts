/** One member of whatever was thrown; undefined where it has none, or where looking at it throws. */
export function readMember(thrown: unknown, name: string): unknown {
  if ((typeof thrown !== 'object' && typeof thrown !== 'function') || thrown === null) return undefined;
  try {
    return Reflect.get(thrown, name);
  } catch {
    return undefined;
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Is it an error of this class? Also asked of things that throw when they are looked at. */
export function isThrown<T>(thrown: unknown, type: abstract new (...args: never[]) => T): thrown is T {
  try {
    return thrown instanceof type;
  } catch {
    return false;
  }
}

/** What kind of thing was thrown, in a word: `TypeError`, `string`, `null`. */
export function nameOf(thrown: unknown): string {
  if (thrown === null) return 'null';
  if (typeof thrown !== 'object' && typeof thrown !== 'function') return typeof thrown;
  return text(readMember(thrown, 'name')) ?? typeof thrown;
}

/** The words of whatever was thrown: a string, nothing at all, a frozen object, an error whose members throw. Never throws. */
export function wordsOf(thrown: unknown): string {
  const message = text(readMember(thrown, 'message'));
  if (message !== undefined) return message;
  try {
    return String(thrown);
  } catch {
    return `a thing that cannot be read (${nameOf(thrown)})`;
  }
}

/** What goes into the log of a thrown thing: its words and where it came from, never fields that hold values of a row. */
export function describeThrown(thrown: unknown): Record<string, unknown> {
  const stack = text(readMember(thrown, 'stack'));
  return { error: nameOf(thrown), message: wordsOf(thrown), ...(stack === undefined ? {} : { stack }) };
}
