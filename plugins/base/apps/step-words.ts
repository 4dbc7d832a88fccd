import type { Env, PlanStep } from '#core';

/** What a step does, as a sentence with the plugin's title. */
export function stepWords(env: Env<'base'>, { action, title, from, to }: PlanStep): string {
  const app = env.t(title);
  switch (action) {
    case 'install':
      return env.t('Install {app} {version}', { app, version: to ?? '' });
    case 'enable':
      return env.t('Turn on {app}', { app });
    case 'disable':
      return env.t('Turn off {app}; its data stays', { app });
    case 'upgrade':
      return env.t('Bring {app} from {from} to {to}', { app, from: from ?? '', to: to ?? '' });
    case 'uninstall':
      return env.t('Uninstall {app}; its data stays', { app });
    case 'purge':
      return env.t('Remove {app} with all its data', { app });
  }
}

/** What the button that asks for the change says. */
export function changeWords(env: Env<'base'>, kind: string, app: string): string {
  switch (kind) {
    case 'install':
      return env.t('Install {app}', { app });
    case 'enable':
      return env.t('Turn on {app}', { app });
    case 'disable':
      return env.t('Turn off {app}', { app });
    case 'upgrade':
      return env.t('Upgrade {app}', { app });
    default:
      return env.t('Uninstall {app}', { app });
  }
}

export const stepIcons: Readonly<Record<PlanStep['action'], string>> = {
  install: 'download',
  enable: 'power',
  disable: 'power-off',
  upgrade: 'circle-arrow-up',
  uninstall: 'package-x',
  purge: 'trash-2',
};
