import type { Env, PluginState } from '#core';
import { Icon } from '../../web/contract.ts';

/** How each state looks and what it is called. */
const looks: Readonly<Record<PluginState, { kind: string; icon: string; word: string }>> = {
  available: { kind: 'muted', icon: 'circle-dashed', word: 'Not installed' },
  enabled: { kind: 'ok', icon: 'circle-check', word: 'Turned on' },
  disabled: { kind: 'muted', icon: 'circle-pause', word: 'Turned off' },
  quarantined: { kind: 'danger', icon: 'shield-alert', word: 'In quarantine' },
  held: { kind: 'danger', icon: 'circle-alert', word: 'Held back' },
  missing: { kind: 'warn', icon: 'folder-x', word: 'Code is gone' },
};

export const stateWord = (env: Env<'base'>, state: PluginState): string => env.t(looks[state].word);

/** Icon and word, never colour alone. */
export function StateOf({ env, state }: { env: Env<'base'>; state: PluginState }) {
  const { kind, icon } = looks[state];
  return (
    <span class={`state ${kind}`}>
      <Icon name={icon} /> {stateWord(env, state)}
    </span>
  );
}
