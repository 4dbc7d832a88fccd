import type { Env } from '#core';

/** A link offers no room that its host, or whoever makes the link, may not book. Asked when the room or the host is chosen. */
export async function guardRooms(
  env: Env<'booking-portal'>,
  rows: readonly Record<string, unknown>[],
  before: readonly Record<string, unknown>[],
): Promise<void> {
  const were = new Map(before.map((row) => [row['id'], row]));
  for (const { id, room, host } of rows) {
    const old = were.get(id);
    if (typeof room !== 'string' || typeof host !== 'string' || (old?.['room'] === room && old['host'] === host)) continue;
    await env.service('meetings').assertMayBook({ rooms: [room], host });
  }
}
