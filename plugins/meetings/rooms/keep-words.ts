import type { Env } from '#core';

type Rows = readonly Record<string, unknown>[];
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const different = (rows: Rows, before: Rows, field: string): Rows => {
  const were = new Map(before.map((row) => [row['id'], row[field]]));
  return rows.filter((row) => !were.has(row['id']) || were.get(row['id']) !== row[field]);
};

/** `2 × Screen` → the name and how many; names of more than 80 characters are cut. */
export function readEquipment(text: string): { name: string; quantity: number }[] {
  const found = new Map<string, { name: string; quantity: number }>();
  for (const part of text.split(/[,;\n]/)) {
    const [, many = '1', name = ''] = /^\s*(?:(\d{1,3})\s*[×x*]\s*)?(.*?)\s*$/u.exec(part) ?? [];
    if (name !== '') found.set(name.toLowerCase(), { name: name.slice(0, 80), quantity: Math.max(1, Number(many)) });
  }
  return [...found.values()];
}

/** The records of that name, made where there are none. */
async function equipmentNamed(env: Env<'meetings'>, names: readonly string[]): Promise<Map<string, string>> {
  const known = new Map((await env.model('meeting.equipment').pick({}, ['name'], { limit: 5_000 })).map(({ id, name }) => [name.toLowerCase(), id]));
  const missing = names.filter((name) => !known.has(name.toLowerCase()));
  const made = missing.length > 0 ? await env.model('meeting.equipment').create(missing.map((name) => ({ name }))) : [];
  for (const { id, name } of made) known.set(name.toLowerCase(), id);
  return known;
}

/** A room on a floor is at the floor's site, whatever was chosen beside it. */
async function followFloors(env: Env<'meetings'>, rows: Rows): Promise<void> {
  const wanted = rows.flatMap(({ floor }) => (typeof floor === 'string' ? [floor] : []));
  if (wanted.length === 0) return;
  const sites = new Map((await env.model('meeting.floor').pick({ id: { in: wanted } }, ['site'])).map(({ id, site }) => [id, site]));
  const moved = rows.flatMap(({ id, floor, place }) => {
    const site = typeof floor === 'string' ? sites.get(floor) : undefined;
    return site && site !== place ? [{ id: String(id), place: site }] : [];
  });
  if (moved.length > 0) await env.model('meeting.room').updateEach(moved);
}

/** New rooms, and those whose site has changed: a site that is named becomes a record, and a record gives its name. The equipment that is named at first becomes records. */
export async function keepRoomWords(env: Env<'meetings'>, rows: Rows, before: Rows): Promise<void> {
  await followFloors(env, rows);
  const moved = different(rows, before, 'place').filter((row) => before.length > 0 || textOf(row['place']) !== '');
  if (moved.length > 0) {
    const sites = await env.model('meeting.site').pick({ id: { in: moved.flatMap(({ place }) => (typeof place === 'string' ? [place] : [])) } }, ['name']);
    const names = new Map(sites.map(({ id, name }) => [id, name]));
    const renamed = moved.flatMap(({ id, place, site }) => {
      const name = typeof place === 'string' ? (names.get(place) ?? null) : null;
      return name === site ? [] : [{ id: String(id), site: name }];
    });
    if (renamed.length > 0) await env.model('meeting.room').updateEach(renamed);
  }
  if (before.length > 0) return;
  const named = rows.filter(({ place, site }) => typeof place !== 'string' && textOf(site) !== '');
  if (named.length > 0) {
    const names = [...new Set(named.map(({ site }) => textOf(site)))];
    const known = await env.model('meeting.site').pick({ name: { in: names } }, ['name']);
    const ids = new Map(known.map(({ id, name }) => [name, id]));
    const zones = new Map(named.map(({ site, timeZone }) => [textOf(site), textOf(timeZone) || 'UTC']));
    const missing = names.filter((name) => !ids.has(name));
    const made = missing.length > 0 ? await env.model('meeting.site').create(missing.map((name) => ({ name, timeZone: zones.get(name) ?? 'UTC' }))) : [];
    for (const { id, name } of made) ids.set(name, id);
    await env.model('meeting.room').updateEach(named.map(({ id, site }) => ({ id: String(id), place: ids.get(textOf(site)) ?? null })));
  }
  const equipped = rows.filter(({ equipment }) => textOf(equipment) !== '');
  if (equipped.length === 0) return;
  const wanted = equipped.map(({ id, equipment }) => ({ id: String(id), things: readEquipment(textOf(equipment)) }));
  const known = await equipmentNamed(env, [...new Map(wanted.flatMap(({ things }) => things.map(({ name }) => [name.toLowerCase(), name]))).values()]);
  const fittings = wanted.flatMap(({ id, things }) =>
    things.flatMap(({ name, quantity }) => {
      const equipment = known.get(name.toLowerCase());
      return equipment ? [{ room: id, equipment, quantity }] : [];
    }),
  );
  if (fittings.length > 0) await env.model('meeting.room_equipment').create(fittings);
}

/** A site has another name: its rooms say so. */
export async function keepSiteWords(env: Env<'meetings'>, rows: Rows, before: Rows): Promise<void> {
  for (const { id, name } of different(rows, before, 'name')) await env.model('meeting.room').update({ place: String(id) }, { site: textOf(name) });
}

/** What stands in these rooms has changed: their words are made anew. Three statements however many rooms. */
async function writeEquipment(env: Env<'meetings'>, rooms: readonly string[]): Promise<void> {
  if (rooms.length === 0) return;
  const fittings = await env.model('meeting.room_equipment').pick({ room: { in: [...rooms] } }, ['room', 'equipment', 'quantity']);
  const things = await env.model('meeting.equipment').pick({ id: { in: fittings.map(({ equipment }) => equipment) } }, ['name']);
  const names = new Map(things.map(({ id, name }) => [id, name]));
  const inside = new Map<string, { name: string; quantity: number }[]>();
  for (const { room, equipment, quantity } of fittings) {
    const list = inside.get(room) ?? [];
    list.push({ name: names.get(equipment) ?? '', quantity });
    inside.set(room, list);
  }
  const words = (room: string): string =>
    (inside.get(room) ?? [])
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, quantity }) => (quantity > 1 ? `${quantity} × ${name}` : name))
      .join(', ')
      .slice(0, 300);
  await env.model('meeting.room').updateEach(rooms.map((id) => ({ id, equipment: words(id) || null })));
}

export const keepFittingWords = (env: Env<'meetings'>, rows: Rows, before: Rows): Promise<void> =>
  writeEquipment(env, [...new Set([...rows, ...before].flatMap(({ room }) => (typeof room === 'string' ? [room] : [])))]);

export async function keepEquipmentWords(env: Env<'meetings'>, rows: Rows, before: Rows): Promise<void> {
  const renamed = different(rows, before, 'name').map(({ id }) => String(id));
  if (renamed.length === 0) return;
  const fittings = await env.model('meeting.room_equipment').pick({ equipment: { in: renamed } }, ['room']);
  await writeEquipment(env, [...new Set(fittings.map(({ room }) => room))]);
}
