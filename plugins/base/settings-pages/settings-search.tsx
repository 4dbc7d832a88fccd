import type { Env } from '#core';
import { AdminPage, EmptyState } from '../../web/contract.ts';
import { adminStyles } from '../admin-assets.ts';
import { findSettings } from './find-settings.ts';
import { addressOf } from './settings-page.tsx';

/** Asks for a word; the answer is `/app/settings?q=…`. */
export function SettingsSearch({ env, query }: { env: Env<'base'>; query: string }) {
  return (
    <search class="toolbar">
      <form method="get" action="/app/settings" class="find">
        <input type="search" name="q" value={query} aria-label={env.t('Search all settings')} placeholder={env.t('Search all settings')} maxlength={100} />
      </form>
    </search>
  );
}

/** What was found, each with the way to its place. */
export function SettingsSearchPage({ env, query }: { env: Env<'base'>; query: string }) {
  const found = findSettings(env, query);
  return (
    <AdminPage
      env={env}
      title={env.t('Settings')}
      subtitle={found.length === 1 ? env.t('1 setting found') : env.t('{count} settings found', { count: found.length })}
      active="/app/settings"
      styles={adminStyles}
    >
      <SettingsSearch env={env} query={query} />
      {found.length === 0 ? (
        <EmptyState icon="search-x" action={<a href="/app/settings">{env.t('Show all settings')}</a>}>
          {env.t('No setting has these words in its name, its help or its variable.')}
        </EmptyState>
      ) : (
        <ul class="results">
          {found.map(({ type, input, variable }) => (
            <li>
              <a href={`${addressOf(type)}#setting-${input.name}`}>{env.t(input.label)}</a> <small class="muted">{env.t(type.title)}</small>
              {input.help === undefined ? null : <p class="help">{env.t(input.help)}</p>}
              <p class="help">
                <code>{variable}</code>
              </p>
            </li>
          ))}
        </ul>
      )}
    </AdminPage>
  );
}
