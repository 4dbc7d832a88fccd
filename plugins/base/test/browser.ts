/** A browser without a screen: keeps cookies, follows nothing by itself, says where forms come from. */
export type Page = { status: number; text: string; location: string | undefined; headers: Headers };

export type Browser = {
  get(path: string): Promise<Page>;
  /** A form of our own site unless `origin` says otherwise. */
  post(path: string, form?: Record<string, string | readonly string[]>, origin?: string): Promise<Page>;
  upload(path: string, name: string, content: Uint8Array, type: string): Promise<Page>;
  /** `name=value` of every cookie held. */
  cookies: Map<string, string>;
};

export function openBrowser(url: string, userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0'): Browser {
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit, headers: Record<string, string> = {}): Promise<Page> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url + path, {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', 'user-agent': userAgent, ...(cookie === '' ? {} : { cookie }), ...headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(line)) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return { status: response.status, text: await response.text(), location: response.headers.get('location') ?? undefined, headers: response.headers };
  };
  return {
    cookies,
    get: (path) => send(path, {}),
    post: (path, form = {}, origin = url) => {
      const body = new URLSearchParams();
      for (const [name, value] of Object.entries(form)) for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
      return send(path, { method: 'POST', body }, { origin });
    },
    upload: (path, name, content, type) => {
      const body = new FormData();
      body.set(name, new File([Buffer.from(content)], 'picture', { type }));
      return send(path, { method: 'POST', body }, { origin: url });
    },
  };
}
