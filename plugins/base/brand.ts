import type { Env } from '#core';
import { workspace } from './services.ts';

/** The contract `web.brand`: the name, logo and accent that `web` puts on every page. */
export async function brand(env: Env<'base'>): Promise<{ name: string; logo: string | null; accent: string }> {
  const { name, logo, accent } = await workspace(env);
  return { name, logo, accent };
}
