import type { Child } from 'hono/jsx';
import type { Env } from '#core';
import { AdminPage } from '../../web/contract.ts';
import { adminStyles } from '../admin-assets.ts';

const parts = [
  { href: '/app/apps', label: 'All apps' },
  { href: '/app/apps/history', label: 'History' },
  { href: '/app/apps/processes', label: 'Processes' },
  { href: '/app/apps/left-over', label: 'Left-over data' },
] as const;

type FrameProps = {
  env: Env<'base'>;
  title: string;
  subtitle?: string | undefined;
  actions?: Child;
  /** Which of the four parts is shown; none on the page of one app. */
  part?: (typeof parts)[number]['href'];
  children?: Child;
};

/** Every page about apps: the title, and the way to the other parts. */
export function AppsFrame({ env, title, subtitle, actions, part, children }: FrameProps) {
  return (
    <AdminPage env={env} title={title} subtitle={subtitle} actions={actions} active="/app/apps" styles={adminStyles}>
      <nav class="tabs" aria-label={env.t('Parts of the apps page')}>
        {parts.map(({ href, label }) => (
          <a href={href} aria-current={href === part ? 'true' : undefined}>
            {env.t(label)}
          </a>
        ))}
      </nav>
      {children}
    </AdminPage>
  );
}

/** What stands on such a page under one heading. */
export function Part({ title, children }: { title: string; children?: Child }) {
  return (
    <section class="section">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
