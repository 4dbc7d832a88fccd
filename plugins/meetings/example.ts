import type { Env } from '#core';

/** Two sites in two zones with floors, rooms of several kinds, and a Jitsi room. */
export async function example(env: Env<'meetings'>): Promise<[]> {
  const [berlin, singapore] = await env.model('meeting.site').create([
    { name: 'Berlin', address: 'Lindenstraße 4, 10969 Berlin', timeZone: 'Europe/Berlin' },
    { name: 'Singapore', address: '12 Harbour Road, Singapore 099253', timeZone: 'Asia/Singapore' },
  ]);
  if (!berlin || !singapore) return [];
  const [ground, upper] = await env.model('meeting.floor').create([
    { site: berlin.id, name: 'Ground floor', position: 0 },
    { site: berlin.id, name: 'First floor', position: 1 },
  ]);
  await env.model('meeting.equipment').create([
    { name: 'Screen', icon: 'monitor' },
    { name: 'Whiteboard', icon: 'presentation' },
    { name: 'Camera', icon: 'video' },
  ]);
  await env.model('meeting.room').create([
    {
      name: 'Linden',
      place: berlin.id,
      floor: ground?.id ?? null,
      address: 'Lindenstraße 4, 10969 Berlin',
      capacity: 8,
      equipment: 'Screen, Whiteboard',
      timeZone: 'Europe/Berlin',
    },
    { name: 'Beech', place: berlin.id, floor: upper?.id ?? null, capacity: 4, equipment: 'Screen', timeZone: 'Europe/Berlin' },
    {
      name: 'Atrium hall',
      place: berlin.id,
      floor: ground?.id ?? null,
      capacity: 60,
      equipment: '2 × Screen, Camera',
      setUpMin: 30,
      cleanUpMin: 15,
      description: 'Chairs are put up for every meeting, so there is half an hour before and a quarter after.',
      timeZone: 'Europe/Berlin',
    },
    {
      name: 'Harbour',
      place: singapore.id,
      address: '12 Harbour Road, Singapore 099253',
      capacity: 12,
      equipment: 'Screen, Camera',
      timeZone: 'Asia/Singapore',
    },
  ]);
  await env.model('meeting.virtual_room').create({ name: 'Jitsi', provider: 'jitsi', timeZone: 'UTC' });
  return [];
}
