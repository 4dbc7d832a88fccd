import type { Env } from '#core';
import { workspace } from './services.ts';

/** The name, logo and accent that `web` puts on every page. */
export const brand = {
  async brand(env: Env<'base'>): Promise<{ name: string; logo: string | null; accent: string }> {
    const { name, logo, accent } = await workspace(env.asPlugin());
    return { name, logo, accent };
  },
};
