import type { Env } from '#core';

const MINUTE_MS = 60_000;

/** When the next minute begins. */
export const nextMinute = (now: Date): Date => new Date((Math.floor(now.getTime() / MINUTE_MS) + 1) * MINUTE_MS);

/**
 * Asks for so many mails of this minute, for each key; counted for all processes together. @returns how many may go, by key
 */
export function takeQuota(env: Env<'mail'>, wanted: ReadonlyMap<string, number>, perMinute: number): Promise<Map<string, number>> {
  const minute = new Date(Math.floor(env.now().getTime() / MINUTE_MS) * MINUTE_MS);
  const keys = [...wanted.keys()].sort();
  return env.tx(async () => {
    await env.model('mail.quota').create(
      keys.map((key) => ({ key, minute })),
      { onConflict: { constraint: 'mail_quota_key_key', do: 'nothing' } },
    );
    const rows = await env.model('mail.quota').lock({ key: { in: keys } });
    const granted = new Map<string, number>();
    const changes: { id: string; minute: Date; used: number }[] = [];
    for (const { id, key, minute: at, used } of rows) {
      const before = at.getTime() === minute.getTime() ? used : 0;
      const take = Math.max(0, Math.min(wanted.get(key) ?? 0, perMinute - before));
      granted.set(key, take);
      changes.push({ id, minute, used: before + take });
    }
    await env.model('mail.quota').updateEach(changes);
    return granted;
  });
}
