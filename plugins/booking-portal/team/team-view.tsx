import { type Env, fail } from '#core';
import { AddressLines } from '../../web/contract.ts';
import { ownerOf } from '../style/style-view.tsx';
import { linkUrl } from '../views.tsx';

type PortalEnv = Env<'booking-portal'>;

const isSlug = (text: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);

/** Checks the address; whoever makes a team page owns it. @throws INPUT_INVALID */
export async function saveTeam(env: PortalEnv, id: string | undefined, values: Record<string, unknown>): Promise<string> {
  const slug = typeof values.slug === 'string' ? values.slug.trim().toLowerCase() : undefined;
  if (slug !== undefined && !isSlug(slug))
    throw fail('INPUT_INVALID', { issues: [{ path: 'slug', message: env.t('Use small letters, digits and single hyphens.') }] });
  const given = {
    ...(typeof values.name === 'string' ? { name: values.name } : {}),
    ...(slug === undefined ? {} : { slug }),
    ...(values.intro === undefined ? {} : { intro: typeof values.intro === 'string' && values.intro !== '' ? values.intro : null }),
    ...(values.style === undefined ? {} : { style: typeof values.style === 'string' && values.style !== '' ? values.style : null }),
    ...(typeof values.active === 'boolean' ? { active: values.active } : {}),
  };
  if (id !== undefined) return (await env.model('booking.team').update(id, given)).id;
  return (await env.model('booking.team').create({ name: '', slug: '', ...given, owner: ownerOf(env) })).id;
}

/** Beneath the form of a team page: where it stands. */
export async function teamPanel(env: PortalEnv, record: Record<string, unknown> & { id: string }) {
  const url = `${env.baseUrl}/team/${String(record.slug)}`;
  return (
    <section class="section card">
      <h2>{env.t('Address for guests')}</h2>
      <AddressLines env={env} url={url} open={env.t('Open as a guest')} />
      <p class="muted">{env.t('Whose link it is puts it on the page. People appear who chose so under My public profile.')}</p>
    </section>
  );
}

/** A link that is published has an address that works. */
export async function publish(env: PortalEnv, rows: readonly Record<string, unknown>[]): Promise<void> {
  for (const { link } of rows) if (typeof link === 'string') await linkUrl(env, link);
}
