import type { Env } from '#core';

/** What people call an app; its name where nobody knows it any more. */
export const appTitle = (env: Env<'base'>, name: string): string => env.t(env.catalog.plugins().find((plugin) => plugin.name === name)?.title ?? name);
