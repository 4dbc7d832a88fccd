import type { Env } from '#core';

/** Who calls whom; an address is one. */
export const locationWords = (env: Env<'meetings'>): { value: string; label: string }[] => [
  { value: 'address', label: env.t('Address') },
  { value: 'phone-guest', label: env.t('By phone: the host calls') },
  { value: 'phone-host', label: env.t('By phone: the guest calls') },
];
