import type { Child } from 'hono/jsx';
import type { Env } from '#core';
import { Linked } from '../../web/contract.ts';

/** How a page for guests looks, ready for `PortalPage`: what the style does not say is the workspace's own. */
export type PageStyle = { brand?: { accent?: string; logo?: string }; foot?: Child };

type PortalEnv = Env<'booking-portal'>;

export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

/** One statement, and none where nothing is chosen. */
export async function readStyle(env: PortalEnv, id: string | null): Promise<PageStyle> {
  if (id === null) return {};
  const [style] = await env.asPlugin().model('booking.style').pick({ id }, ['accent', 'text', 'logoAt']);
  if (!style) return {};
  const brand = {
    ...(style.accent && isColour(style.accent) ? { accent: style.accent } : {}),
    ...(style.logoAt ? { logo: `/page-style/${id}/logo?v=${style.logoAt.getTime()}` } : {}),
  };
  return { brand, ...(style.text ? { foot: <Linked text={style.text} /> } : {}) };
}

/** By principal, which lives as long as the request: the link has been read when its page is drawn. */
const chosen = new WeakMap<object, PageStyle>();

/** Notes how the page that answers this request looks. */
export async function useStyle(env: PortalEnv, id: string | null | undefined): Promise<void> {
  if (id) chosen.set(env.principal, await readStyle(env, id));
}

export const pageStyle = (env: Pick<Env, 'principal'>): PageStyle => chosen.get(env.principal) ?? {};
