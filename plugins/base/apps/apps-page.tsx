import type { Env, PluginInfo, PluginState } from '#core';
import { EmptyState, Icon, Notice } from '../../web/contract.ts';
import { AppsFrame } from './apps-frame.tsx';
import { StateOf, stateWord } from './plugin-state.tsx';
import { sentence } from './sentence.ts';

export type AppsFilter = { q: string; category: string; state: PluginState | '' };

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

function matches(env: Env<'base'>, { title, summary, name, category, state }: PluginInfo, filter: AppsFilter): boolean {
  if (filter.category !== '' && category !== filter.category) return false;
  if (filter.state !== '' && state !== filter.state) return false;
  const text = plain([name, title, summary, category, env.t(title), env.t(summary), env.t(category)].join(' '));
  return plain(filter.q)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const address = (filter: AppsFilter, changed: Partial<AppsFilter>): string => {
  const query = new URLSearchParams(Object.entries({ ...filter, ...changed }).filter(([, value]) => value !== '')).toString();
  return query === '' ? '/app/apps' : `/app/apps?${query}`;
};

/** Every app as a card, by category; search and filters work without scripts. */
export function AppsPage({ env, plugins, filter }: { env: Env<'base'>; plugins: readonly PluginInfo[]; filter: AppsFilter }) {
  const found = plugins
    .filter((plugin) => matches(env, plugin, filter))
    .sort((a, b) => env.t(a.category).localeCompare(env.t(b.category)) || env.t(a.title).localeCompare(env.t(b.title)));
  const categories = [...new Set(plugins.map(({ category }) => category).filter((category) => category !== ''))].sort((a, b) =>
    env.t(a).localeCompare(env.t(b)),
  );
  const states = [...new Set(plugins.map(({ state }) => state))];
  const trouble = plugins.filter(({ state }) => state === 'quarantined' || state === 'held');
  return (
    <AppsFrame
      env={env}
      title={env.t('Apps')}
      part="/app/apps"
      actions={
        <form method="post" action="/app/apps/discover">
          <button type="submit" class="button">
            <Icon name="folder-search" /> {env.t('Look for new apps')}
          </button>
        </form>
      }
    >
      {trouble.length > 0 && filter.state === '' ? (
        <Notice kind="warn">
          {trouble.length === 1 ? env.t('1 app does not run: ') : env.t('{count} apps do not run: ', { count: trouble.length })}
          {trouble.map(({ name, title }, index) => (
            <>
              {index > 0 ? ', ' : null}
              <a href={`/app/apps/${name}`}>{env.t(title)}</a>
            </>
          ))}
        </Notice>
      ) : null}
      <div class="toolbar">
        <search>
          <form method="get" action="/app/apps" class="find">
            <input type="search" name="q" value={filter.q} aria-label={env.t('Search apps')} placeholder={env.t('Search apps')} maxlength={100} />
            {filter.category === '' ? null : <input type="hidden" name="category" value={filter.category} />}
            {filter.state === '' ? null : <input type="hidden" name="state" value={filter.state} />}
          </form>
        </search>
        {states.length > 1 ? (
          <nav class="chips" aria-label={env.t('State')}>
            <a class="chip" href={address(filter, { state: '' })} aria-current={filter.state === '' ? 'true' : undefined}>
              {env.t('Every state')}
            </a>
            {states.map((state) => (
              <a class="chip" href={address(filter, { state })} aria-current={filter.state === state ? 'true' : undefined}>
                {stateWord(env, state)} <span class="num">{plugins.filter((plugin) => plugin.state === state).length}</span>
              </a>
            ))}
          </nav>
        ) : null}
      </div>
      <nav class="chips toolbar" aria-label={env.t('Category')}>
        <a class="chip" href={address(filter, { category: '' })} aria-current={filter.category === '' ? 'true' : undefined}>
          {env.t('Every category')}
        </a>
        {categories.map((category) => (
          <a class="chip" href={address(filter, { category })} aria-current={filter.category === category ? 'true' : undefined}>
            {env.t(category)}
          </a>
        ))}
      </nav>
      {found.length === 0 ? (
        <EmptyState icon="search-x" action={<a href="/app/apps">{env.t('Show all apps')}</a>}>
          {env.t('No app fits.')}
        </EmptyState>
      ) : (
        <ul class="cards">
          {found.map((plugin) => (
            <AppCard env={env} plugin={plugin} />
          ))}
        </ul>
      )}
    </AppsFrame>
  );
}

function AppCard({ env, plugin }: { env: Env<'base'>; plugin: PluginInfo }) {
  const { name, title, summary, icon, state, version, upgradable, reason, category } = plugin;
  return (
    <li class="card app">
      <span class="app-icon">
        <Icon name={icon} large />
      </span>
      <h2>
        <a href={`/app/apps/${name}`}>{env.t(title)}</a>
      </h2>
      {summary === '' ? null : <p>{env.t(summary)}</p>}
      <p class="app-foot">
        <StateOf env={env} state={state} />
        <small class="muted num">{version.installed ?? version.available ?? ''}</small>
        {category === '' ? null : <small class="muted">{env.t(category)}</small>}
        {upgradable ? (
          <span class="state info">
            <Icon name="circle-arrow-up" /> {env.t('{version} is there', { version: version.available ?? '' })}
          </span>
        ) : null}
      </p>
      {reason === undefined || state === 'missing' ? null : <p class="help">{sentence(env, reason)}</p>}
    </li>
  );
}
