import type { Env } from '#core';
import { Icon, LinkButton } from '../web/contract.ts';

/** An address for guests, to read, to copy and to look at. */
export function AddressLines({ env, url }: { env: Env; url: string }) {
  return (
    <>
      <p>
        <code>{url}</code>
      </p>
      <div class="row">
        <button type="button" data-copy={url} data-copied={env.t('Copied')}>
          <Icon name="copy" /> <span>{env.t('Copy link')}</span>
        </button>
        <LinkButton href={url} icon="external-link">
          {env.t('Open as a guest')}
        </LinkButton>
      </div>
    </>
  );
}
