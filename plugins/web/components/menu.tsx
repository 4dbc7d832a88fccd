import type { Env, MenuEntry } from '#core';
import { Icon } from './icon.tsx';

type Section = NonNullable<MenuEntry['section']>;

/** Entries that fit a small screen: as long as the menu has no more of them, everything lies open. */
const SHORT = 12;

/** Before the menu is seen: the parts that somebody opened stay open on the next page. */
export const openedSections =
  "try{const o=localStorage.getItem('atrium-menu')||'';for(const d of document.querySelectorAll('details[data-menu]'))if(o.includes(d.dataset.menu))d.open=true}catch{}";

const current = (menu: readonly MenuEntry[], path: string): string | undefined =>
  menu.filter(({ href }) => path === href || (href !== '/app' && path.startsWith(`${href}/`))).sort((a, b) => b.href.length - a.href.length)[0]?.href;

/** The entries of the menu by part. The parts after the first fold away; the one with the current page is open. */
export function Menu({ env, active }: { env: Env; active?: string | undefined }) {
  const menu = env.catalog.menu();
  const here = active ?? current(menu, env.request?.url.pathname ?? '');
  const of = (section: Section) => menu.filter((entry) => (entry.section ?? 'main') === section);
  const list = (entries: readonly MenuEntry[]) => (
    <ul>
      {entries.map(({ href, icon, label }) => (
        <li>
          <a href={href} aria-current={href === here ? 'page' : undefined}>
            <Icon name={icon ?? 'circle'} /> {env.t(label)}
          </a>
        </li>
      ))}
    </ul>
  );
  const parts: readonly [Section, string][] = [
    ['configuration', env.t('Configuration')],
    ['people', env.t('People and access')],
    ['platform', env.t('Platform')],
    ['developers', env.t('Developers')],
  ];
  return (
    <>
      {list(of('main'))}
      {parts.map(([section, label]) => {
        const entries = of(section);
        if (entries.length === 0) return null;
        return (
          <details data-menu={section} open={menu.length <= SHORT || entries.some(({ href }) => href === here)}>
            <summary>
              {label} <Icon name="chevron-down" />
            </summary>
            {list(entries)}
          </details>
        );
      })}
    </>
  );
}
