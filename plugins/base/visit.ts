import type { Env, Incoming } from '#core';
import { deviceName } from './device-name.ts';
import type { Visit } from './session-token.ts';

/** Where a session is started from, for its owner's session list. */
export const visitOf = (env: Env<'base'>, request: Pick<Incoming, 'header'>): Visit => ({
  device: deviceName(request.header('user-agent')),
  address: env.request?.address ?? null,
});
