import type { Env, Row } from '#core';
import type { Outlet } from './choose-servers.ts';
import { takeQuota } from './quota.ts';

type Message = Row<'mail', 'mail.message'>;

const domainOf = ({ toEmail }: Message): string => toEmail.slice(toEmail.lastIndexOf('@') + 1);

/** Parts mails into those that may go in this minute and those that wait, so many for each domain. */
export async function withinDomains(env: Env<'mail'>, messages: readonly Message[], perMinute: number): Promise<{ now: Message[]; later: Message[] }> {
  if (messages.length === 0) return { now: [], later: [] };
  const byDomain = Map.groupBy(messages, domainOf);
  const granted = await takeQuota(env, new Map([...byDomain].map(([domain, some]) => [`domain:${domain}`, some.length])), perMinute);
  const parts = [...byDomain].map(([domain, some]) => ({ some, may: granted.get(`domain:${domain}`) ?? 0 }));
  return { now: parts.flatMap(({ some, may }) => some.slice(0, may)), later: parts.flatMap(({ some, may }) => some.slice(may)) };
}

const AT_ONCE = 32;

/** Asks for the quota of a server in small lots, so that what one process does not use is not lost to the others. True: one more mail may go. */
export function permitsOf(env: Env<'mail'>, waiting: () => number): (outlet: Outlet) => Promise<boolean> {
  const held = new Map<Outlet, { permits: number; spent: boolean; asking: Promise<void> | undefined }>();
  return async (outlet) => {
    const { perMinute, id } = outlet;
    if (perMinute === null || id === null) return true;
    const own = held.get(outlet) ?? { permits: 0, spent: false, asking: undefined };
    held.set(outlet, own);
    while (own.permits === 0 && !own.spent) {
      own.asking ??= (async () => {
        const lot = Math.min(AT_ONCE, Math.max(1, waiting() + 1));
        const granted = (await takeQuota(env, new Map([[`server:${id}`, lot]]), perMinute)).get(`server:${id}`) ?? 0;
        own.permits += granted;
        own.spent = granted === 0;
        own.asking = undefined;
      })();
      await own.asking;
    }
    if (own.permits === 0) return false;
    own.permits -= 1;
    return true;
  };
}
