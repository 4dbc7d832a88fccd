import type { Env } from '#core';

/** What a permission means for the workspace, in plain words. */
export function permissionWords(env: Env<'base'>, permission: string): string {
  if (permission === 'sudo') return env.t('May set access rules aside; each time is logged with its reason.');
  if (permission === 'mail') return env.t('May send mail.');
  if (permission === 'platform') return env.t('May install, turn on, turn off and remove apps.');
  if (permission === 'models') return env.t('May reach the records of every app, under the rules of who is acting.');
  if (permission === 'act-as') return env.t('May do as a person what that person has ordered, such as sending webhooks, with that person’s rights.');
  if (permission === 'http:*') return env.t('May call any public server.');
  if (permission.startsWith('http:*.')) return env.t('May call servers under {host}.', { host: permission.slice('http:*.'.length) });
  if (permission.startsWith('http:')) return env.t('May call the server {host}.', { host: permission.slice('http:'.length) });
  return permission;
}

/** An icon for it. */
export const permissionIcon = (permission: string): string =>
  permission === 'sudo' ? 'key-round' : permission === 'mail' ? 'mail' : permission.startsWith('http:') ? 'globe' : 'shield';
