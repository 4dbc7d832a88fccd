import type { Env } from '#core';

/** Beneath a time: how many guests may still choose it. */
export const SeatsLeft = ({ env, count }: { env: Env; count: number }) => (
  <small>{count === 1 ? env.t('one seat left') : env.t('{count} seats left', { count })}</small>
);
