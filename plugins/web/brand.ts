import type { Env } from '#core';

/** How the workspace looks to everybody. `logo`: address of a picture, or null; `accent`: `#rrggbb`. */
export type Brand = { name: string; logo: string | null; accent: string };

/** Who is signed in, for the corner of the admin. `photo`: address of a picture, or null. */
export type Me = { name: string; email: string; photo: string | null };

/** The contract `web.brand`: at most one plugin (base) says how the workspace is called and who is looking. */
export type BrandProvider = {
  brand(env: Env): Promise<Brand>;
  /** Undefined where nobody is signed in. */
  me?(env: Env): Promise<Me | undefined>;
};

declare module '#core' {
  interface Contracts {
    'web.brand': BrandProvider;
  }
}

const unnamed: Brand = { name: 'Atrium', logo: null, accent: '#3b5bdb' };

const provider = (env: Env): BrandProvider | undefined => env.implementations('web.brand').values().next().value;

/** The workspace's name, logo and colour; the product's own where no plugin says. */
export async function brandOf(env: Env): Promise<Brand> {
  return (await provider(env)?.brand(env)) ?? unnamed;
}

export async function meOf(env: Env): Promise<Me | undefined> {
  return provider(env)?.me?.(env);
}
