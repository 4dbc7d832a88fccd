import type { Env } from '#core';
import { Icon } from '../../web/contract.ts';
import type { NamedPlace } from './describe-places.ts';

export type PlaceChoiceProps = { chosen: string | undefined; all: readonly NamedPlace[]; href(id: string): string };

/** The places of a link, one of them chosen: each leads to the times at which it is free. */
export function PlaceChoice({ env, chosen, all, href }: PlaceChoiceProps & { env: Env }) {
  return (
    <nav class="place-choice" aria-label={env.t('Where')}>
      {all.map(({ id, icon, text }) => (
        <a class="button" href={href(id)} aria-current={id === chosen ? 'true' : undefined}>
          <Icon name={icon} /> <span>{text}</span>
        </a>
      ))}
    </nav>
  );
}
