import type { Env, Row } from '#core';
import { MAIN } from './open-account.ts';
import type { Conference, MeetingProvider } from './provider-contract.ts';
import { ProviderFailure } from './provider-failure.ts';
import { optionsFor } from './request-for.ts';

/** The link of a provider that asks nobody for it; undefined: it says no, and the meeting has none. */
export async function deriveLink(
  env: Env<'meetings'>,
  provider: MeetingProvider,
  room: Pick<Row<'meetings', 'meeting.virtual_room'>, 'provider' | 'options'>,
  event: Row<'meetings', 'meeting.event'>,
  operationKey: string,
): Promise<Conference | undefined> {
  const { subject, description, start, end, timeZone } = event;
  const [key] = [...env.implementations('meeting.provider')].find(([, one]) => one === provider) ?? [room.provider];
  try {
    return await provider.create(
      {
        env: env.implementer('meeting.provider', key),
        http: undefined,
        signal: AbortSignal.timeout(5_000),
        account: { id: key, key: MAIN, name: provider.title, values: {} },
      },
      {
        operationKey,
        subject,
        description: description ?? '',
        start,
        end,
        timeZone,
        host: null,
        options: optionsFor(provider, key === room.provider ? room.options : {}),
      },
    );
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    env.log.warn({ provider: key, class: error.kind, reason: error.message }, 'provider refused');
    return undefined;
  }
}
