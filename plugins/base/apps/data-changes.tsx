import type { Env, HistoryEntry } from '#core';
import { Icon, Table } from '../../web/contract.ts';

type DataChange = HistoryEntry['data'][number];

const what: Readonly<Record<DataChange['what'], string>> = {
  created: 'made',
  updated: 'brought to the new version',
  kept: 'kept as it was changed here',
  deleted: 'stays deleted',
  frozen: 'left as it is, as the app wishes',
  archived: 'archived: the app no longer brings it',
  left: 'left: the app no longer brings it',
  returned: 'taken out of the archive',
};

/** What became of the records that apps bring; what somebody had changed stands on top. */
export function DataChanges({ env, data }: { env: Env<'base'>; data: readonly DataChange[] }) {
  if (data.length === 0) return null;
  const worth = (change: DataChange): number => (change.what === 'kept' || change.what === 'deleted' || change.what === 'frozen' ? 0 : 1);
  const rows = [...data].sort((a, b) => worth(a) - worth(b)).slice(0, 200);
  return (
    <section class="section">
      <h2>{env.t('Records that apps bring')}</h2>
      <Table
        caption={env.t('Records that apps bring')}
        head={[env.t('Record'), env.t('Model'), env.t('What became of it'), env.t('Fields')]}
        rows={rows.map((change) => [
          <code>{change.record}</code>,
          <code>{change.model}</code>,
          <>
            {worth(change) === 0 ? <Icon name="hand" /> : null} {env.t(what[change.what])}
          </>,
          change.fields?.join(', ') ?? '–',
        ])}
      />
      {data.length > rows.length ? <p class="help">{env.t('{count} more are not shown.', { count: data.length - rows.length })}</p> : null}
    </section>
  );
}
