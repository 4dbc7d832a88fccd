import { type Env, html, route } from '#core';
import { EmptyState, Instant, Table } from '../../web/contract.ts';
import { PermissionsPage, ROOT } from './permissions-page.tsx';

export const permissionExceptionsRoutes = [
  route({
    method: 'GET',
    path: `${ROOT}/exceptions`,
    auth: 'group:base.admin',
    summary: 'How often apps set the access rules aside, and why',
    async handler(env: Env<'base'>) {
      const uses = await env.access.sudo();
      const plugins = new Map(env.catalog.plugins().map(({ name, title }) => [name, title]));
      return html(
        <PermissionsPage
          env={env}
          current="exceptions"
          title={env.t('Rules set aside')}
          subtitle={env.t('Apps with the permission “sudo” may act without access rules. Every use is counted with its reason.')}
        >
          {uses.length === 0 ? (
            <EmptyState icon="shield-check">{env.t('No app has ever set the rules aside.')}</EmptyState>
          ) : (
            <Table
              caption={env.t('Rules set aside')}
              head={[env.t('App'), env.t('Reason'), env.t('Times'), env.t('First'), env.t('Last')]}
              rows={uses.map(({ plugin, reason, count, firstAt, lastAt }) => [
                env.t(plugins.get(plugin) ?? plugin),
                reason,
                <span class="num">{count}</span>,
                <Instant env={env} at={firstAt} />,
                <Instant env={env} at={lastAt} />,
              ])}
            />
          )}
        </PermissionsPage>,
      );
    },
  }),
];
