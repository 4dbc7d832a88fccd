import type { Child } from 'hono/jsx';
import type { Env, HealthLine, HistoryEntry, PluginInfo } from '#core';
import { DescriptionList, EmptyState, Icon, Instant, LinkButton, Notice, Table } from '../../web/contract.ts';
import { AppsFrame, Part } from './apps-frame.tsx';
import { HistoryTable } from './history-page.tsx';
import { Markdown } from './markdown.tsx';
import { permissionIcon, permissionWords } from './permission-words.ts';
import { StateOf } from './plugin-state.tsx';
import { sentence } from './sentence.ts';

type AppPageProps = {
  env: Env<'base'>;
  plugin: PluginInfo;
  /** All of them, to name those that it needs. */
  plugins: readonly PluginInfo[];
  history: readonly HistoryEntry[];
  actors: ReadonlyMap<string, string>;
  /** What its own checks say; undefined: they were not asked for. */
  health: readonly HealthLine[] | undefined;
};

type Offer = { kind: 'install' | 'enable' | 'disable' | 'upgrade' | 'uninstall'; label: string; icon: string; primary?: boolean };

/** What may be done to an app in its state; the first is what one most likely wants. */
function offers(env: Env<'base'>, { state, essential, upgradable, version }: PluginInfo): Offer[] {
  const upgrade: Offer[] = upgradable
    ? [{ kind: 'upgrade', label: env.t('Upgrade to {version} …', { version: version.available ?? '' }), icon: 'circle-arrow-up', primary: true }]
    : [];
  const uninstall: Offer = { kind: 'uninstall', label: env.t('Uninstall …'), icon: 'package-x' };
  const off: Offer = { kind: 'disable', label: env.t('Turn off …'), icon: 'power-off' };
  switch (state) {
    case 'available':
      return [{ kind: 'install', label: env.t('Install …'), icon: 'download', primary: true }];
    case 'enabled':
      return essential ? upgrade : [...upgrade, off, uninstall];
    case 'disabled':
      return [{ kind: 'enable', label: env.t('Turn on …'), icon: 'power', primary: true }, uninstall];
    case 'quarantined':
      return [{ kind: 'enable', label: env.t('Try again …'), icon: 'rotate-ccw', primary: true }, off, uninstall];
    case 'held':
      return essential ? upgrade : [...upgrade, off, uninstall];
    case 'missing':
      return [uninstall];
  }
}

/** One app: its state and why, what it may do, what it needs, its settings, checks, history and readme. */
export function AppPage({ env, plugin, plugins, history, actors, health }: AppPageProps) {
  const { name, title, summary, icon, state, reason, version, essential, keptData, restartNeeded } = plugin;
  const at = `/app/apps/${name}`;
  return (
    <AppsFrame
      env={env}
      title={env.t(title)}
      subtitle={env.t(summary)}
      actions={offers(env, plugin).map(({ kind, label, icon: sign, primary }) => (
        <LinkButton href={`${at}/plan?kind=${kind}`} icon={sign} {...(primary ? { primary } : {})}>
          {label}
        </LinkButton>
      ))}
    >
      {reason === undefined ? null : (
        <Notice kind={state === 'missing' ? 'warn' : 'danger'}>
          <strong>{state === 'quarantined' ? env.t('In quarantine:') : state === 'held' ? env.t('Held back:') : ''}</strong> {sentence(env, reason)}
          {state === 'quarantined' ? <p>{env.t('The other apps go on without it. When the cause is gone, try again.')}</p> : null}
        </Notice>
      )}
      {restartNeeded === undefined ? null : (
        <Notice kind="warn">
          {env.t('The files on disk are of version {version}; it takes effect when the processes start again.', { version: restartNeeded })}
        </Notice>
      )}
      {keptData ? <Notice kind="info">{env.t('Its data was kept when it was uninstalled; installing finds it again.')}</Notice> : null}
      <div class="app-columns">
        <div class="stack">
          <DescriptionList
            entries={[
              { label: env.t('State'), value: <StateOf env={env} state={state} /> },
              { label: env.t('Version'), value: <Version env={env} version={version} /> },
              { label: env.t('Category'), value: env.t(plugin.category) },
              { label: env.t('Name in files and commands'), value: <code>{name}</code> },
              ...(plugin.installedAt ? [{ label: env.t('Installed'), value: <Instant env={env} at={plugin.installedAt} /> }] : []),
              ...(essential ? [{ label: env.t('Always on'), value: env.t('The system does not work without it.') }] : []),
            ]}
          />
          <Part title={env.t('What it may do')}>
            {plugin.permissions.length === 0 ? (
              <p>{env.t('Nothing beyond its own data.')}</p>
            ) : (
              <ul class="plain-list">
                {plugin.permissions.map((permission) => (
                  <li>
                    <Icon name={permissionIcon(permission)} /> {permissionWords(env, permission)}
                  </li>
                ))}
              </ul>
            )}
          </Part>
          <Needs env={env} plugin={plugin} plugins={plugins} />
          {plugin.settings && state === 'enabled' ? (
            <Part title={env.t('Settings')}>
              <p>
                <LinkButton href={name === 'base' ? '/app/settings' : `/app/settings/${name}`} icon="settings">
                  {env.t('Settings of {app}', { app: env.t(title) })}
                </LinkButton>
              </p>
            </Part>
          ) : null}
          {state === 'enabled' ? <Checks env={env} at={at} health={health} /> : null}
        </div>
        <section class="card">
          <h2 class="app-readme">
            <Icon name={icon} large /> {env.t('Description')}
          </h2>
          {plugin.readme.trim() === '' ? (
            <EmptyState icon="file-text">{env.t('It brings no description.')}</EmptyState>
          ) : (
            <div lang="en">
              <Markdown source={plugin.readme} />
            </div>
          )}
        </section>
      </div>
      <Part title={env.t('History')}>
        {history.length === 0 ? (
          <p class="muted">{env.t('Nothing has happened to it yet.')}</p>
        ) : (
          <HistoryTable env={env} history={history} actors={actors} of={name} />
        )}
      </Part>
    </AppsFrame>
  );
}

function Version({ env, version }: { env: Env<'base'>; version: PluginInfo['version'] }) {
  const { installed, available } = version;
  if (installed === undefined) return <span class="num">{available ?? '–'}</span>;
  if (available === undefined || available === installed) return <span class="num">{installed}</span>;
  return <span class="num">{env.t('{installed}; the files are of {available}', { installed, available })}</span>;
}

function Needs({ env, plugin, plugins }: { env: Env<'base'>; plugin: PluginInfo; plugins: readonly PluginInfo[] }) {
  const known = new Map(plugins.map((one) => [one.name, one]));
  const entry = (declared: string): Child => {
    const [name = declared, range] = declared.split('@');
    const other = known.get(name);
    return (
      <li>
        {other ? <a href={`/app/apps/${name}`}>{env.t(other.title)}</a> : <code>{name}</code>} {range ? <small class="muted num">{range}</small> : null}{' '}
        {other ? (
          <StateOf env={env} state={other.state} />
        ) : (
          <span class="state danger">
            <Icon name="circle-alert" /> {env.t('not there')}
          </span>
        )}
      </li>
    );
  };
  const lists = [
    { title: env.t('Needs'), names: plugin.depends },
    { title: env.t('Works better with'), names: plugin.optional },
    { title: env.t('Cannot be on beside'), names: plugin.conflicts },
    { title: env.t('Needed by'), names: plugin.dependents },
  ].filter(({ names }) => names.length > 0);
  return (
    <>
      {lists.map(({ title, names }) => (
        <Part title={title}>
          <ul class="plain-list">{names.map(entry)}</ul>
        </Part>
      ))}
    </>
  );
}

function Checks({ env, at, health }: { env: Env<'base'>; at: string; health: readonly HealthLine[] | undefined }) {
  return (
    <Part title={env.t('Checks')}>
      {health === undefined ? (
        <form method="get" action={at}>
          <button type="submit" class="button" name="health" value="1">
            <Icon name="stethoscope" /> {env.t('Run its checks')}
          </button>
        </form>
      ) : health.length === 0 ? (
        <p>{env.t('It has no checks of its own.')}</p>
      ) : (
        <Table
          caption={env.t('Checks')}
          head={[env.t('State'), env.t('Finding'), env.t('What to do')]}
          rows={health.map(({ ok, message, fix }) => [
            <span class={ok ? 'state ok' : 'state danger'}>
              <Icon name={ok ? 'circle-check' : 'circle-alert'} /> {env.t(ok ? 'In order' : 'Look here')}
            </span>,
            env.t(message),
            ok || !fix ? '–' : env.t(fix),
          ])}
        />
      )}
    </Part>
  );
}
