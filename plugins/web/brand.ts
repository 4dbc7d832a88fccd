import type { Env } from '#core';

/** How the workspace looks on every page. */
export type Brand = { name: string; logo: string | null; accent: string };

/** Contract `web.brand`: the plugin that keeps the workspace's settings tells it. */
export type BrandContract = { brand(env: Env<never>): Promise<Brand> };

declare module '#core' {
  interface Contracts {
    'web.brand': BrandContract;
  }
}

const plain: Brand = { name: 'Atrium', logo: null, accent: '#3355cc' };

export async function brandOf(env: Env): Promise<Brand> {
  for (const [key, { brand }] of env.implementations('web.brand')) return brand(env.implementer('web.brand', key));
  return plain;
}
