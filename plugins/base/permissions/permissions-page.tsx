import type { Child } from 'hono/jsx';
import type { Env } from '#core';
import { AdminPage } from '../../web/contract.ts';

const styles = [{ plugin: 'base', file: 'access.css' }] as const;

export const ROOT = '/app/access';

/** One page of the permissions: the same row of ways on each. */
export function PermissionsPage({
  env,
  title,
  subtitle,
  current,
  actions,
  children,
}: {
  env: Env<'base'>;
  title: string;
  subtitle?: string;
  current: 'groups' | 'matrix' | 'rules' | 'fields' | 'explain' | 'exceptions';
  actions?: Child;
  children?: Child;
}) {
  const ways: readonly [typeof current, string, string][] = [
    ['groups', ROOT, env.t('Groups')],
    ['matrix', `${ROOT}/matrix`, env.t('Who may do what')],
    ['rules', `${ROOT}/rules`, env.t('Own rules')],
    ['fields', `${ROOT}/fields`, env.t('Hidden fields')],
    ['explain', `${ROOT}/explain`, env.t('Why?')],
    ['exceptions', `${ROOT}/exceptions`, env.t('Rules set aside')],
  ];
  return (
    <AdminPage
      env={env}
      title={title}
      active={ROOT}
      styles={styles}
      {...(subtitle === undefined ? {} : { subtitle })}
      {...(actions === undefined ? {} : { actions })}
    >
      <div class="access">
        <nav class="tabs" aria-label={env.t('Permissions')}>
          {ways.map(([key, href, label]) => (
            <a href={href} aria-current={key === current ? 'true' : undefined}>
              {label}
            </a>
          ))}
        </nav>
        {children}
      </div>
    </AdminPage>
  );
}
