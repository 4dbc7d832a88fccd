import { type Env, html, route } from '#core';
import { AdminPage, Icon, Notice, Table } from '../web/contract.ts';

/** The go/no-go list as a page: the same as `atrium check`. */
export const checkRoutes = [
  route({
    method: 'GET',
    path: '/app/check',
    auth: 'group:base.admin',
    summary: 'The go/no-go list',
    async handler(env: Env<'base'>) {
      const lines = await env.catalog.health();
      const failed = lines.filter(({ ok }) => !ok).length;
      return html(
        <AdminPage env={env} title={env.t('System check')} subtitle={env.t('What has to be right before guests come. The same list as “atrium check”.')}>
          <Notice kind={failed === 0 ? 'ok' : 'warn'}>
            {failed === 0
              ? env.t('Everything is in order.')
              : failed === 1
                ? env.t('One point needs attention.')
                : env.t('{count} points need attention.', { count: failed })}
          </Notice>
          <Table
            caption={env.t('System check')}
            head={[env.t('State'), env.t('Area'), env.t('Finding'), env.t('What to do')]}
            rows={[...lines]
              .sort((a, b) => Number(a.ok) - Number(b.ok))
              .map(({ area, ok, message, fix }) => [
                <span class={ok ? 'state ok' : 'state danger'}>
                  <Icon name={ok ? 'circle-check' : 'circle-alert'} /> {env.t(ok ? 'In order' : 'Look here')}
                </span>,
                area,
                env.t(message),
                ok || !fix ? null : env.t(fix),
              ])}
          />
        </AdminPage>,
      );
    },
  }),
];
