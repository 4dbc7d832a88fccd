import { raw } from 'hono/html';
import { renderSVG } from 'uqr';
import { type Env, formatDate } from '#core';
import { AdminPage, EmptyState, Icon, LinkButton } from '../../web/contract.ts';
import { hostAssets } from '../host/host-assets.ts';
import { PageTurner } from '../page-turner.tsx';
import { linkAddress } from '../views.tsx';
import type { LinkList, ListedLink, Standing } from './read-links.ts';

const looks: Record<Standing, { kind: string; icon: string; word: 'Open' | 'Switched off' | 'Closed' | 'Used up' }> = {
  open: { kind: 'ok', icon: 'circle-check', word: 'Open' },
  off: { kind: 'muted', icon: 'circle-pause', word: 'Switched off' },
  closed: { kind: 'muted', icon: 'ban', word: 'Closed' },
  used: { kind: 'muted', icon: 'circle-check-big', word: 'Used up' },
};

const address = (list: Pick<LinkList, 'find'>, all: boolean, page = 1): string => {
  const query = new URLSearchParams({ ...(all ? { all: '1' } : {}), ...(list.find ? { find: list.find } : {}), ...(page > 1 ? { page: String(page) } : {}) });
  return `/app/booking-links${query.size > 0 ? `?${query}` : ''}`;
};

function Card({ env, listed, back }: { env: Env<'booking-portal'>; listed: ListedLink; back: string }) {
  const { link, host, kept, standing, bookings } = listed;
  const { kind, icon, word } = looks[standing];
  /** What a button does, and to which link: for who does not see where it stands. */
  const said = (word: string): string => `${word}: ${link.name}`;
  const url = linkAddress(env, link);
  const lengths = [...new Set([link.durationMin, ...link.otherDurations])].sort((a, b) => a - b);
  return (
    <li class={standing === 'open' ? 'card link-card' : 'card link-card still'}>
      <div>
        <h2>
          <a href={`/app/booking.link/${link.id}`}>{link.name}</a>
        </h2>
        <p>
          <span class={`state ${kind}`}>
            <Icon name={icon} /> {env.t(word)}
          </span>
          {link.maxBookings === 1 ? <span class="muted"> · {env.t('works once')}</span> : null}
          {link.expiresAt && standing === 'open' ? (
            <span class="muted"> · {env.t('until {day}', { day: formatDate(link.expiresAt, env.preferences.timeZone, env.preferences, 'short') })}</span>
          ) : null}
        </p>
        <p class="muted">
          {[
            host,
            env.t('{minutes} minutes', { minutes: lengths.join(' / ') }),
            ...(link.approval ? [env.t('confirmed by the host')] : []),
            env.t('Bookings: {count}', { count: bookings }),
          ].join(' · ')}
        </p>
      </div>
      <div class="row">
        <button type="button" data-copy={url} data-copied={env.t('Copied')} aria-label={said(env.t('Copy link'))}>
          <Icon name="copy" /> <span>{env.t('Copy link')}</span>
        </button>
        <a class="button" href={url} target="_blank" rel="noopener" aria-label={said(env.t('Preview'))}>
          <Icon name="eye" /> <span>{env.t('Preview')}</span>
        </a>
        <details class="qr-pop">
          <summary class="button" aria-label={said(env.t('QR code'))}>
            <Icon name="qr-code" /> {env.t('QR code')}
          </summary>
          <figure class="qr" aria-label={env.t('QR code of the address')}>
            {raw(renderSVG(url))}
          </figure>
          <code>{url}</code>
        </details>
        {kept ? (
          <form method="post" action={`/app/booking-links/${link.id}/switch`}>
            <input type="hidden" name="active" value={link.active ? 'false' : 'true'} />
            <input type="hidden" name="back" value={back} />
            <button type="submit" aria-label={said(link.active ? env.t('Switch off') : env.t('Switch on'))}>
              <Icon name="power" /> <span>{link.active ? env.t('Switch off') : env.t('Switch on')}</span>
            </button>
          </form>
        ) : null}
        {kept ? (
          <a class="button" href={`/app/booking.link/${link.id}?edit=1`} aria-label={said(env.t('Edit'))}>
            <Icon name="pencil" /> <span>{env.t('Edit')}</span>
          </a>
        ) : null}
      </div>
    </li>
  );
}

/** Booking links with what is done most: copy, look, show, switch. */
export function LinksPage({ env, list }: { env: Env<'booking-portal'>; list: LinkList }) {
  const { all, find, links, page, more } = list;
  return (
    <AdminPage
      env={env}
      title={env.t('Booking links')}
      active="/app/booking-links"
      actions={
        <>
          <LinkButton href="/app/booking.link">{env.t('As a table')}</LinkButton>
          <LinkButton href="/app/booking-links/new" icon="plus" primary>
            {env.t('New link')}
          </LinkButton>
        </>
      }
      {...hostAssets}
    >
      <nav class="tabs" aria-label={env.t('Booking links')}>
        <a href={address(list, false)} aria-current={all ? undefined : 'page'}>
          {env.t('My links')}
        </a>
        <a href={address(list, true)} aria-current={all ? 'page' : undefined}>
          {env.t('All links')}
        </a>
      </nav>
      <form method="get" action="/app/booking-links" class="look-up link-find">
        {all ? <input type="hidden" name="all" value="1" /> : null}
        <input type="search" name="find" value={find} maxlength={100} aria-label={env.t('Find a link')} placeholder={env.t('Find a link')} />
        <button type="submit">{env.t('Find')}</button>
      </form>
      {links.length === 0 ? (
        <EmptyState
          icon="link"
          action={
            find === '' ? (
              <LinkButton href="/app/booking-links/new" icon="plus" primary>
                {env.t('New link')}
              </LinkButton>
            ) : undefined
          }
        >
          {find === '' ? env.t('No booking links yet. Make one and send its address to your guests.') : env.t('No link has these words.')}
        </EmptyState>
      ) : (
        <ul class="link-cards">
          {links.map((listed) => (
            <Card env={env} listed={listed} back={address(list, all, page)} />
          ))}
        </ul>
      )}
      <PageTurner env={env} page={page} more={more} address={(other) => address(list, all, other)} />
    </AdminPage>
  );
}
