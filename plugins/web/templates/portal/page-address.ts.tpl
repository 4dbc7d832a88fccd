import type { Env } from '#core';

export const TOKEN = '{{name}}';

/** Makes the page's public address; the one before stops working. Only the token's hash is kept, so this is the time to show it. */
export async function newAddress(env: Env<'{{name}}'>, page: string): Promise<string> {
  await env.tokens.revoke(TOKEN, page);
  return `${env.baseUrl}/{{name}}/${await env.tokens.issue(TOKEN, page)}`;
}
