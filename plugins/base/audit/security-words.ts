import type { Env } from '#core';

/** What kinds of events are called; an unknown one (of a newer release) stands as it is. */
export function kindWords(env: Env<'base'>): Readonly<Record<string, string>> {
  return {
    'sign-in': env.t('Sign-ins'),
    'sign-in-failed': env.t('Failed sign-ins'),
    'password-changed': env.t('Changed passwords'),
    refused: env.t('Refused: not allowed'),
    missing: env.t('Refused: not there for them'),
    token: env.t('Links that lead nowhere'),
    origin: env.t('Forms sent from other sites'),
    'rate-limit': env.t('Too many requests'),
    honeypot: env.t('Robots in the trap'),
    signature: env.t('Wrong signatures'),
    sudo: env.t('Rules set aside'),
    'key-used': env.t('Used keys'),
    'key-refused': env.t('Refused keys'),
  };
}
