import type { Env } from '#core';

/** Two rooms in two zones and a Jitsi room. */
export async function example(env: Env<'meetings'>): Promise<[]> {
  await env.model('meeting.room').create([
    { name: 'Linden', site: 'Berlin', address: 'Lindenstraße 4, 10969 Berlin', capacity: 8, equipment: 'Screen, whiteboard', timeZone: 'Europe/Berlin' },
    { name: 'Harbour', site: 'Singapore', address: '12 Harbour Road, Singapore 099253', capacity: 12, equipment: 'Screen, camera', timeZone: 'Asia/Singapore' },
  ]);
  await env.model('meeting.virtual_room').create({ name: 'Jitsi', provider: 'jitsi', timeZone: 'UTC' });
  return [];
}
