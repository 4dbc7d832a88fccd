import type { Env } from '#core';

/** What a page may say after a redirect, by its key in `?said=`. Anything else must carry a signature, so nobody can put words on our pages by a link. */
export const knownWords: Readonly<Record<string, string>> = {
  saved: 'Saved.',
  created: 'Created.',
  deleted: 'Deleted.',
  done: 'Done.',
  sent: 'Sent.',
  confirmed: 'Confirmed.',
  cancelled: 'Cancelled.',
  started: 'Started. It goes on in the background.',
  enabled: 'Enabled.',
  disabled: 'Disabled.',
  copied: 'Copied.',
  'signed-out': 'You are signed out.',
  'password-changed': 'Your password was changed.',
};

/**
 * The address with something to say on arrival: one of the known keys (`said(env, '/app', 'saved')`), or a whole sentence, already
 * translated, that is signed. A sentence signed by one plugin is read by that plugin's pages; elsewhere it becomes “Done.”.
 */
export function said(env: Env, to: string, words: string): string {
  const [path = '', hash] = to.split('#', 2);
  const query = new URLSearchParams({ said: words });
  if (!(words in knownWords)) query.set('sig', env.secrets.sign('said', words));
  return `${path}${path.includes('?') ? '&' : '?'}${query}${hash === undefined ? '' : `#${hash}`}`;
}

/** What the address of this request says, in the viewer's language. */
export function whatWasSaid(env: Env): string | undefined {
  const query = env.request?.url.searchParams;
  const words = query?.get('said');
  if (!query || !words || words.length > 300) return undefined;
  const known = Object.hasOwn(knownWords, words) ? knownWords[words] : undefined;
  if (known !== undefined) return env.t(known);
  const signature = query.get('sig');
  if (!signature) return undefined;
  return env.secrets.verify(signature, 'said', words) ? words : env.t('Done.');
}
