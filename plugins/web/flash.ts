import type { Env } from '#core';

export type WebService = {
  /** A mark that shows that we wrote the sentence. */
  mark(input: { text: string }): Promise<string>;
  marked(input: { text: string; mark: string }): Promise<boolean>;
};

declare module '#core' {
  interface Services {
    web: WebService;
  }
}

/** The address with a sentence for the next page; signed, so that nobody can put words on our pages by a link. */
export async function saying(env: Env, to: string, text: string | undefined): Promise<string> {
  if (!text) return to;
  const query = new URLSearchParams({ said: text, mark: await env.service('web').mark({ text }) });
  return `${to}${to.includes('?') ? '&' : '?'}${query}`;
}

/** What the last action had to say. */
export async function said(env: Env): Promise<string | undefined> {
  const query = env.request?.url.searchParams;
  const text = query?.get('said');
  const mark = query?.get('mark');
  return text && mark && (await env.service('web').marked({ text, mark })) ? text : undefined;
}
