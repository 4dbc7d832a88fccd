import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Env } from '#core';
import { accentTokens } from '../accent.ts';
import { type Brand, brandOf } from '../brand.ts';
import { said } from '../flash.ts';
import { drawings, Icon } from './icon.tsx';
import { Menu, openedSections } from './menu.tsx';
import { Notice } from './notice.tsx';
import { Palette, PaletteButton, ThemeSwitch } from './palette.tsx';

export type PageAsset = { plugin: string; file: string };

type DocumentProps = {
  env: Env;
  /** Of the workspace, read once for each page. */
  brand: Brand;
  title: string;
  face: 'admin' | 'portal';
  /** Further styles and modules of the page's own plugin. */
  styles?: readonly PageAsset[];
  scripts?: readonly PageAsset[];
  children?: Child;
};

/** Before anything is drawn, so that nothing flashes in the other colours. */
const chosenTheme = "try{const t=localStorage.getItem('atrium-theme');if(t)document.documentElement.dataset.theme=t}catch{}";

const rightToLeft = /^(ar|fa|he|ur|yi)\b/;

/** The document around every page: language, direction, the workspace's accent, the one style sheet and the one script. */
export async function Document({ env, brand, title, face, styles = [], scripts = [], children }: DocumentProps) {
  const { light, dark } = accentTokens(brand.accent);
  const { language } = env.preferences;
  const nonce = env.request?.nonce;
  // biome-ignore lint/complexity/noUselessFragments: the fragment is what joins children of any shape into one piece.
  const body = String(await (<>{children}</>).toString());
  const accent = `:root{--accent:light-dark(${light.accent},${dark.accent});--accent-text:light-dark(${light.text},${dark.text})}`;
  return (
    <html lang={language} dir={rightToLeft.test(language) ? 'rtl' : 'ltr'} class={face}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {face === 'portal' ? <meta name="robots" content="noindex" /> : null}
        <title>{title === brand.name ? title : `${title} · ${brand.name}`}</title>
        <link rel="icon" href={env.catalog.asset('web', 'icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={env.catalog.asset('web', 'app.css')} />
        {styles.map(({ plugin, file }) => (
          <link rel="stylesheet" href={env.catalog.asset(plugin, file)} />
        ))}
        <style nonce={nonce}>{raw(accent)}</style>
        <script nonce={nonce}>{raw(chosenTheme)}</script>
        <script type="module" src={env.catalog.asset('web', 'app.js')} nonce={nonce} />
        {scripts.map(({ plugin, file }) => (
          <script type="module" src={env.catalog.asset(plugin, file)} nonce={nonce} />
        ))}
      </head>
      <body>
        <a class="skip" href="#main">
          {env.t('Skip to the content')}
        </a>
        {raw(drawings(body))}
        {raw(body)}
      </body>
    </html>
  );
}

type AdminProps = {
  env: Env;
  title: string;
  subtitle?: string | undefined;
  /** Buttons beside the title. */
  actions?: Child;
  /** Menu entry shown as current; found by the address unless given. */
  active?: string | undefined;
  wide?: boolean;
  styles?: readonly PageAsset[];
  scripts?: readonly PageAsset[];
  children?: Child;
};

const desk = (file: string): PageAsset => ({ plugin: 'web', file });

/** What was done, with the button that takes it back. */
function Said({ env, text, undo }: { env: Env; text: string; undo: string | undefined }) {
  if (undo === undefined) return <Notice kind="ok">{text}</Notice>;
  return (
    <Notice kind="ok">
      <form method="post" action={undo} class="row">
        <span>{text}</span>
        <button type="submit">
          <Icon name="undo-2" /> <span>{env.t('Undo')}</span>
        </button>
      </form>
    </Notice>
  );
}

/** A page for people who live here: header, menu, title with its actions, content. */
export async function AdminPage({ env, title, subtitle, actions, active, styles, scripts, children }: AdminProps) {
  const brand = await brandOf(env);
  const header = await Promise.all(env.catalog.slots('header').map((slot) => slot(env, { title })));
  const banners = await Promise.all(env.catalog.slots('banner').map((slot) => slot(env, { title })));
  const message = await said(env);
  return (
    <Document env={env} brand={brand} title={title} face="admin" styles={[desk('desk.css'), ...(styles ?? [])]} scripts={[desk('desk.js'), ...(scripts ?? [])]}>
      <header class="bar">
        <details class="drawer">
          <summary aria-label={env.t('Menu')}>
            <Icon name="menu" large />
          </summary>
          <nav aria-label={env.t('Menu')}>
            <Menu env={env} active={active} />
          </nav>
        </details>
        <a class="brand" href="/app">
          {brand.logo ? <img src={brand.logo} alt="" height="24" /> : <Icon name="building-2" large />}
          <span>{brand.name}</span>
        </a>
        <span class="grow" />
        <PaletteButton env={env} />
        <span class="grow" />
        {header as Child}
        <details class="me">
          <summary aria-label={env.t('My account')}>
            <Icon name="circle-user-round" large />
          </summary>
          <div class="pop">
            <a href="/app/me">{env.t('My preferences')}</a>
            <a href="/app/me/sessions">{env.t('Where I am signed in')}</a>
            <ThemeSwitch env={env} />
            <form method="post" action="/sign-out">
              <button type="submit" class="link">
                {env.t('Sign out')}
              </button>
            </form>
          </div>
        </details>
      </header>
      <div class="shell">
        <nav class="side" aria-label={env.t('Main menu')}>
          <Menu env={env} active={active} />
        </nav>
        <script nonce={env.request?.nonce}>{raw(openedSections)}</script>
        <main id="main" tabindex={-1}>
          {banners as Child}
          <div class="title">
            <div>
              <h1>{title}</h1>
              {subtitle ? <p class="muted">{subtitle}</p> : null}
            </div>
            {actions ? <div class="actions">{actions}</div> : null}
          </div>
          {message ? <Said env={env} {...message} /> : null}
          {children}
        </main>
      </div>
      <Palette env={env} />
    </Document>
  );
}

type PortalProps = {
  env: Env;
  title: string;
  /** One column of 28 rem: sign-in, questions. */
  narrow?: boolean;
  /** The page has its own heading. */
  bare?: boolean;
  /** In place of the workspace's own; the accent is made readable. */
  brand?: Partial<Brand>;
  foot?: Child;
  styles?: readonly PageAsset[];
  scripts?: readonly PageAsset[];
  children?: Child;
};

/** A page for a stranger who wants one thing. */
export async function PortalPage({ env, title, narrow, bare, brand: own, foot, styles, scripts, children }: PortalProps) {
  const brand = { ...(await brandOf(env)), ...own };
  const message = await said(env);
  return (
    <Document env={env} brand={brand} title={title} face="portal" {...(styles ? { styles } : {})} {...(scripts ? { scripts } : {})}>
      <header class="portal-head">
        {brand.logo ? <img src={brand.logo} alt="" height="28" /> : <Icon name="building-2" large />}
        <span>{brand.name}</span>
      </header>
      <main id="main" tabindex={-1} class={narrow ? 'portal-main narrow' : 'portal-main'}>
        {narrow && !bare ? (
          <section class="card">
            <h1>{title}</h1>
            {message ? <Notice kind="ok">{message.text}</Notice> : null}
            {children}
          </section>
        ) : (
          <>
            {bare ? null : <h1>{title}</h1>}
            {message ? <Notice kind="ok">{message.text}</Notice> : null}
            {children}
          </>
        )}
      </main>
      {foot ? <footer class="portal-foot">{foot}</footer> : null}
    </Document>
  );
}
