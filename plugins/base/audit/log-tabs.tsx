import type { Env } from '#core';

/** The two logs beside one another. */
export function LogTabs({ env, current }: { env: Env<'base'>; current: 'audit' | 'security' }) {
  const tabs = [
    { name: 'audit', href: '/app/audit', label: env.t('Changes') },
    { name: 'security', href: '/app/security', label: env.t('Security events') },
  ];
  return (
    <nav class="tabs" aria-label={env.t('Logs')}>
      {tabs.map(({ name, href, label }) => (
        <a href={href} aria-current={name === current ? 'true' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}
