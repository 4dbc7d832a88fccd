import type { Env } from '#core';
import { assertPlugin } from './assert-plugin.ts';
import type { AccountLink } from './contract.ts';
import { publicPeople } from './people.ts';

/** Kinds in the token directory; the record is the person. */
export const RESET = 'base.reset';
export const INVITE = 'base.invite';
export type LinkKind = typeof RESET | typeof INVITE;

const HOUR = 3_600_000;
const lifetime: Record<LinkKind, number> = { [RESET]: HOUR, [INVITE]: 7 * 24 * HOUR };
const page: Record<LinkKind, string> = { [RESET]: 'reset', [INVITE]: 'invite' };

/**
 * Makes a link that sets a password. The token exists in clear only in what is returned; using any link of a kind ends all of them.
 * Older links stay good until then, so that a mail which arrives twice or late still works; a change of the address ends them too.
 */
export async function issueLink(env: Env<'base'>, kind: LinkKind, person: string): Promise<AccountLink | null> {
  assertPlugin(env.caller);
  const own = env.asPlugin();
  return own.tx(async () => {
    // waits for whoever changes the address just now: no link goes to the earlier one
    await own.model('base.person').lock({ id: person });
    const [found] = await publicPeople(own, {
      id: person,
      active: true,
      account: { where: { active: true, ...(kind === INVITE ? { passwordHash: null } : {}) } },
    });
    if (!found) return null;
    const expiresAt = new Date(own.now().getTime() + lifetime[kind]);
    const token = await own.tokens.issue(kind, person, { expiresAt });
    return { link: `${own.baseUrl}/${page[kind]}/${token}`, expiresAt, person: found };
  });
}
