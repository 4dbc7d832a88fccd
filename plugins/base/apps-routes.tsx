import { type Env, html, route } from '#core';
import { AdminPage, Icon } from '../web/contract.ts';

/** What is enabled, by category; turning plugins on and off is not possible from here yet. */
function AppsPage({ env }: { env: Env<'base'> }) {
  const plugins = [...env.catalog.plugins()].sort((a, b) => (a.category === b.category ? (a.title < b.title ? -1 : 1) : a.category < b.category ? -1 : 1));
  return (
    <AdminPage env={env} title={env.t('Apps')}>
      {[...new Set(plugins.map((plugin) => plugin.category))].map((category) => (
        <section class="section">
          <h2>{env.t(category)}</h2>
          <div class="cards">
            {plugins
              .filter((plugin) => plugin.category === category)
              .map((plugin) => (
                <article class="card">
                  <h3>
                    <Icon name={plugin.icon} /> {env.t(plugin.title)}
                  </h3>
                  <p>{env.t(plugin.summary)}</p>
                  <p>
                    <small class="muted">
                      {plugin.name} {plugin.version} · {env.t('enabled')}
                    </small>
                  </p>
                </article>
              ))}
          </div>
        </section>
      ))}
    </AdminPage>
  );
}

export const appsRoutes = [
  route({
    method: 'GET',
    path: '/app/apps',
    auth: 'group:base.admin',
    summary: 'The plugins that are enabled',
    async handler(env: Env<'base'>) {
      return html(<AppsPage env={env} />);
    },
  }),
];
