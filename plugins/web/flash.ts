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

const signed = (text: string, undo: string | undefined): string => (undo === undefined ? text : `${text}\n${undo}`);

/**
 * The address with a sentence for the next page; signed, so that nobody can put words on our pages by a link.
 * @param undo where a form is posted that takes back what the sentence tells of; offered beside it
 */
export async function saying(env: Env, to: string, text: string | undefined, undo?: string): Promise<string> {
  if (!text) return to;
  const mark = await env.service('web').mark({ text: signed(text, undo) });
  const query = new URLSearchParams({ said: text, ...(undo === undefined ? {} : { undo }), mark });
  return `${to}${to.includes('?') ? '&' : '?'}${query}`;
}

/** What the last action had to say, and how it is taken back. */
export async function said(env: Env): Promise<{ text: string; undo: string | undefined } | undefined> {
  const query = env.request?.url.searchParams;
  const [text, mark] = [query?.get('said'), query?.get('mark')];
  const undo = query?.get('undo') ?? undefined;
  return text && mark && (await env.service('web').marked({ text: signed(text, undo), mark })) ? { text, undo } : undefined;
}
