import type { Env } from '#core';
import { Icon } from './icon.tsx';

/** The keys that work everywhere in the admin, and what they do. */
const keys: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['Ctrl', 'K'], does: 'Go to a page, or make something new' },
  { keys: ['/'], does: 'Search in the list' },
  { keys: ['↑', '↓'], does: 'Move along the rows of a list' },
  { keys: ['j', 'k'], does: 'Move along the rows of a list' },
  { keys: ['x'], does: 'Select the row' },
  { keys: ['Enter'], does: 'Open the row' },
  { keys: ['Esc'], does: 'Close what is open' },
  { keys: ['?'], does: 'Show these keys' },
];

/** What the viewer may make: models with a form, and the address where it begins. */
function creatable(env: Env): { label: string; href: string }[] {
  return env.catalog.models().flatMap((name) => {
    // first, for on every page most models fall away here
    if (!env.can(name, 'create') || !env.can(name, 'read')) return [];
    const views = env.catalog.views(name);
    const list = views.find((view) => view.kind === 'list');
    const form = views.find((view) => view.kind === 'form');
    if (!list) return [];
    const href = list.createLink ?? (form && !form.noCreate && !list.noCreate ? `/app/${name}/new` : undefined);
    return href === undefined ? [] : [{ label: env.t('New: {what}', { what: env.t(env.catalog.model(name).label) }), href }];
  });
}

/** Opens the palette; scripts show it. */
export function PaletteButton({ env }: { env: Env }) {
  return (
    <button type="button" class="finder" data-palette hidden>
      <Icon name="search" /> <span>{env.t('Go to …')}</span> <kbd>Ctrl K</kbd>
    </button>
  );
}

/** The command palette (Ctrl-K) and the list of keys (`?`). Both stay closed without scripts; the script adds the pages of the menu to the list. */
export function Palette({ env }: { env: Env }) {
  return (
    <>
      <dialog class="palette" id="palette" aria-label={env.t('Go to a page, or make something new')}>
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-label={env.t('Go to …')}
          placeholder={env.t('Go to …')}
          autocomplete="off"
          spellcheck={false}
        />
        <div id="palette-list" role="listbox" aria-label={env.t('Pages')}>
          {creatable(env).map(({ label, href }) => (
            <div role="option" tabIndex={-1} aria-selected="false" data-href={href}>
              <Icon name="plus" /> <span>{label}</span>
            </div>
          ))}
        </div>
        <p class="muted" hidden>
          {env.t('Nothing matches.')}
        </p>
      </dialog>
      <dialog class="keys" id="keys" aria-labelledby="keys-title">
        <h2 id="keys-title">{env.t('Keys')}</h2>
        <dl>
          {keys.map(({ keys: names, does }) => (
            <div>
              <dt>
                {names.map((name) => (
                  <kbd>{name}</kbd>
                ))}
              </dt>
              <dd>{env.t(does)}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit">{env.t('Close')}</button>
        </form>
      </dialog>
    </>
  );
}

/** Light, dark, or as the device says; kept in this browser. Scripts show it. */
export function ThemeSwitch({ env }: { env: Env }) {
  const themes = [
    { theme: '', icon: 'monitor', label: 'As the device' },
    { theme: 'light', icon: 'sun', label: 'Light' },
    { theme: 'dark', icon: 'moon', label: 'Dark' },
  ];
  return (
    <fieldset class="themes" aria-label={env.t('Colours')} hidden>
      {themes.map(({ theme, icon, label }) => (
        <button type="button" data-theme-choice={theme} aria-pressed="false" aria-label={env.t(label)} title={env.t(label)}>
          <Icon name={icon} />
        </button>
      ))}
    </fieldset>
  );
}
