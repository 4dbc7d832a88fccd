import type { Env, Leftover } from '#core';
import { EmptyState, Icon, LinkButton, Table } from '../../web/contract.ts';
import { AppsFrame } from './apps-frame.tsx';

/** 1_536 → `1.5 kB`, in the reader's language. */
export function bytesWords(env: Env<'base'>, bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  return `${(bytes / 1_024 ** step).toLocaleString(env.preferences.language, { maximumFractionDigits: 1 })} ${units[step]}`;
}

export const countWords = (env: Env<'base'>, count: number): string => count.toLocaleString(env.preferences.language);

const states: Readonly<Record<Leftover['state'], string>> = {
  uninstalled: 'Uninstalled, its data was kept',
  enabled: 'Turned on, but its code is gone',
  disabled: 'Turned off, and its code is gone',
  quarantined: 'In quarantine, and its code is gone',
};

/** What apps that are not here any more have left in the database: look, take along, remove. */
export function LeftOverPage({ env, leftovers }: { env: Env<'base'>; leftovers: readonly Leftover[] }) {
  return (
    <AppsFrame
      env={env}
      title={env.t('Apps')}
      subtitle={env.t('What uninstalled apps, and apps whose code is gone, have left in the database.')}
      part="/app/apps/left-over"
    >
      {leftovers.length === 0 ? (
        <EmptyState icon="sparkles">{env.t('Nothing is left over: every table belongs to an app that is here.')}</EmptyState>
      ) : (
        leftovers.map((one) => <LeftoverOf env={env} leftover={one} />)
      )}
    </AppsFrame>
  );
}

function LeftoverOf({ env, leftover }: { env: Env<'base'>; leftover: Leftover }) {
  const { plugin, title, state, code, tables, columns, others, core } = leftover;
  const rows = [
    ...tables.map((table) => [<code>{table.name}</code>, env.t('table'), countWords(env, table.rows), bytesWords(env, table.bytes)]),
    ...columns.map((column) => [<code>{`${column.table}.${column.column}`}</code>, env.t('column of another app’s table'), countWords(env, column.rows), '–']),
    ...others.map((name) => [<code>{name}</code>, env.t('index, constraint or function'), '–', '–']),
    ...Object.entries({ settings: core.settings, records: core.records, jobs: core.jobs, tokens: core.tokens })
      .filter(([, count]) => count > 0)
      .map(([name, count]) => [env.t(coreRows[name] ?? name), env.t('rows of the system'), countWords(env, count), '–']),
  ];
  return (
    <section class="section">
      <h2>{env.t(title)}</h2>
      <p class="muted">
        {env.t(states[state])} · <code>{plugin}</code>
      </p>
      {rows.length === 0 ? (
        <p>{env.t('It has left nothing but its name.')}</p>
      ) : (
        <Table caption={env.t('What {app} has left', { app: env.t(title) })} head={[env.t('Name'), env.t('Kind'), env.t('Rows'), env.t('Size')]} rows={rows} />
      )}
      <div class="row">
        {code ? (
          <LinkButton href={`/app/apps/${plugin}/plan?kind=install`} icon="download">
            {env.t('Install again …')}
          </LinkButton>
        ) : null}
        <a class="button" href={`/app/apps/${plugin}/export`} download>
          <Icon name="file-down" /> {env.t('Export')}
        </a>
        <a class="button danger" href={`/app/apps/${plugin}/plan?kind=uninstall&mode=purge`}>
          <Icon name="trash-2" /> {env.t('Remove for good …')}
        </a>
      </div>
    </section>
  );
}

const coreRows: Readonly<Record<string, string>> = {
  settings: 'Settings',
  records: 'Names of records that it brought',
  jobs: 'Jobs',
  tokens: 'Tokens',
};
