import type { Env, Preferences, Principal, SessionContract } from '#core';
import { expandGroups } from './expand-groups.ts';
import { hashToken, sessionEnd } from './session-token.ts';
import { workspaceSettings } from './settings.ts';

/** Last use is written at most this often, so that reading pages writes almost nothing. */
const TOUCH_AFTER = 15 * 60_000;

/** What `resolve` read of the person, for `preferences` of the same request. */
const known = new WeakMap<Principal, Preferences>();

const personFields = ['language', 'timeZone', 'hour12', 'weekStart'] as const;

/** The platform's `core.session`: three statements a request, the second and third at the same time. */
export const session: SessionContract = {
  async resolve(env: Env<'base'>, token: string): Promise<Principal | undefined> {
    const own = env.asPlugin();
    const now = env.now();
    const sessions = own.model('base.session');
    const [found] = await sessions.pick({ tokenHash: hashToken(token), expiresAt: { gt: now }, account: { where: { active: true } } }, [
      'account',
      'lastSeenAt',
    ]);
    if (!found) return undefined;
    const [[person], memberships] = await Promise.all([
      own.model('base.person').pick({ account: found.account, active: true }, personFields, { limit: 1 }),
      own.model('base.membership').pick({ person: { where: { account: found.account, active: true } } }, ['group']),
    ]);
    if (!person) return undefined;
    if (now.getTime() - found.lastSeenAt.getTime() > TOUCH_AFTER) await sessions.update({ id: found.id }, { lastSeenAt: now, expiresAt: sessionEnd(now) });
    const groups = expandGroups(['user', 'base.user', ...memberships.map((membership) => membership.group)], own.catalog.groups());
    const principal: Principal = { kind: 'user', org: env.org, account: found.account, person: person.id, session: found.id, groups };
    known.set(principal, person);
    return principal;
  },

  async preferences(env: Env<'base'>, principal: Principal): Promise<Preferences | undefined> {
    if (principal.kind === 'user') {
      const read = known.get(principal);
      if (read) return read;
      const [person] = await env.asPlugin().model('base.person').pick({ id: principal.person }, personFields);
      return person;
    }
    const { language, timeZone } = await env.asPlugin().settings(workspaceSettings);
    return { language, timeZone, hour12: false, weekStart: 1 };
  },
};
