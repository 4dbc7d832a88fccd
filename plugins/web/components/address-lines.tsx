import type { Env } from '#core';
import { LinkButton } from './display.tsx';
import { Icon } from './icon.tsx';

/** An address to hand on: to read, to copy and to look at. @param open what the button says that leads there */
export function AddressLines({ env, url, open }: { env: Env; url: string; open: string }) {
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
          {open}
        </LinkButton>
      </div>
    </>
  );
}
