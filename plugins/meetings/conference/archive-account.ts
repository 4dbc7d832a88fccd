import type { Env } from '#core';
import type { AccountRow } from './open-account.ts';

/** Switches a further account off, unless virtual rooms use it, or on again. What it made stays and is still looked after. @returns what came of it, in a sentence */
export function switchAccount(env: Env<'meetings'>, { id, name }: AccountRow, active: boolean): Promise<string> {
  return env.tx(async () => {
    const rooms = active ? 0 : await env.model('meeting.virtual_room').count({ account: id, active: true });
    if (rooms > 0)
      return env.t('“{account}” stays on: virtual rooms that use it: {count}. Choose another account in their options first.', { account: name, count: rooms });
    await env.model('meeting.account').update(id, { active });
    return active ? env.t('“{account}” is switched on.', { account: name }) : env.t('“{account}” is switched off.', { account: name });
  });
}
