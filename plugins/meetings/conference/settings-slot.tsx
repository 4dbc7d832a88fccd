import { z } from 'zod';
import type { Env } from '#core';
import { LinkButton } from '../../web/contract.ts';
import { MAIN } from './open-account.ts';

const place = z.object({ plugin: z.string() });

/** On the settings of a video service: where they are tried out, and where the set-up steps are. */
export function settingsSlot(env: Env<'meetings'>, data: unknown) {
  const { plugin } = place.parse(data);
  const found = [...env.implementations('meeting.provider')].find(
    ([key, { account }]) => account && env.implementer('meeting.provider', key).plugin === plugin,
  );
  if (!found) return null;
  return (
    <div class="row toolbar">
      <LinkButton href={`/app/providers/${found[0]}/${MAIN}`} icon="video">
        {env.t('Video services: test connection')}
      </LinkButton>
      <LinkButton href={`/app/apps/${plugin}`} icon="book-open">
        {env.t('Set-up steps')}
      </LinkButton>
    </div>
  );
}
