import { raw } from 'hono/html';
import { renderSVG } from 'uqr';
import type { Env } from '#core';
import { Icon } from '../../web/contract.ts';
import { EmbedPanel } from '../embed/embed-panel.tsx';
import { linkUrl, secretAddress } from '../views.tsx';
import { keeps } from './kept-link.ts';

function Copy({ env, url }: { env: Env; url: string }) {
  return (
    <button type="button" data-copy={url} data-copied={env.t('Copied')}>
      <Icon name="copy" /> <span>{env.t('Copy link')}</span>
    </button>
  );
}

/** What is wanted of a link most: its address to hand on, to look at and to show, and whether it works. */
export async function addressPanel(env: Env<'booking-portal'>, record: Record<string, unknown> & { id: string }) {
  const url = await linkUrl(env, record.id);
  const secret = secretAddress(env, await env.asPlugin().model('booking.link').get(record.id));
  return (
    <section class="section card">
      <h2>{env.t('Address for guests')}</h2>
      <p>
        <code>{url}</code>
      </p>
      <div class="row">
        <Copy env={env} url={url} />
        <a class="button" href={url} target="_blank" rel="noopener">
          <Icon name="eye" /> <span>{env.t('Preview')}</span>
        </a>
        {keeps(env, String(record.host)) ? (
          <a class="button" href={`/app/booking-links/${record.id}/check`}>
            <Icon name="stethoscope" /> <span>{env.t('Does it work?')}</span>
          </a>
        ) : null}
      </div>
      <details>
        <summary>{env.t('QR code')}</summary>
        <figure class="qr" aria-label={env.t('QR code of the address')}>
          {raw(renderSVG(url))}
        </figure>
      </details>
      {secret === url ? null : (
        <details>
          <summary>{env.t('Secret address')}</summary>
          <p>
            <code>{secret}</code>
          </p>
          <Copy env={env} url={secret} />
        </details>
      )}
      <EmbedPanel env={env} url={url} sites={typeof record.embedSites === 'string' ? record.embedSites : null} />
    </section>
  );
}
