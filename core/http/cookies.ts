/** Names and attributes of our cookies. Under https the prefix `__Host-` makes the browser refuse one that a neighbouring host or plain http has set. */
export type CookieJar = {
  readonly session: string;
  /** Of a plugin's own cookie, so that plugins cannot read each other's or the session. */
  own(plugin: string, name: string): string;
  /** Set-Cookie; an empty value or an age of 0 clears. `maxAge` in seconds. */
  write(fullName: string, value: string, maxAge: number): string;
};

export function createCookieJar(https: boolean): CookieJar {
  const prefix = https ? '__Host-' : '';
  const attributes = `Path=/; HttpOnly; SameSite=Lax${https ? '; Secure' : ''}`;
  return {
    session: `${prefix}atrium`,
    own: (plugin, name) => `${prefix}${plugin}.${name}`,
    write: (fullName, value, maxAge) => {
      if (!/^[\w.-]+$/.test(fullName)) throw new TypeError('the name of a cookie is made of letters, digits, dots, dashes and underscores');
      return `${fullName}=${encodeURIComponent(value)}; Max-Age=${Math.max(0, Math.floor(maxAge))}; ${attributes}`;
    },
  };
}

/** The first cookie of that name. */
export function readCookie(header: string | null, name: string): string | undefined {
  if (header === null) return undefined;
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at === -1 || part.slice(0, at).trim() !== name) continue;
    const value = part.slice(at + 1).trim();
    try {
      return decodeURIComponent(value);
    } catch {
      return undefined;
    }
  }
  return undefined;
}
