import type { Env } from '#core';
import { Table } from '../components/display.tsx';
import { AdminPage } from '../components/page.tsx';

/** Every model of the enabled plugins. */
export function ModelsPage({ env }: { env: Env }) {
  const models = env.catalog
    .models()
    .map((name) => env.catalog.describe(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return (
    <AdminPage env={env} title={env.t('Models')} subtitle={env.t('What the plugins store, and how.')} active="/app/technical">
      <Table
        caption={env.t('Models')}
        head={[env.t('Model'), env.t('Label'), env.t('Plugin'), env.t('Table'), env.t('Fields')]}
        rows={models.map(({ name, label, plugin, table, fields }) => [
          <a href={`/app/technical/${name}`}>{name}</a>,
          env.t(label),
          plugin,
          <code>{table}</code>,
          fields.length.toLocaleString(env.preferences.language),
        ])}
      />
    </AdminPage>
  );
}
