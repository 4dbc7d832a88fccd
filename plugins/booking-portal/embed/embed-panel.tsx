import type { Env } from '#core';
import { Icon } from '../../web/contract.ts';
import { sitesIn } from './frames.ts';

/** On the page of a link: the lines to paste into another site, where the link names sites that may show it. */
export function EmbedPanel({ env, url, sites }: { env: Env<'booking-portal'>; url: string; sites: string | null }) {
  const named = sitesIn(sites);
  if (named.length === 0) return null;
  const line = (more: string): string => `<script src="${env.baseUrl}/embed.js" data-link="${url}"${more} async></script>`;
  const kinds = [
    { title: env.t('In the page'), code: line('') },
    { title: env.t('Behind a button'), code: line(` data-mode="popup" data-label="${env.t('Book a time')}"`) },
  ];
  return (
    <details>
      <summary>{env.t('On another site')}</summary>
      <p>{env.t('May be shown on: {sites}', { sites: named.join(', ') })}</p>
      {kinds.map(({ title, code }) => (
        <p>
          {title}
          <br />
          <code>{code}</code>{' '}
          <button type="button" data-copy={code} data-copied={env.t('Copied')}>
            <Icon name="copy" /> <span>{env.t('Copy')}</span>
          </button>
        </p>
      ))}
    </details>
  );
}
